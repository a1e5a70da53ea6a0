import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { inject } from "../../../src/runtime/kernel/http/inject";
import { readModelDetail } from "../../../src/shared/modelDetail";
import { createRegistryRig } from "./registryRig";

const modelFile = `artifact_path: model
flavors:
  python_function: {loader_module: mlflow.sklearn, python_version: 3.11.2}
  sklearn: {pickled_model: model.pkl, sklearn_version: 1.5.0}
saved_input_example_info:
  artifact_path: input_example.json
  type: dataframe
signature:
  inputs: '[{"type": "double", "name": "age", "required": true}, {"type": "long", "name": "visits", "required": true}]'
  outputs: '[{"type": "long", "required": true}]'
  params: null
`;

describe("what is known of a version", () => {
  let rig: ReturnType<typeof createRegistryRig>;
  let run: string;
  beforeEach(async () => {
    rig = createRegistryRig();
    await rig.send("POST", "registered-models/create", { name: "churn" });
    const made = await rig.send("POST", "runs/create", { experiment_id: "0", run_name: "calm-heron" });
    run = (made.json.run as { info: { run_id: string } }).info.run_id;
  });
  afterEach(() => rig.close());

  const put = async (path: string, content: string) => {
    const { json } = await rig.send("GET", "runs/get", { run_id: run });
    const root = (json.run as { info: { artifact_uri: string } }).info.artifact_uri.replace(
      /^mlflow-artifacts:\/*/,
      "",
    );
    const url = `/api/2.0/mlflow-artifacts/artifacts/${root}/${path}`;
    assert.equal((await inject(rig.dispatch, { method: "PUT", url, body: Buffer.from(content) })).status, 200);
  };
  const register = () =>
    rig.send("POST", "model-versions/create", { name: "churn", source: `runs:/${run}/model`, run_id: run });
  const detail = async () =>
    readModelDetail((await rig.send("GET", "/api/tidemark/v1/models/churn", {})).json, "reply");
  const facts = async () => {
    const [version] = (await detail()).versions;
    return Object.fromEntries(
      (version?.facts ?? []).map(({ name, met, text, count }) => [name, met ? (text ?? count ?? true) : false]),
    );
  };

  it("is nothing for a version whose files are elsewhere", async () => {
    await rig.send("POST", "model-versions/create", { name: "churn", source: "s3://bucket/model" });
    assert.deepEqual(await facts(), {
      "model card": false,
      "training data": false,
      signature: false,
      "input example": false,
      environment: false,
    });
    assert.equal((await detail()).versions[0]?.size, undefined);
  });

  it("comes from the run, its data and the files of the model", async () => {
    await put("model/MLmodel", modelFile);
    await put("model/requirements.txt", "scikit-learn==1.5.0\n");
    await put("model/data/weights.bin", "0123456789");
    await put("README.md", "# Who leaves\n");
    await rig.send("POST", "runs/log-inputs", {
      run_id: run,
      datasets: [
        { dataset: { name: "test.csv", digest: "77ac0120", source_type: "local", source: "{}" }, tags: [] },
        {
          dataset: { name: "customers.csv", digest: "9b1d4e70", source_type: "local", source: "{}" },
          tags: [{ key: "mlflow.data.context", value: "training" }],
        },
      ],
    });
    for (const [key, value] of [
      ["val_auc", 0.5],
      ["val_auc", 0.8769],
      ["worst", "NaN"],
      ["system/cpu", 3],
    ] as const)
      await rig.send("POST", "runs/log-metric", { run_id: run, key, value, timestamp: 1, step: value === 0.5 ? 0 : 1 });
    await register();
    assert.deepEqual(await facts(), {
      "model card": "README.md",
      "training data": "9b1d4e70",
      signature: 2,
      "input example": "input_example.json",
      environment: "requirements.txt",
    });
    const [version] = (await detail()).versions;
    assert.equal(version?.run_name, "calm-heron");
    assert.deepEqual(version?.flavors, ["sklearn"]);
    assert.equal(version?.size, modelFile.length + "scikit-learn==1.5.0\n".length + 10);
    assert.deepEqual(version?.metrics, [
      { key: "val_auc", value: 0.8769 },
      { key: "worst", value: Number.NaN },
    ]);
    assert.deepEqual(version?.data, { name: "customers.csv", digest: "9b1d4e70" });
  });

  it("is looked for anew when a file comes later", async () => {
    await register();
    assert.equal((await facts())["model card"], false);
    await put("model/model-card.md", "# Who leaves\n");
    assert.equal((await facts())["model card"], "model-card.md");
  });

  it("is what a project names itself: a metric, a tag, a file", async () => {
    writeFileSync(
      join(rig.folder, "tidemark.yaml"),
      "registry:\n  required: [metric val_auc, tag Reviewed By, artifact reports/fairness.json]\n",
    );
    await register();
    const wanted = ["metric val_auc", "tag Reviewed By", "artifact reports/fairness.json"];
    const own = async () => {
      const all = await facts();
      return wanted.map((name) => all[name]);
    };
    assert.deepEqual(await own(), [false, false, false]);
    await rig.send("POST", "runs/log-metric", { run_id: run, key: "val_auc", value: 0.9, timestamp: 1 });
    await rig.send("POST", "model-versions/set-tag", { name: "churn", version: "1", key: "Reviewed By", value: "jun" });
    await put("reports/fairness.json", "{}");
    assert.deepEqual(await own(), ["0.9", "jun", "reports/fairness.json"]);
  });

  it("survives a file that is not as MLflow writes it, and a run that is gone", async () => {
    for (const broken of ["a: [", "just words", "signature: 7\nflavors: []\n", "signature: {inputs: 'no json'}"]) {
      await put("model/MLmodel", broken);
      if (broken === "a: [") await register();
      assert.equal((await facts()).signature, false, broken);
    }
    await rig.send("POST", "runs/delete", { run_id: run });
    await rig.send("POST", "/api/tidemark/v1/gc", { run_ids: [run] });
    assert.equal((await detail()).versions.length, 1);
  });
});
