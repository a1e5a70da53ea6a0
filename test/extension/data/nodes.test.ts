import assert from "node:assert/strict";
import { type DataNode, idOf, isDataNode } from "../../../src/extension/data/dataNodes";
import type { DvcProject, DvcProjects } from "../../../src/extension/data/dvcProjects";
import { targetIn } from "../../../src/extension/data/pageTarget";

const projectAt = (folder: string, path: string) =>
  ({ runtime: { folder: { uri: folder } }, path, root: `/${path}` }) as unknown as DvcProject;

describe("lines of the data view", () => {
  const one = projectAt("file:///w", "one");
  const two = projectAt("file:///w", "two");
  const linesOf = (project: DvcProject): DataNode[] => {
    const tracked = { path: "data", file: "data.dvc", kind: "folder", state: "modified", line: 1 } as const;
    const file = { id: "dvc.yaml", file: "dvc.yaml", stages: [], faults: [] };
    const stage = { id: "train", name: "train", kind: "stage", state: "changed", file: "dvc.yaml", line: 2 } as const;
    const of: DataNode = { kind: "stage", project, file, stage };
    const item = { path: "data", state: "same" } as const;
    const fault = { message: "odd", file: "dvc.yaml", line: 3, column: 1, severity: "error" } as const;
    return [
      { kind: "project", project },
      { kind: "data", project },
      { kind: "tracked", project, tracked },
      { kind: "tracked", project, tracked: { ...tracked, file: "other.dvc" } },
      { kind: "inside", project, tracked, change: { path: "data", kind: "added" } },
      { kind: "pipeline", project, file },
      of,
      { kind: "part", project, of, part: "deps", children: [] },
      { kind: "part", project, of, part: "outs", children: [] },
      { kind: "item", project, of, part: "deps", item },
      { kind: "item", project, of, part: "outs", item },
      { kind: "param", project, of, file: "params.yaml", name: "lr", value: "1" },
      { kind: "fault", project, fault, under: "pipeline" },
      { kind: "fault", project, fault: { ...fault, line: 4 }, under: "pipeline" },
      { kind: "more", project, under: "data", left: 2, canLoad: true },
    ];
  };

  it("are each known by a name of their own, over all projects", () => {
    const lines = [...linesOf(one), ...linesOf(two)];
    assert.equal(new Set(lines.map(idOf)).size, lines.length);
    assert.equal(
      lines.every((line) => isDataNode(line)),
      true,
    );
  });

  it("keep their names when their state changes, so that the view stays as it was opened", () => {
    const [, , tracked] = linesOf(one);
    if (tracked?.kind !== "tracked") return assert.fail("no line of data");
    assert.equal(idOf({ ...tracked, tracked: { ...tracked.tracked, state: "clean", size: 7 } }), idOf(tracked));
  });

  it("are told from what pages say", () => {
    assert.equal(isDataNode({ project: "one", kind: 4 }), false);
    assert.equal(isDataNode({ kind: "stage" }), false);
    assert.equal(isDataNode("file:///w"), false);
  });
});

describe("what a page says that its command is about", () => {
  const here = projectAt("file:///w", "one");
  const there = projectAt("file:///v", "one");
  const projects = { all: () => [here, there] } as unknown as DvcProjects;

  it("is a project of the folder that the page belongs to", () => {
    const target = { project: "one", stage: "train" };
    assert.equal(targetIn([target, "file:///v"], projects)?.project, there);
    assert.equal(targetIn([{ ...target, tidemarkFolder: "file:///v" }], projects)?.project, there);
    assert.equal(targetIn([target], projects)?.project, here);
    assert.equal(targetIn([{ ...target, project: "gone" }], projects), undefined);
  });

  it("is nothing where a line of the tree was clicked", () => {
    assert.equal(targetIn([{ kind: "project", project: here }], projects), undefined);
    assert.equal(targetIn([], projects), undefined);
  });
});
