import assert from "node:assert/strict";
import { ValueFiles } from "../../../../src/core/dvc/pipeline/files/valueFile";
import { buildGraph, reach } from "../../../../src/core/dvc/pipeline/graph";
import { resolvePipeline } from "../../../../src/core/dvc/pipeline/resolvePipeline";

async function resolve(texts: Readonly<Record<string, string>>) {
  const files = new ValueFiles((file) => texts[file]);
  return resolvePipeline({ file: "dvc.yaml", text: texts["dvc.yaml"] ?? "", files });
}

const at = ({ line, column }: { line: number; column: number }) => `${line}:${column}`;

describe("a resolved dvc.yaml", () => {
  it("knows where each thing stands", async () => {
    const pipeline = await resolve({
      "dvc.yaml": `stages:\n  train:\n    cmd: python a.py \${lr} "\${train.opt}"\n    deps:\n    - \${train.opt}.csv\n    params: [lr]\n    outs:\n    - out:\n        cache: false\n`,
      "params.yaml": "lr: 0.1\ntrain:\n  # how\n  opt: adam\n",
    });
    const [stage] = pipeline.stages;
    assert.equal(at(stage?.place ?? { line: 0, column: 0 }), "2:3");
    assert.equal(stage?.cmd, 'python a.py 0.1 "adam"');
    assert.equal(at(stage?.deps[0]?.place ?? { line: 0, column: 0 }), "5:7");
    assert.equal(at(stage?.params[0]?.places[0] ?? { line: 0, column: 0 }), "6:14");
    assert.equal(at(stage?.outs[0]?.place ?? { line: 0, column: 0 }), "8:7");
    assert.deepEqual(
      pipeline.uses.map(({ name, place, source }) => [
        name,
        at(place),
        source?.file,
        source?.place && at(source.place),
      ]),
      [
        ["lr", "3:22", "params.yaml", "1:5"],
        ["train.opt", "3:29", "params.yaml", "4:8"],
        ["train.opt", "5:7", "params.yaml", "4:8"],
      ],
    );
  });

  it("tells all faults, and keeps the stages that have none", async () => {
    const { faults, stages } = await resolve({
      "dvc.yaml": `stages:\n  a:\n    cmd: x \${no} \${neither}\n  b:\n    cmd: y\n  c:\n    cmdd: z\n`,
    });
    assert.deepEqual(
      faults.map(({ place, message }) => `${at(place)} ${message}`),
      [
        "7:5 stages.c: unknown key 'cmdd'. Did you mean 'cmd'?",
        "7:5 stages.c: 'cmd' is missing",
        "3:12 ${no} is not defined. There is no params.yaml",
        "3:18 ${neither} is not defined. There is no params.yaml",
      ],
    );
    assert.deepEqual(
      stages.map(({ name }) => name),
      ["b"],
    );
  });

  it("takes a date as text, and says that dvc would not", async () => {
    const { faults, stages } = await resolve({
      "dvc.yaml": `stages:\n  a: {cmd: 'x \${day}'}\n`,
      "params.yaml": "day: 2024-02-03\n",
    });
    assert.equal(stages[0]?.cmd, "x 2024-02-03");
    assert.deepEqual(
      faults.map(({ file, severity, place }) => [file, severity, at(place)]),
      [["params.yaml", "warning", "1:6"]],
    );
  });

  it("orders stages, and finds what hangs on them", async () => {
    const graph = buildGraph({
      pipelines: [
        await resolve({
          "dvc.yaml":
            "stages:\n  c: {cmd: x, deps: [b.txt]}\n  b: {cmd: x, deps: [dir/a.txt], outs: [b.txt]}\n  a: {cmd: x, outs: [dir]}\n  z: {cmd: x}\n",
        }),
      ],
    });
    assert.deepEqual(graph.order, ["a", "b", "c", "z"]);
    assert.deepEqual(reach(graph, ["b"], "needs"), ["a", "b"]);
    assert.deepEqual(reach(graph, ["b"], "neededBy"), ["b", "c"]);
    assert.deepEqual(graph.makersOf("dir/deep/file"), ["a"]);
  });
});
