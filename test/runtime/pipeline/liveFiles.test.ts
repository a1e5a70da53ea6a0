import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findOrphans, isUnderWay, listRuns, liveFolder } from "../../../src/runtime/pipeline/live/liveFiles";
import { reproOf, toldOf } from "../../../src/runtime/pipeline/page/told";
import { temporaryFolder } from "../kernel/temporary";

describe("what runs over pipelines told", () => {
  const nobody = 99_999_999;
  const begin = { type: "begin", id: "1", at: 1, pid: nobody, root: "/", stages: ["a"] };
  const project = (...lines: readonly unknown[]): string => {
    const root = temporaryFolder();
    const folder = join(liveFolder(root), "1");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "events.jsonl"), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    return root;
  };

  it("has no line that is none of ours", () => {
    const [run] = listRuns(
      project(begin, null, 7, { type: "stage" }, { type: "stage", at: 2, stage: "a", state: "done" }),
    );
    assert.deepEqual(run?.events, [begin, { type: "stage", at: 2, stage: "a", state: "done" }]);
  });

  it("never names a number that stands for many processes", () => {
    for (const pid of [-1, 0, 1, -7, 1.5, "all"]) {
      const root = project(begin, { type: "stage", at: 2, stage: "a", state: "running", pid });
      assert.deepEqual(findOrphans(root), [], String(pid));
      assert.deepEqual(
        listRuns(project({ ...begin, pid })).filter(({ events }) => isUnderWay(events)),
        [],
      );
    }
    const own = project(begin, { type: "stage", at: 2, stage: "a", state: "running", pid: process.pid });
    assert.deepEqual(findOrphans(own), [{ stage: "a", pid: process.pid }]);
  });

  it("tells what was stopped, or went with its run, from what failed", () => {
    const stages = ["a", "b", "c"].map((stage) => ({ type: "stage", at: 2, stage, state: "running" }));
    const [run] = listRuns(
      project(
        { ...begin, stages: ["a", "b", "c"] },
        ...stages,
        { type: "stage", at: 3, stage: "a", state: "failed", message: "exit 1" },
        { type: "stage", at: 4, stage: "b", state: "failed", message: "stopped", isStopped: true },
      ),
    );
    assert.ok(run);
    const { bars, outcome } = reproOf(run, false);
    assert.deepEqual([bars.map(({ state }) => state), outcome], [["failed", "killed", "killed"], "killed"]);
  });

  it("finds what a stage said beside it only", () => {
    const root = project(begin, { type: "stage", at: 2, stage: "a", state: "failed", log: "/etc/passwd" });
    const [run] = listRuns(root);
    assert.equal(run && toldOf(run).get("a")?.log, join(liveFolder(root), "1", "passwd"));
  });
});
