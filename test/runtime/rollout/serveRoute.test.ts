import assert from "node:assert/strict";
import { readDeploymentFile } from "../../../src/core/rollout/deploymentFile";
import { plainName } from "../../../src/core/rollout/plainName";
import { inject } from "../../../src/runtime/kernel/http/inject";
import { fileFor } from "../../../src/runtime/rollout/serveRoute";
import { readServeAnswer } from "../../../src/shared/deployments";
import { createRegistryRig } from "../registry/registryRig";

describe("a model that is served without a file", () => {
  it("has one all the same: a single variant that gets everything", () => {
    const text = fileFor({ name: "low.risk", variant: "v3", model: "models:/low risk: #1/3" });
    const { deployment, findings } = readDeploymentFile(text);
    assert.deepEqual(findings, []);
    assert.equal(deployment?.name, "low.risk");
    assert.deepEqual(deployment?.strategy, { kind: "ab", weights: [{ variant: "v3", weight: 100 }] });
    assert.equal(deployment?.variants[0]?.model.text, "models:/low risk: #1/3");
  });

  it("is called as the model, as far as an address can hold that", () => {
    assert.deepEqual(["churn", "low risk (new)", "_x_", "été", "…", "a".repeat(90)].map(plainName), [
      "churn",
      "low-risk-new",
      "x",
      "t",
      "model",
      "a".repeat(63),
    ]);
  });
});

describe("POST serve", () => {
  let rig: ReturnType<typeof createRegistryRig>;
  let run: string;
  beforeEach(async () => {
    rig = createRegistryRig();
    await rig.send("POST", "registered-models/create", { name: "churn" });
    const made = await rig.send("POST", "runs/create", { experiment_id: "0" });
    run = (made.json.run as { info: { run_id: string } }).info.run_id;
  });
  afterEach(() => rig.close());

  async function register(file: string, content: string): Promise<void> {
    const url = `/api/2.0/mlflow-artifacts/artifacts/0/${run}/artifacts/model/${file}`;
    assert.equal((await inject(rig.dispatch, { method: "PUT", url, body: Buffer.from(content) })).status, 200);
    const body = { name: "churn", source: `runs:/${run}/model`, run_id: run };
    await rig.send("POST", "model-versions/create", body);
  }
  const serve = (model: string) => rig.send("POST", "/api/tidemark/v1/serve", { model });

  it("answers of a model of another framework that it has to become ONNX, and deploys nothing", async () => {
    await register("MLmodel", "flavors:\n  sklearn: {pickled_model: model.pkl}\n");
    const { deployment, needs_onnx } = readServeAnswer((await serve("models:/churn/1")).json, "reply");
    assert.equal(deployment, undefined);
    assert.match(needs_onnx ?? "", /models:\/churn\/1: is a model of sklearn/);
    assert.deepEqual((await rig.send("GET", "/api/tidemark/v1/deployments", {})).json, { deployments: [] });
  });

  it("refuses what is no model at all, and what is not there", async () => {
    await register("notes.txt", "no model");
    const { status, json } = await serve("models:/churn/1");
    assert.equal(status, 400);
    assert.match(String(json.message), /holds no model/);
    assert.equal((await serve("models:/churn/7")).status, 404);
  });
});
