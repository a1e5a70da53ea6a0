import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Locator } from "playwright-core";
import type { Door } from "../../../src/extension/runtime/door";
import { joinRuntime } from "../../../src/extension/runtime/startRuntime";
import { type DeploymentStatus, readDeployments } from "../../../src/shared/deployments";
import { createExperiment, startRun } from "../logRuns";
import { until } from "../until";
import { openFile, openWindow, picture, showRuns, type Window } from "../window";
import { makeWorkspace } from "../workspace";

const root = resolve(__dirname, "../../../..");
const mlflow = "/api/2.0/mlflow";

/** A canary that is judged every second. */
const quick = (model: string) => `apiVersion: tidemark/v1
kind: Deployment
metadata:
  name: churn
spec:
  variants:
    - name: stable
      model: models:/churn/1
    - name: canary
      model: ${model}
  strategy:
    canary:
      stable: stable
      canary: canary
      steps:
        - setWeight: 50
        - pause: {}
  analysis:
    interval: 500ms
    minRequests: 10
    metrics:
      - name: error-rate
        thresholdRange: {max: 0.1}
`;

describe("what is served, in a window as a person has it", function () {
  this.timeout(300_000);
  const temporary = mkdtempSync(join(tmpdir(), "tidemark-deployments-"));
  const folder = join(temporary, "shop");
  const file = join(folder, "deploy", "churn.yaml");
  let window: Window;
  let door: Door;
  let run: string;

  before(async () => {
    makeWorkspace(folder);
    window = await openWindow({
      extension: root,
      folder,
      home: join(temporary, "home"),
      theme: process.env.TIDEMARK_THEME === "light" ? "light" : "dark",
      settings: { "files.autoSave": "off" },
    });
  });
  afterEach(async function () {
    if (this.currentTest?.isFailed()) await picture(window.page, `failed ${this.currentTest.title}`);
  });
  after(async () => {
    try {
      await window?.close();
    } finally {
      for (const { name } of door ? await deployments() : [])
        await door.bytes("DELETE", `/api/tidemark/v1/deployments/${name}`);
      await door?.post("/api/tidemark/v1/stop", {}, () => undefined);
      door?.close();
      rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
    }
  });

  const deployments = async (): Promise<readonly DeploymentStatus[]> =>
    (await door.get("/api/tidemark/v1/deployments", readDeployments)).deployments;
  const churn = async () => (await deployments()).find(({ name }) => name === "churn");
  /** A version whose files are one of the models of test/fixtures/rollout. */
  const register = (run: string, model: string) =>
    registerFile(run, `${model}/model.onnx`, readFileSync(join(root, "test/fixtures/rollout", `${model}.onnx`)));
  async function registerFile(run: string, path: string, body: Uint8Array | string): Promise<void> {
    const place = `/api/2.0/mlflow-artifacts/artifacts/${await artifactsOf(run)}/${path}`;
    const headers = { authorization: `Bearer ${door.token}` };
    const reply = await fetch(new URL(place, door.url), { method: "PUT", headers, body: Buffer.from(body) });
    assert.equal(reply.status, 200);
    const made = { name: "churn", source: `runs:/${run}/${dirname(path)}`, run_id: run };
    await door.post(`${mlflow}/model-versions/create`, made, () => undefined);
  }
  async function artifactsOf(run: string): Promise<string> {
    let uri = "";
    await door.get(`${mlflow}/runs/get?run_id=${run}`, (value) => {
      uri = (value as { run: { info: { artifact_uri: string } } }).run.info.artifact_uri;
    });
    return uri.replace(/^mlflow-artifacts:\/*/, "");
  }
  async function predict(features: readonly number[], user?: string): Promise<number> {
    const { url = "" } = (await churn()) ?? {};
    const headers = { "content-type": "application/json", ...(user && { "x-user-id": user }) };
    const reply = await fetch(`${url}/predict`, { method: "POST", headers, body: JSON.stringify({ features }) });
    await reply.arrayBuffer();
    return reply.status;
  }

  const offered = (text: string): Locator =>
    window.page.locator(".quick-input-widget .monaco-list-row", { hasText: text }).first();
  const title = (text: string) => window.page.locator(".quick-input-title", { hasText: text }).waitFor();
  const input = () => window.page.locator(".quick-input-widget input:visible");
  const modal = () => window.page.locator(".monaco-dialog-box");
  const head = () => window.page.locator(".pane-header", { hasText: /^Deployments & Health/ });
  const line = (text: string | RegExp) =>
    window.page.locator('[aria-label="Deployments & Health"] .monaco-list-row', { hasText: text }).first();
  const status = (text: string | RegExp) => window.page.locator('.statusbar-item[id*="tidemark"]', { hasText: text });
  const lens = (text: string | RegExp) =>
    window.page.locator(".editor-instance .codelens-decoration a", { hasText: text });
  const inFront = (text: string | RegExp) =>
    window.page.locator(".editor-instance .view-line", { hasText: text }).first();
  const fileTab = () => window.page.locator(".tabs-container .tab", { hasText: "churn.yaml" });

  it("has no view before there is a model, and then says how something comes to be served", async () => {
    await showRuns(window.page);
    await window.page.getByText("No runs in this folder yet.").waitFor();
    assert.equal(await head().count(), 0);
    door = await until(() => joinRuntime(folder), "a runtime");
    const made = await startRun(door, { experiment: await createExperiment(door, "sweep"), name: "calm-heron" });
    await made.end("FINISHED");
    run = made.id;
    await door.post(`${mlflow}/registered-models/create`, { name: "churn" }, () => undefined);
    await register(run, "low");
    await register(run, "throwing");
    await head().waitFor();
    await head().click();
    await window.page.getByText("Nothing is served yet.").waitFor();
    await picture(window.page, "deployments nothing served");
  });

  it("serves a version from the palette: it answers, stands in the view and in the status bar", async () => {
    await window.command("Tidemark: Serve Model…");
    await title("Serve model (1/2)");
    await offered("churn").click();
    await offered("v1").click();
    await line("v1 · 100").waitFor();
    assert.equal(await predict([1, 2, 3, 4]), 200);
    await status("churn v1: healthy, p95").waitFor();
    await line(/p95 .* ms · err 0/).waitFor();
    await picture(window.page, "deployments served");
  });

  it("says below a version who answers with it", async () => {
    const models = window.page.locator(".pane-header", { hasText: /^Models/ });
    await models.click();
    const inModels = (text: string) =>
      window.page.locator('[aria-label="Models"] .monaco-list-row', { hasText: text }).first();
    await inModels("churn").locator(".monaco-tl-twistie").click();
    await inModels("v1").locator(".monaco-tl-twistie").click();
    await inModels("100\u2009% of traffic").waitFor();
    await picture(window.page, "deployments models");
    await models.click();
  });

  it("writes a canary's file by questions that can be gone back through, and opens it", async () => {
    await window.command("Tidemark: A/B or Canary…");
    await title("A/B or canary (1/7)");
    await offered("churn").click();
    await offered("Shadow").click();
    await title("A/B or canary (3/7)");
    await window.page.locator(".quick-input-titlebar .codicon-quick-input-back").click();
    await offered("Canary").click();
    await title("A/B or canary (3/7)");
    await offered("v1").click();
    await title("A/B or canary (4/7)");
    assert.equal(await window.page.locator(".quick-input-widget .monaco-list-row").count(), 1, "not the same again");
    await offered("v2").click();
    await offered("each until you promote").click();
    await title("A/B or canary (6/7)");
    await picture(window.page, "deployments gates");
    await input().press("Enter");
    await title("A/B or canary (7/7)");
    await window.page.waitForFunction(() =>
      document.querySelector<HTMLInputElement>(".quick-input-widget input[type=text]:not([style*=none])"),
    );
    await input().press("Enter");
    await fileTab().waitFor();
    const text = readFileSync(file, "utf8");
    assert.match(text, /name: canary\n\s+model: models:\/churn\/2\n/);
    assert.match(text, /setWeight: 10\n.*pause: \{\} # until somebody promotes/);
    assert.equal((await churn())?.strategy.kind, "ab", "nothing is deployed by a file alone");
    await lens("Apply changes").waitFor();
    await picture(window.page, "deployments file");
  });

  it("says in the file what is wrong with it, exactly there, and takes it back when it is mended", async () => {
    const sound = readFileSync(file, "utf8");
    writeFileSync(file, sound.replace("setWeight: 50", "setWeigth: 50").replace("churn/2", "churn/9"));
    await window.page.locator(".editor-instance .squiggly-error").first().waitFor();
    await window.page.locator(".editor-instance .squiggly-warning").first().waitFor();
    await lens(/\d errors?/)
      .first()
      .click();
    const problem = (text: string) => window.page.locator(".markers-panel .monaco-list-row", { hasText: text });
    await problem("unknown key 'setWeigth'. Did you mean 'setWeight'?").waitFor();
    await problem("churn has no version 9; the newest is 2.").waitFor();
    await picture(window.page, "deployments problems");
    writeFileSync(file, sound);
    await until(async () => (await window.page.locator(".editor-instance .squiggly-error").count()) === 0, "no error");
    await lens("Apply changes").waitFor();
    await window.page.keyboard.press("Control+J");
    await window.page.locator(".markers-panel").waitFor({ state: "hidden" });
  });

  it("completes models and variants where they are named, and tells what a key means", async () => {
    writeFileSync(file, quick("models:/churn/2").replace("models:/churn/2", "").replace("stable: stable", "stable: "));
    await inFront("model: ").nth(0).waitFor();
    const suggest = async (text: RegExp) => {
      await inFront(text).click();
      await window.page.keyboard.press("End");
      await window.page.keyboard.press("Control+Space");
    };
    const suggested = (text: string) =>
      window.page.locator(".suggest-widget.visible .monaco-list-row", { hasText: text }).first();
    await inFront(/^\s+stable:\s*$/).waitFor();
    await suggest(/^\s+stable:\s*$/);
    await suggested("canary").waitFor();
    await window.page.keyboard.press("Escape");
    await suggest(/^\s+model:\s*$/);
    await suggested("models:/churn/2").waitFor();
    await picture(window.page, "deployments completion");
    await suggested("models:/churn/2").click();
    await inFront("models:/churn/2").waitFor();
    const hover = window.page.locator(".monaco-hover", { hasText: "Requests since the step began" });
    await until(async () => {
      await window.page.mouse.move(5, 5);
      await window.page.locator(".editor-instance .view-line span span", { hasText: "minRequests" }).last().hover();
      return hover.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
    }, "the hover");
    await window.command("File: Revert File");
  });

  it("applies the file by its lens, and gives everything back by itself when a gate says so", async () => {
    writeFileSync(file, quick("models:/churn/2"));
    await inFront("interval: 500ms").waitFor();
    await lens("Apply changes").click();
    await line("v2 · 50").waitFor();
    await until(async () => (await churn())?.strategy.kind === "canary", "the canary");
    await lens("Promote…").waitFor();
    await lens("canary, paused: v2 has 50 %").waitFor();
    assert.equal(await lens("Apply changes").count(), 0, "what is applied need not be applied");
    await picture(window.page, "deployments canary");
    await until(async () => {
      for (let user = 0; user < 20; user++) await predict([1, 2, 3, 200], `user-${user}`);
      return (await churn())?.phase === "Degraded";
    }, "the rollback");
    await window.page.locator(".notification-toast", { hasText: "churn rolled itself back" }).waitFor();
    await line("rolled back").waitFor();
    await line("v2 · 0").locator(".codicon-discard").waitFor();
    await status("churn v1: rolled back").waitFor();
    await picture(window.page, "deployments rolled back");
    assert.equal(await window.page.locator(".notification-toast").count(), 1);
    await window.page.locator(".notification-toast .codicon-notifications-clear").click();
  });

  it("rolls back by hand once the names were read, and promotes step by step", async () => {
    writeFileSync(file, quick("models:/churn/1").replace("minRequests: 10", "minRequests: 11"));
    await lens("Apply changes").click();
    await line("canary, paused").waitFor();
    await window.command("Tidemark: Roll Back Deployment…");
    await offered("churn").click();
    await modal().getByText("Roll back churn?").waitFor();
    await modal().getByText("v1 (stable) gets all requests again, v1 (canary) none.").waitFor();
    await picture(window.page, "deployments modal");
    assert.equal((await churn())?.phase, "Paused", "nothing has happened yet");
    await modal().getByRole("button", { name: "Roll Back" }).click();
    await line("rolled back").waitFor();
    assert.match((await churn())?.reason ?? "", /^taken back by /);
    assert.equal(await window.page.locator(".notification-toast").count(), 0, "whoever did it knows");
  });

  it("offers both above the line of a script that registers the model", async () => {
    const code = [
      "import mlflow",
      "",
      "with mlflow.start_run():",
      "    mlflow.sklearn.log_model(model, name='model', registered_model_name='churn')",
      "",
    ].join("\n");
    writeFileSync(join(folder, "train.py"), code);
    await openFile(window.page, "train.py");
    await lens("churn v2").waitFor();
    await lens("Serve").waitFor();
    await picture(window.page, "deployments script");
    await lens("A/B or canary…").click();
    await title("A/B or canary (1/6)");
    await window.page.keyboard.press("Escape");
    await window.command("View: Show Tidemark"); // its icon wears a badge, which takes the clicks
  });

  it("deletes from its menu only when its name was read", async () => {
    await line(/^churn/).click({ button: "right" });
    const act = window.page.locator(".monaco-menu").getByText("Delete Deployment…");
    await act.hover();
    await picture(window.page, "deployments menu");
    await window.page.waitForTimeout(500); // a menu ignores a click that comes as it opens
    await act.click();
    await modal().getByText("Delete deployment churn?").waitFor();
    await modal().getByRole("button", { name: "Delete" }).click();
    await until(async () => (await deployments()).length === 0, "the deployment to go");
    await window.page.getByText("Nothing is served yet.").waitFor();
  });

  it("offers to convert a model of another framework, and serves nothing unasked", async () => {
    await registerFile(run, "forest/MLmodel", "flavors:\n  sklearn: {pickled_model: model.pkl}\n");
    await window.command("Tidemark: Serve Model…");
    await offered("churn").click();
    await offered("v3").click();
    await modal().getByText("churn v3 has to become ONNX before it can be served.").waitFor();
    await modal().getByRole("button", { name: "Convert and Serve" }).waitFor();
    await picture(window.page, "deployments convert");
    await modal().getByRole("button", { name: "Cancel" }).click();
    await modal().waitFor({ state: "hidden" });
    assert.deepEqual(await deployments(), []);
  });
});
