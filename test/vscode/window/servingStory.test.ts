import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import type { Door } from "../../../src/extension/runtime/door";
import { joinRuntime } from "../../../src/extension/runtime/startRuntime";
import { type DeploymentStatus, readDeployments } from "../../../src/shared/deployments";
import { pythonOrSkip } from "../../interop/venv";
import { until } from "../until";
import { openFile, openWindow, picture, showRuns, type Window } from "../window";
import { makeWorkspace } from "../workspace";

const root = resolve(__dirname, "../../../..");

/** It knows MLflow and scikit-learn, and nothing of us. `labels` makes the second model a bad one. */
const script = (labels: string) => `import mlflow
import numpy as np
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier

X, y = make_classification(n_samples=400, n_features=6, random_state=0)
X, y = X.astype(np.float32), ${labels}
mlflow.set_experiment("churn")
with mlflow.start_run():
    model = RandomForestClassifier(n_estimators=20, max_depth=4, random_state=0).fit(X, y)
    mlflow.log_metric("accuracy", model.score(X, y))
    mlflow.sklearn.log_model(
        model,
        name="model",
        registered_model_name="churn",
        input_example=X[:5],
        pip_requirements=["scikit-learn"],
        serialization_format="cloudpickle",
    )
`;

describe("the story of a model: trained, served, and a worse one that takes itself back", function () {
  this.timeout(300_000);
  const temporary = mkdtempSync(join(tmpdir(), "tidemark-serving-"));
  const folder = join(temporary, "shop");
  const file = join(folder, "deploy", "churn.yaml");
  let window: Window;
  let page: Page;
  let door: Door;

  before(async function () {
    const python = await pythonOrSkip(this);
    makeWorkspace(folder);
    writeFileSync(join(folder, "train.py"), script("y"));
    symlinkSync(resolve(python, "../.."), join(folder, ".venv"));
    const settings = { "files.autoSave": "off", "remote.autoForwardPorts": false };
    window = await openWindow({ extension: root, folder, home: join(temporary, "home"), settings });
    page = window.page;
  });
  afterEach(async function () {
    if (this.currentTest?.isFailed() && page) await picture(page, `failed ${this.currentTest.title}`);
  });
  after(async () => {
    try {
      await window?.close();
    } finally {
      const left = (await joinRuntime(folder)) ?? door;
      const { deployments: served } = (await left?.get("/api/tidemark/v1/deployments", readDeployments)) ?? {};
      for (const { name } of served ?? []) await left?.bytes("DELETE", `/api/tidemark/v1/deployments/${name}`);
      await left?.post("/api/tidemark/v1/stop", {}, () => undefined);
      left?.close();
      door?.close();
      rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
    }
  });

  const deployments = async (): Promise<readonly DeploymentStatus[]> =>
    (await door.get("/api/tidemark/v1/deployments", readDeployments)).deployments;
  const churn = async () => (await deployments()).find(({ name }) => name === "churn");
  const lens = (text: string | RegExp) =>
    page.locator(".editor-instance .codelens-decoration a", { hasText: text }).first();
  const line = (text: string | RegExp) =>
    page.locator('[aria-label="Deployments & Health"] .monaco-list-row', { hasText: text }).first();
  const offered = (text: string) => page.locator(".quick-input-widget .monaco-list-row", { hasText: text }).first();
  const modal = () => page.locator(".monaco-dialog-box");
  async function predict(count: number): Promise<void> {
    const { url = "" } = (await churn()) ?? {};
    for (let i = 0; i < count; i++) {
      const features = Array.from({ length: 6 }, (_, column) => Math.sin(i * 7 + column * 3) * 2);
      const headers = { "content-type": "application/json" };
      const reply = await fetch(`${url}/predict`, { method: "POST", headers, body: JSON.stringify({ features }) });
      assert.equal(reply.status, 200, await reply.text());
    }
  }

  it("a script that runs from its lens logs, registers, and says which version came of it", async () => {
    await openFile(page, "train.py");
    await showRuns(page);
    await lens("Run & track").click();
    await lens("churn v1").waitFor({ timeout: 180_000 });
    door = await until(() => joinRuntime(folder), "the runtime");
  });

  it("Serve converts it by the same Python, once it was asked whether it may, and it answers", async () => {
    await lens("Serve").click();
    await modal().getByText("churn v1 has to become ONNX before it can be served.").waitFor();
    await modal().getByRole("button", { name: "Convert and Serve" }).click();
    await line("v1 · 100").waitFor({ timeout: 120_000 });
    await predict(20);
    await page.locator('.statusbar-item[id*="tidemark"]', { hasText: "churn v1: healthy, p95" }).waitFor();
    await picture(page, "serving story served");
  });

  it("a second version gets its canary from the lens, with a file to keep in git", async () => {
    writeFileSync(join(folder, "train.py"), script("np.where(np.arange(400) < 4, 0, 1)"));
    await page.locator(".tabs-container .tab", { hasText: "train.py" }).click();
    await page.locator(".editor-instance .view-line", { hasText: "np.arange" }).waitFor();
    await lens("Run & track").click();
    await lens("churn v2").waitFor({ timeout: 180_000 });
    await lens("A/B or canary…").click();
    await offered("Canary").click();
    await offered("v1").click();
    await offered("v2").click();
    await offered("each until you promote").click();
    await offered("Predictions at most 0.1 PSI apart").click();
    await page.locator(".quick-input-widget").getByText("3 Selected").waitFor();
    await page.keyboard.press("Enter");
    await page.locator(".quick-input-title", { hasText: "(6/6)" }).waitFor();
    await page.keyboard.press("Enter");
    await page.locator(".tabs-container .tab", { hasText: "churn.yaml" }).waitFor();
    assert.match(readFileSync(file, "utf8"), /name: prediction-drift-psi\n\s+thresholdRange: \{max: 0.1\}/);
  });

  it("the lens above the file converts what it needs and applies it; the worse model is taken back by itself", async () => {
    const text = readFileSync(file, "utf8").replace("interval: 30s", "interval: 500ms");
    writeFileSync(
      file,
      text.replace("setWeight: 10", "setWeight: 40").replace("ratioToStable: {max: 1.2}", "ratioToStable: {max: 50}"),
    );
    await page.locator(".editor-instance .view-line", { hasText: "500ms" }).waitFor();
    await lens("Apply changes").click();
    await modal().getByText("has to become ONNX before it can be served.").waitFor();
    await picture(page, "serving story convert");
    await modal().getByRole("button", { name: "Convert and Apply" }).click();
    await line("v2 · 40").waitFor({ timeout: 120_000 });
    await until(async () => {
      await predict(50);
      return (await churn())?.phase === "Degraded";
    }, "the rollback");
    await page
      .locator(".notification-toast", { hasText: /churn rolled itself back: .*prediction-drift-psi/ })
      .waitFor();
    await line("v1 · 100").waitFor();
    await lens(/canary, rolled back/).waitFor();
    await picture(page, "serving story rolled back");
    await predict(5);
    assert.equal((await churn())?.weights.stable, 100);
  });
});
