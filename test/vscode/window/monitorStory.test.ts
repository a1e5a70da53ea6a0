import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import type { Door } from "../../../src/extension/runtime/door";
import { joinRuntime } from "../../../src/extension/runtime/startRuntime";
import { readDeployments } from "../../../src/shared/deployments";
import { readMonitored } from "../../../src/shared/monitors";
import { pythonOrSkip } from "../../interop/venv";
import { until } from "../until";
import { openFile, openWindow, pageFrame, picture, showRuns, type Window } from "../window";
import { makeWorkspace } from "../workspace";

const root = resolve(__dirname, "../../../..");
const features = ["monthly_charges", "tenure", "support_calls", "data_usage", "age", "num_products"];

/** It knows MLflow and scikit-learn, and nothing of us. */
const script = `import mlflow
import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

rng = np.random.default_rng(0)
data = pd.DataFrame(rng.normal(size=(4000, 6)), columns=${JSON.stringify(features)}).astype("float32")
churned = (data.monthly_charges - data.tenure + rng.normal(scale=0.5, size=4000) > 0).astype(int)
data.to_csv("customers.csv", index=False)
mlflow.set_experiment("churn")
with mlflow.start_run():
    model = RandomForestClassifier(n_estimators=20, max_depth=5, random_state=0).fit(data, churned)
    mlflow.log_metric("accuracy", model.score(data, churned))
    mlflow.sklearn.log_model(
        model,
        name="model",
        registered_model_name="churn",
        input_example=data[:5],
        pip_requirements=["scikit-learn"],
        serialization_format="cloudpickle",
    )
`;

/** Serving keeps no prediction unless somebody says so. */
const deployment = `apiVersion: tidemark/v1
kind: Deployment
metadata: {name: churn}
spec:
  variants: [{name: live, model: "models:/churn/1"}]
  strategy: {ab: {weights: {live: 100}}}
  logging: {predictions: 100}
`;

const monitors = `monitors:
  churn-drift:
    deployment: churn
    reference: customers.csv
    window: 400 rows
    every: 10s
    alert: {drifted: 2}
`;

describe("the story of a drift: traffic that shifts is seen, told, and one of its predictions explained", function () {
  this.timeout(300_000);
  const temporary = mkdtempSync(join(tmpdir(), "tidemark-monitor-"));
  const folder = join(temporary, "shop");
  let window: Window;
  let page: Page;
  let door: Door;

  before(async function () {
    const python = await pythonOrSkip(this);
    makeWorkspace(folder);
    writeFileSync(join(folder, "train.py"), script);
    writeFileSync(join(folder, "tidemark.yaml"), monitors);
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

  const lens = (text: string | RegExp) =>
    page.locator(".editor-instance .codelens-decoration a", { hasText: text }).first();
  const line = (text: string | RegExp) =>
    page.locator('[aria-label="Deployments & Health"] .monaco-list-row', { hasText: text }).first();
  const status = (text: string | RegExp) => page.locator('.statusbar-item[id*="tidemark"]', { hasText: text });
  const modal = () => page.locator(".monaco-dialog-box");
  const monitor = async () =>
    (await door.get("/api/tidemark/v1/monitors", readMonitored)).monitors.find(({ name }) => name === "churn-drift");

  /** Rows as the training data are, moved by so much in the first two columns. */
  async function predict(count: number, moved: number): Promise<void> {
    const { deployments } = await door.get("/api/tidemark/v1/deployments", readDeployments);
    const url = deployments.find(({ name }) => name === "churn")?.url ?? "";
    let seed = 7 + count;
    const uniform = () => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return (seed + 0.5) / 2147483648;
    };
    const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    for (let i = 0; i < count; i++) {
      const row = Object.fromEntries(features.map((name, column) => [name, normal() + (column < 2 ? moved : 0)]));
      const headers = { "content-type": "application/json" };
      const reply = await fetch(`${url}/predict`, { method: "POST", headers, body: JSON.stringify({ features: row }) });
      if (reply.status !== 200) throw new Error(await reply.text());
    }
  }

  it("a model is trained, served, and the monitor of tidemark.yaml finds its traffic as the training data are", async () => {
    await openFile(page, "train.py");
    await showRuns(page);
    await lens("Run & track").click();
    await lens("churn v1").waitFor({ timeout: 180_000 });
    door = await until(() => joinRuntime(folder), "the runtime");
    await lens("Serve").click();
    await modal().getByRole("button", { name: "Convert and Serve" }).click();
    await line("v1 · 100").waitFor({ timeout: 120_000 });
    const file = join(folder, "churn.yaml");
    writeFileSync(file, deployment);
    await door.post("/api/tidemark/v1/deployments", { text: deployment, file }, () => undefined);
    await predict(400, 0);
    await until(async () => (await monitor())?.health === "healthy", "a healthy look").catch(async (error: unknown) => {
      throw new Error(`${String(error)}: ${JSON.stringify(await monitor())}`);
    });
    await status("churn v1: healthy").waitFor();
    await line("churn-drift").waitFor();
  });

  it("traffic that shifts turns the status bar, the tree and its badge, and is told once", async () => {
    // a toast goes by itself after some seconds
    const toast = page.locator(".notification-toast", { hasText: /churn-drift: \d of \d columns drifted/ });
    const told = toast.waitFor({ timeout: 90_000 }).then(() => picture(page, "monitor story alert"));
    await predict(400, 1.5);
    await told;
    await status(/churn v1: 2 of \d columns drifted/).waitFor({ timeout: 60_000 });
    await line(/churn-drift.*2 of \d columns drifted/).waitFor();
  });

  it("its page shows which columns moved, and how", async () => {
    await line("churn-drift").dblclick();
    const frame = await pageFrame(page, "drift");
    const columns = frame.getByRole("grid", { name: "Columns" }).getByRole("row");
    await columns.filter({ hasText: "monthly_charges" }).click();
    await frame.getByText(/Values moved up by about 1\.\d/).waitFor();
    await picture(page, "monitor story drift");
    await until(async () => (await monitor())?.open === 0, "the alert is seen");
  });

  it("one of the predictions is explained from the log", async () => {
    await page.keyboard.press("F1");
    await page.keyboard.type("Tidemark: Explain This Prediction");
    await page.locator(".quick-input-widget .monaco-list-row", { hasText: "Explain This Prediction" }).first().click();
    await page.locator(".quick-input-widget .monaco-list-row", { hasText: "churn" }).first().click();
    await page.locator(".quick-input-title", { hasText: "(2/2)" }).waitFor();
    await page.locator(".quick-input-widget .monaco-list-row", { hasText: "live" }).first().click();
    const frame = await pageFrame(page, "explain");
    await frame.getByText("monthly_charges").first().waitFor();
    await frame
      .getByText(/for class [01]: (tenure|monthly_charges)/)
      .first()
      .waitFor();
    await picture(page, "monitor story explained");
  });
});
