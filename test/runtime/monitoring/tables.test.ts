import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Deployment } from "../../../src/core/rollout/deployment";
import { readDeploymentFile } from "../../../src/core/rollout/deploymentFile";
import { createTables } from "../../../src/runtime/monitoring/tables";
import { createRegistry } from "../../../src/runtime/registry/registry";
import type { Plan } from "../../../src/runtime/rollout/gateway/plan";
import { createTracking } from "../../../src/runtime/tracking/tracking";
import { createRegistryRig } from "../registry/registryRig";

describe("what a served version was trained on", () => {
  let rig: ReturnType<typeof createRegistryRig>;
  beforeEach(() => {
    rig = createRegistryRig();
  });
  afterEach(() => rig.close());

  const tablesOf = (model: string) => {
    const text = `apiVersion: tidemark/v1\nkind: Deployment\nmetadata: {name: churn}\nspec:\n  variants:\n    - {name: a, model: "${model}"}\n  strategy: {ab: {weights: {a: 100}}}\n`;
    const { deployment } = readDeploymentFile(text);
    const models = { a: { name: "churn", version: "1", path: "" } };
    const plan = { deployment: deployment as Deployment, models } as unknown as Plan;
    const tracking = createTracking(rig.kernel);
    return createTables(rig.kernel, {
      tracking,
      registry: createRegistry(rig.kernel, tracking),
      rollouts: { find: (name) => (name === "churn" ? plan : undefined) },
    });
  };
  const register = async (datasets: readonly object[]) => {
    const { json } = await rig.send("POST", "runs/create", { experiment_id: "0", start_time: 1 });
    const run = (json.run as { info: { run_id: string } }).info.run_id;
    await rig.send("POST", "runs/log-inputs", { run_id: run, datasets });
    await rig.send("POST", "registered-models/create", { name: "churn" });
    await rig.send("POST", "model-versions/create", { name: "churn", source: `runs:/${run}/model`, run_id: run });
    return run;
  };
  const dataset = (name: string, source: object, context: string) => ({
    dataset: { name, digest: "d", source_type: "local", source: JSON.stringify(source) },
    tags: [{ key: "mlflow.data.context", value: context }],
  });

  it("is the dataset that its run read for training", async () => {
    writeFileSync(join(rig.folder, "train.csv"), "a\n1\n");
    writeFileSync(join(rig.folder, "test.csv"), "a\n2\n");
    const run = await register([
      dataset("test", { uri: join(rig.folder, "test.csv") }, "testing"),
      dataset("train", { uri: join(rig.folder, "train.csv") }, "training"),
    ]);
    const found = await tablesOf("models:/churn/1").trainingOf("churn");
    assert.deepEqual(found, { name: `run:${run}/train`, path: join(rig.folder, "train.csv") });
    const again = await tablesOf(`runs:/${run}/model`).trainingOf("churn");
    assert.deepEqual(again, found);
  });

  it("is told where it is not known", async () => {
    await register([]);
    await assert.rejects(tablesOf("models:/churn/1").trainingOf("churn"), /logged no dataset/);
    await assert.rejects(tablesOf("models:/churn/7").trainingOf("other"), /Deployment 'other' does not exist/);
    await assert.rejects(tablesOf("m.onnx").trainingOf("churn"), /'a' of churn is a file, of which no run is known/);
  });

  it("is not read outside of the workspace", async () => {
    await register([dataset("train", { uri: "/etc/hosts" }, "training")]);
    await assert.rejects(tablesOf("models:/churn/1").trainingOf("churn"), /outside of the workspace/);
  });
});
