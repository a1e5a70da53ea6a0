import assert from "node:assert/strict";
import { ValueFiles } from "../../../../src/core/dvc/pipeline/files/valueFile";
import { buildGraph } from "../../../../src/core/dvc/pipeline/graph";
import { resolvePipeline } from "../../../../src/core/dvc/pipeline/resolvePipeline";

describe("the graph of stages", () => {
  const faultsOf = async (out: string) => {
    const text = `stages:\n  a:\n    cmd: make\n    outs:\n      - ${out}:\n          cache: false\n`;
    const files = new ValueFiles(() => undefined);
    const pipeline = await resolvePipeline({ file: "dvc.yaml", text, files, root: "/project" });
    return buildGraph({ pipelines: [pipeline] }).faults.map(({ message, place }) => `${place.line} ${message}`);
  };

  // an output is deleted before its stage runs
  for (const out of [
    ".git",
    "../.git",
    ".git/hooks",
    ".dvc",
    ".dvc/cache",
    "data.csv.dvc",
    "sub/dvc.yaml",
    "sub/.hg/x",
  ])
    it(`refuses ${out} as an output, as dvc does`, async () => {
      assert.deepEqual(await faultsOf(out), [`5 '${out}' belongs to git or DVC and cannot be an output`]);
    });

  it("takes what only looks like it", async () => {
    for (const out of [".github", "model.dvc.bin", "my.dvc.yaml", "a.git", "s3://bucket/.git"])
      assert.deepEqual(await faultsOf(out), [], out);
  });
});
