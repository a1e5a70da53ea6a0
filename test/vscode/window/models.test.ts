import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import type { Door } from "../../../src/extension/runtime/door";
import { type ModelDetail, readModelDetail } from "../../../src/shared/modelDetail";
import { expectNames } from "../../webview/names";
import { createExperiment, startRun } from "../logRuns";
import { ownFolder } from "../ownFolder";
import { until } from "../until";
import { pageFrame, picture, row, showRuns, type Window } from "../window";

const mlflow = "/api/2.0/mlflow";

describe("models, in a window as a person has it", function () {
  this.timeout(300_000);
  const own = ownFolder("models");
  let window: Window;
  let door: Door;
  let run: string;

  before(async () => {
    window = await own.openWindow();
  });
  const post = (path: string, body: unknown) => door.post(`${mlflow}/${path}`, body, () => undefined);
  const addVersion = (source = `runs:/${run}/model`) =>
    post("model-versions/create", { name: "churn-model", source, run_id: run });
  const detail = (): Promise<ModelDetail> => door.get("/api/tidemark/v1/models/churn-model", readModelDetail);
  const stageOf = async (version: number) => (await detail()).versions.find((each) => each.version === version)?.stage;
  const offered = (text: string): Locator =>
    window.page.locator(".quick-input-widget .monaco-list-row", { hasText: text }).first();
  /** The box that takes what is typed has come; the one before it may still stand there for a moment. */
  const asks = (text: string) => window.page.locator(".quick-input-message", { hasText: text }).waitFor();
  const title = (text: string) => window.page.locator(".quick-input-title", { hasText: text }).waitFor();
  /** The line below a version; the run has one of its own in the Runs view. */
  const origin = () => window.page.locator('[aria-label="Models"] .monaco-list-row', { hasText: "calm-heron0.8769" });
  const modal = () => window.page.locator(".monaco-dialog-box");

  it("has a view of its own, closed until somebody opens it, that says how a model comes about", async () => {
    await showRuns(window.page);
    await window.page.getByText("No runs in this folder yet.").waitFor();
    door = await own.joinRuntime();
    const head = window.page.locator(".pane-header", { hasText: /^Models/ });
    assert.equal(await head.getAttribute("aria-expanded"), "false");
    await head.click();
    await window.page.getByText("No model is registered yet.").waitFor();
  });

  it("shows a model, its versions and the run they came from, as they are registered", async () => {
    const experiment = await createExperiment(door, "sweep");
    const made = await startRun(door, { experiment, name: "calm-heron" });
    run = made.id;
    await made.log({ val_auc: 0.87691 }, 1);
    await made.end("FINISHED");
    await post("registered-models/create", { name: "churn-model" });
    await addVersion();
    const model = row(window.page, "churn-model");
    await model.getByText("1 version").waitFor();
    await model.locator(".monaco-tl-twistie").click();
    await row(window.page, "v1").waitFor();
    await addVersion();
    await row(window.page, "v2").waitFor();
    await model.getByText("2 versions").waitFor();
    await row(window.page, "v2").locator(".monaco-tl-twistie").click();
    await origin().waitFor();
  });

  it("promotes from the palette in steps, with a way back and a second look before Production", async () => {
    await window.command("Tidemark: Promote Model…");
    await title("Promote model (1/5)");
    await offered("churn-model").click();
    await title("Promote model (2/5)");
    await offered("v1").click();
    await title("Promote model (3/5)");
    await window.page.locator(".quick-input-titlebar .codicon-quick-input-back").click();
    await title("Promote model (2/5)");
    await offered("v1").click();
    await offered("Production").click();
    await title("Promote model (4/5)");
    await offered("Create new alias…").click();
    const input = window.page.locator(".quick-input-widget input:visible");
    await asks("Name of the alias");
    await input.fill("v9");
    await input.press("Enter");
    await window.page.locator(".quick-input-message", { hasText: "v9 is reserved." }).waitFor();
    await input.fill("champion");
    await input.press("Enter");
    await title("Promote model (5/5)");
    await asks("Why is it promoted?");
    await input.fill("beats the one before");
    await input.press("Enter");
    await modal().getByText("Promote churn-model v1 to Production?").waitFor();
    assert.equal(await stageOf(1), "None", "nothing has happened yet");
    await modal().getByRole("button", { name: "Promote" }).click();
    await row(window.page, "v1").getByText("Production · @champion").waitFor();
    await row(window.page, "v1").locator(".codicon-rocket").waitFor();
  });

  it("changes nothing when somebody leaves half-way", async () => {
    await window.command("Tidemark: Promote Model…");
    await offered("churn-model").click();
    await title("Promote model (2/5)");
    await window.page.keyboard.press("Escape");
    await window.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    assert.deepEqual([await stageOf(1), await stageOf(2)], ["Production", "None"]);
  });

  it("opens the registry page, approves on it, and keeps what is open in the tree", async () => {
    await window.command("Tidemark: Open Model…");
    await offered("churn-model").click();
    const frame = await pageFrame(window.page, "registry");
    await window.page.locator(".tab", { hasText: "Model: churn-model" }).waitFor();
    await frame.getByRole("textbox", { name: "Comment on version 2" }).fill("looked at it");
    await frame.getByRole("button", { name: "Approve" }).click();
    await frame.getByText("approved v2").waitFor();
    await until(async () => (await detail()).versions[0]?.approval.state === "approved", "the approval");
    await row(window.page, "v2").locator(".codicon-verified-filled").waitFor();
    assert.equal(await origin().count(), 1);
    await picture(window.page, "models and registry page");
    await expectNames(window.page, frame);
  });

  it("deletes a version from its menu only when its name was read", async () => {
    await addVersion();
    await row(window.page, "v3").click({ button: "right" });
    const act = window.page.locator(".monaco-menu").getByText("Delete Model…");
    await act.hover();
    await window.page.waitForTimeout(500); // a menu ignores a click that comes as it opens
    await act.click();
    await modal().getByText("Delete churn-model v3?").waitFor();
    await modal().getByRole("button", { name: "Delete" }).click();
    await until(async () => (await row(window.page, "v3").count()) === 0, "the version to go");
    assert.equal((await detail()).versions.length, 2);
  });

  it("rolls back to what was in Production before", async () => {
    await door.post("/api/tidemark/v1/models/churn-model/versions/2/promote", { stage: "Production" }, () => undefined);
    await row(window.page, "v1").getByText("Archived").waitFor();
    await window.command("Tidemark: Roll Back Model…");
    await offered("churn-model").click();
    await modal().getByText("Roll churn-model back to v1?").waitFor();
    await modal().getByRole("button", { name: "Roll Back" }).click();
    await row(window.page, "v1").getByText("Production").waitFor();
    await row(window.page, "v2").getByText("Archived").waitFor();
  });
});
