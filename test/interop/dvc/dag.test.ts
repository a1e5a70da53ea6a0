import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tidemark } from "../../cli/tidemark";
import { type Dvc, startDvc } from "./dvc";

const pipeline = `stages:
  prepare: {cmd: x, deps: [raw.txt], outs: [data]}
  train:
    matrix: {seed: [1, 2], kind: [a, b]}
    cmd: x
    deps: [data/part]
    outs:
    - models/\${key}
  eval: {cmd: x, deps: [models], metrics: [m.json]}
  alone: {cmd: x}
`;

describe("dag", function () {
  this.timeout(120_000);
  let dvc: Dvc;
  let cwd: string;

  before(async function () {
    dvc = await startDvc(this);
    cwd = await dvc.repository();
    mkdirSync(join(cwd, "sub"));
    writeFileSync(join(cwd, "raw.txt"), "x");
    writeFileSync(join(cwd, "dvc.yaml"), pipeline);
    writeFileSync(join(cwd, "sub/dvc.yaml"), "stages:\n  last: {cmd: x, deps: [../m.json], outs: [end]}\n");
    await dvc.ok(cwd, "add", "-q", "raw.txt");
  });
  after(() => dvc?.stop());

  for (const words of [
    [],
    ["eval"],
    ["train"],
    ["train@1-a"],
    ["m.json"],
    ["sub/dvc.yaml:last"],
    ["prepare", "--full"],
    ["--outs"],
    ["--collapse-foreach-matrix"],
    ["eval", "--collapse-foreach-matrix"],
  ])
    it(["dag", ...words].join(" "), async () => {
      const [theirs, ours] = await Promise.all([
        dvc.ok(cwd, "dag", "--mermaid", ...words),
        tidemark(cwd, "dag", "--mermaid", ...words),
      ]);
      assert.deepEqual(lines(ours.out), lines(theirs), ours.err);
    });

  it("shows every stage once in its tree", async () => {
    const { out } = await tidemark(cwd, "dag");
    const names = out
      .trim()
      .split("\n")
      .map((line) => line.replace(/^[ │├└─]*/, "").replace(/ {2}←.*/, ""));
    const drawn = lines(await dvc.ok(cwd, "dag", "--mermaid")).nodes;
    assert.deepEqual(names.sort(), drawn);
    assert.match(out, /└─ prepare/);
  });

  it("names stages as they are spoken of from a folder", async () => {
    const folder = join(cwd, "sub");
    const [theirs, ours] = await Promise.all([
      dvc.ok(folder, "dag", "--mermaid"),
      tidemark(folder, "dag", "--mermaid"),
    ]);
    assert.deepEqual(lines(ours.out), lines(theirs));
  });

  it("refuses a cycle in one line with both places", async () => {
    writeFileSync(join(cwd, "sub/dvc.yaml"), "stages:\n  last: {cmd: x, deps: [../m.json], outs: [../raw.txt]}\n");
    const { code, err } = await tidemark(cwd, "dag");
    assert.equal(code, 2);
    assert.match(err, /sub\/dvc\.yaml:2:\d+: the output 'raw\.txt' of .* is an output of raw\.txt\.dvc/);
  });
});

/** Nodes by their names, and lines between names. */
function lines(text: string): { nodes: readonly string[]; edges: readonly string[] } {
  const names = new Map(
    [...text.matchAll(/(node\d+)\["(.*)"\]/g)].map(([, id, name]) => [id as string, name as string]),
  );
  const edges = [...text.matchAll(/(node\d+)-->(node\d+)/g)].map(
    ([, from, to]) => `${names.get(from as string)} → ${names.get(to as string)}`,
  );
  return { nodes: [...names.values()].sort(), edges: edges.sort() };
}
