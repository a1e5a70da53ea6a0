import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isRunning } from "../../../../src/runtime/kernel/processes";
import { createRegistryRig } from "../../registry/registryRig";
import { done, emptyOnnx, writeFakePython } from "./fakePython";

type Json = Record<string, unknown>;

const mlmodel = `flavors:
  sklearn: {pickled_model: model.pkl, serialization_format: pickle}
saved_input_example_info: {artifact_path: input_example.json, type: dataframe, pandas_orient: split}
signature:
  inputs: '[{"type": "double", "name": "age", "required": true}]'
`;
const onnxMlmodel = "flavors:\n  onnx: {data: model.onnx}\n";
const convertsWell = `fs.writeFileSync(task.output, Buffer.from([${emptyOnnx}])); say(${JSON.stringify(done)}); process.exit(0);`;

describe("a model's conversion to ONNX", function () {
  this.timeout(30_000);
  let rig: ReturnType<typeof createRegistryRig>;
  let folder: string;
  beforeEach(async () => {
    rig = createRegistryRig();
    folder = await register("churn", { MLmodel: mlmodel, "model.pkl": "a pickle", "input_example.json": "{}" });
  });
  afterEach(() => rig.close());

  async function register(name: string, files: Readonly<Record<string, string>>): Promise<string> {
    const { json } = await rig.send("POST", "runs/create", { experiment_id: "0" });
    const { info } = json.run as { info: { run_id: string; artifact_uri: string } };
    const below = `${info.artifact_uri.replace("mlflow-artifacts:/", "")}/model`;
    const path = join(rig.kernel.places.artifacts, below);
    mkdirSync(path, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
    await rig.send("POST", "registered-models/create", { name });
    const source = `runs:/${info.run_id}/model`;
    await rig.send("POST", "model-versions/create", { name, source, run_id: info.run_id });
    return path;
  }

  const python = (body: string) => writeFakePython(rig.folder, "python", body);
  const begin = async (model: string, more: Json) => {
    const { status, json } = await rig.send("POST", "/api/tidemark/v1/convert", { model, ...more });
    assert.equal(status, 200, JSON.stringify(json));
    return String(json.job);
  };
  const jobOf = async (id: string) => (await rig.send("GET", `/api/tidemark/v1/jobs/${id}`, {})).json as Json;
  async function ended(id: string): Promise<Json> {
    for (;;) {
      const job = await jobOf(id);
      if (job.status !== "RUNNING") return job;
      await new Promise((wake) => setTimeout(wake, 10));
    }
  }
  const convert = async (model: string, more: Json) => ended(await begin(model, more));
  const left = () => readdirSync(folder).sort();
  const untouched = ["MLmodel", "input_example.json", "model.pkl"];

  it("puts the ONNX beside the version's files and leaves a line in the trail", async () => {
    const job = await convert("models:/churn/1", { python: python(convertsWell) });
    assert.equal(job.status, "DONE", JSON.stringify(job));
    assert.deepEqual(left(), [...untouched, "model.onnx"].sort());
    assert.equal((job.result as Json).file, join(folder, "model.onnx"));
    const { json } = await rig.send("GET", "/api/tidemark/v1/registry/audit", { model: "churn" });
    const [entry] = json.entries as { act: string; version: number; after: Json }[];
    assert.deepEqual([entry?.act, entry?.version], ["convert-version", 1]);
    assert.deepEqual(entry?.after, {
      file: "model.onnx",
      converter: "skl2onnx 1.20.0",
      python: "3.11.7",
      largest_difference: 5e-8,
      rows: 64,
    });
  });

  it("tells Python what MLflow wrote down: flavours, example, signature, and the workspace's own code", async () => {
    const told = join(rig.folder, "task.json");
    await convert("models:/churn/1", {
      python: python(`fs.writeFileSync(${JSON.stringify(told)}, JSON.stringify(task)); ${convertsWell}`),
    });
    const { output, ...task } = JSON.parse(readFileSync(told, "utf8")) as Json;
    assert.match(String(output), /model\.onnx$/);
    assert.deepEqual(task, {
      source: folder,
      flavors: { sklearn: { pickled_model: "model.pkl", serialization_format: "pickle" } },
      example: join(folder, "input_example.json"),
      example_info: { artifact_path: "input_example.json", type: "dataframe", pandas_orient: "split" },
      columns: [{ type: "double", name: "age", required: true }],
      paths: [rig.kernel.places.workspace, join(rig.kernel.places.workspace, "src")],
    });
  });

  it("is found by alias, by run, and under the version's own address", async () => {
    const [found] = (await rig.send("GET", "model-versions/search", { filter: "name = 'churn'" })).json
      .model_versions as Json[];
    await rig.send("POST", "registered-models/alias", { name: "churn", alias: "champion", version: "1" });
    const program = python(convertsWell);
    for (const model of [
      "models:/churn@champion",
      `runs:/${found?.run_id}/model`,
      `runs:/${found?.run_id}/model/model.pkl`,
    ])
      assert.equal((await convert(model, { python: program })).status, "DONE", model);
    const { json } = await rig.send("POST", "/api/tidemark/v1/models/churn/versions/1/convert", { python: program });
    assert.equal((await ended(String(json.job))).status, "DONE");
  });

  it("says what Python says is missing, and leaves nothing", async () => {
    const refused = {
      type: "refused",
      reason: "missing-package",
      message: "needs skl2onnx: pip install skl2onnx",
      packages: ["skl2onnx"],
    };
    const job = await convert("models:/churn/1", {
      python: python(`say(${JSON.stringify(refused)}); process.exit(1);`),
    });
    assert.deepEqual([job.status, job.error], ["FAILED", "needs skl2onnx: pip install skl2onnx"]);
    assert.deepEqual(left(), untouched);
  });

  it("keeps nothing of a conversion that predicts otherwise", async () => {
    const differs = {
      type: "refused",
      reason: "differs",
      message: "the predictions differ",
      row: 3,
      largest_difference: 0.2,
    };
    const job = await convert("models:/churn/1", {
      python: python(`fs.writeFileSync(task.output, "x"); say(${JSON.stringify(differs)}); process.exit(1);`),
    });
    assert.equal(job.status, "DONE");
    const { outcome, row, largest_difference } = job.result as Json;
    assert.deepEqual([outcome, row, largest_difference], ["differs", 3, 0.2]);
    assert.deepEqual(left(), untouched);
  });

  const faults: readonly (readonly [string, string, RegExp])[] = [
    [
      "crashes",
      'process.stderr.write("Segmentation fault\\n"); process.kill(process.pid, "SIGSEGV");',
      /ended with SIGSEGV and no conversion/,
    ],
    [
      "fails",
      'console.error("Traceback\\nValueError: no"); process.exit(3);',
      /ended with code 3 and no conversion: ValueError: no$/,
    ],
    [
      "talks of other things",
      'console.log("hello\\n{}\\n[1]"); process.exit(0);',
      /ended with code 0 and no conversion/,
    ],
    [
      "writes no file",
      `say(${JSON.stringify(done)}); process.exit(0);`,
      /said that it converted the model, and wrote no file/,
    ],
    [
      "writes garbage",
      `fs.writeFileSync(task.output, "<html>"); say(${JSON.stringify(done)}); process.exit(0);`,
      /is no ONNX model/,
    ],
    ["never ends", "setInterval(() => 0, 1000);", /did not finish within 1 s and was ended; --timeout/],
  ];
  for (const [does, body, why] of faults)
    it(`is refused in one line when Python ${does}`, async () => {
      const job = await convert("models:/churn/1", { python: python(body), timeout_seconds: 1 });
      assert.equal(job.status, "FAILED");
      assert.match(String(job.error), why);
      assert.deepEqual(left(), untouched);
    });

  it("says so where there is no such Python", async () => {
    const job = await convert("models:/churn/1", { python: join(rig.folder, "nowhere/python") });
    assert.match(
      String(job.error),
      /nowhere\/python is not there; name the one that has the model's packages: --python PATH$/,
    );
  });

  it("ends Python and what it started when it is cancelled", async () => {
    const pids = join(rig.folder, "pids");
    const body = `const child = require("node:child_process").spawn("sleep", ["600"]);
      fs.writeFileSync(${JSON.stringify(`${pids}.new`)}, process.pid + " " + child.pid);
      fs.renameSync(${JSON.stringify(`${pids}.new`)}, ${JSON.stringify(pids)});
      setInterval(() => 0, 1000);`;
    const id = await begin("models:/churn/1", { python: python(body) });
    while (!existsSync(pids)) await new Promise((wake) => setTimeout(wake, 10));
    await rig.send("POST", `/api/tidemark/v1/jobs/${id}/cancel`, {});
    assert.equal((await ended(id)).status, "CANCELLED");
    for (const pid of readFileSync(pids, "utf8").split(" ").map(Number))
      while (isRunning(pid)) await new Promise((wake) => setTimeout(wake, 10));
    assert.deepEqual(left(), untouched);
  });

  it("has nothing to do where the model is ONNX already", async () => {
    const place = await register("net", { MLmodel: onnxMlmodel, "model.onnx": "weights" });
    const job = await convert("models:/net/1", { python: join(rig.folder, "nowhere") });
    assert.deepEqual(job.result, { outcome: "already", model: "models:/net/1", file: join(place, "model.onnx") });
  });

  it("of a file lies beside it, and takes the place of nobody else's", async () => {
    const pickle = join(rig.folder, "model.pkl");
    writeFileSync(pickle, "a pickle");
    writeFileSync(join(rig.folder, "model.onnx"), "somebody's");
    const program = python(convertsWell);
    const refused = await convert(pickle, { python: program });
    assert.match(
      String(refused.error),
      /model\.onnx is there and was not made by convert; name another file with --output$/,
    );
    const other = join(rig.folder, "other.onnx");
    assert.equal((await convert(pickle, { python: program, output: other })).status, "DONE");
    assert.deepEqual([...readFileSync(other)], emptyOnnx);
    assert.equal(readFileSync(join(rig.folder, "model.onnx"), "utf8"), "somebody's");
  });

  it("is refused for what is no address, no path, or not there", async () => {
    const send = (body: Json) => rig.send("POST", "/api/tidemark/v1/convert", body);
    assert.match(String((await send({ model: "model.pkl" })).json.message), /neither an address nor an absolute path/);
    assert.match(String((await send({ model: "/x.pkl", output: "/x.bin" })).json.message), /does not end in \.onnx/);
    assert.match(String((await convert("/not/there.pkl", {})).error), /\/not\/there\.pkl is not there/);
    assert.match(String((await convert("models:/churn/9", {})).error), /version=9\) not found/);
    assert.match(String((await convert("models:/a/b/c", {})).error), /expected models:\/NAME\/VERSION/);
  });
});
