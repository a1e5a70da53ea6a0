import assert from "node:assert/strict";
import { checkPipeline } from "../../../../src/core/dvc/editing/checkPipeline";
import { ValueFiles } from "../../../../src/core/dvc/pipeline/files/valueFile";
import { resolvePipeline } from "../../../../src/core/dvc/pipeline/resolvePipeline";

/** Faults as `line severity message`, in a project that has these files. */
async function faultsOf(text: string, there: Readonly<Record<string, string>> = {}, other?: string): Promise<string[]> {
  const files = new ValueFiles((file) => there[file]);
  const pipeline = await resolvePipeline({ file: "dvc.yaml", text, files });
  const others = other === undefined ? [] : [await resolvePipeline({ file: "sub/dvc.yaml", text: other, files })];
  const exists = async (path: string) => path in there;
  const faults = await checkPipeline({ pipeline, others, dvcFiles: [], files, exists });
  return faults.map(({ place, severity, message }) => `${place.line} ${severity} ${message}`);
}

describe("what is wrong with a dvc.yaml in an editor", () => {
  it("nothing, when all it needs is there or made", async () => {
    const text =
      "stages:\n  a:\n    cmd: x\n    deps: [in.txt]\n    params: [lr]\n    outs: [mid]\n  b:\n    cmd: y\n    deps: [mid/part, far]\n";
    const other = "stages:\n  c:\n    cmd: z\n    outs: [../far]\n";
    assert.deepEqual(await faultsOf(text, { "in.txt": "", "params.yaml": "lr: 1\n" }, other), []);
  });

  it("dependencies that are not there, once for all stages of a loop", async () => {
    const text = "stages:\n  a:\n    foreach: [1, 2]\n    do:\n      cmd: x ${item}\n      deps:\n        - in.txt\n";
    assert.deepEqual(await faultsOf(text), ["7 warning 'in.txt' is not there, and no stage makes it; a needs it"]);
  });

  it("parameters that their file does not have, and files that are not there", async () => {
    const text = "stages:\n  a:\n    cmd: x\n    params:\n      - lr\n      - epochs\n      - p.json: [x]\n";
    assert.deepEqual(await faultsOf(text, { "params.yaml": "lr: 1\n" }), [
      "6 warning params.yaml has no 'epochs'",
      "7 warning the parameters' file p.json is not there",
    ]);
  });

  it("what the schema, the values and the graph say", async () => {
    const unknown = await faultsOf("stages:\n  a:\n    cmd: x\n    dep: [a]\n");
    assert.match(unknown.join(), /^4 error .*unknown key 'dep'\. Did you mean 'deps'\?/);
    assert.match((await faultsOf("stages:\n  a:\n    cmd: x ${none}\n")).join(), /^3 error .*none/);
    const cycle =
      "stages:\n  a:\n    cmd: x\n    deps: [b]\n    outs: [a]\n  b:\n    cmd: x\n    deps: [a]\n    outs: [b]\n";
    assert.match((await faultsOf(cycle)).join(), /^\d+ error .*cycle/);
    const overlap = "stages:\n  a:\n    cmd: x\n    outs: [o]\n  b:\n    cmd: x\n    outs: [o/x]\n";
    assert.match((await faultsOf(overlap)).join(), /^\d error .*'o/);
  });
});
