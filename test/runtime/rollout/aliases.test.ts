import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { killAll, up } from "../../cli/tidemark";
import { until } from "../../vscode/until";
import { temporaryFolder } from "../kernel/temporary";
import { deployed, models } from "./deployed";

describe("a deployment of an alias", function () {
  this.timeout(120_000);
  const workspace = temporaryFolder();
  const deployment = deployed(workspace);
  after(async () => {
    await deployment.end();
    killAll();
  });

  it("goes over to the version that the alias was given while no runtime was up", async () => {
    const runtime = await up(workspace);
    const post = async (path: string, body: unknown) =>
      (await runtime.ask("POST", `/api/2.0/mlflow/${path}`, body)).body as Record<string, { info: RunInfo }>;
    await post("registered-models/create", { name: "churn" });
    for (const model of ["low", "high"]) {
      const { run } = await post("runs/create", { experiment_id: "0" });
      const { run_id = "", artifact_uri = "" } = run?.info ?? {};
      const folder = join(workspace, ".tidemark/artifacts", artifact_uri.replace("mlflow-artifacts:/", ""), "model");
      mkdirSync(folder, { recursive: true });
      copyFileSync(join(models, `${model}.onnx`), join(folder, "model.onnx"));
      await post("model-versions/create", { name: "churn", source: `runs:/${run_id}/model`, run_id });
    }
    const point = async (version: string) =>
      assert.equal((await deployment.run("registry", "alias", "churn", "champion", version)).code, 0);
    await point("1");
    deployment.write("{ab: {weights: {only: 100}}}", { only: "low" });
    writeFileSync(deployment.file, deployment.text().replace(/model: "[^"]*"/, 'model: "models:/churn@champion"'));
    await deployment.apply();
    const version = async () => ((await deployment.ask()).body as { model_version: string }).model_version;
    assert.equal(await version(), "1");

    assert.equal((await deployment.run("stop")).code, 0);
    await point("2");
    assert.equal(await version(), "1");
    await deployment.status(); // starts a runtime
    await until(async () => (await version()) === "2", "the traffic to move");
  });
});

interface RunInfo {
  readonly run_id?: string;
  readonly artifact_uri?: string;
}
