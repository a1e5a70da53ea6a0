import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Frame } from "playwright-core";
import type { Door } from "../../../src/extension/runtime/door";
import { joinRuntime } from "../../../src/extension/runtime/startRuntime";
import { askMany, closeAgent, columns, deploy, fixture, register, removeAll } from "../../webview/deployment/scene";
import { expectNames } from "../../webview/names";
import { fromMenu } from "../menu";
import { until } from "../until";
import { openWindow, pageFrame, picture, showRuns, type Window } from "../window";
import { makeWorkspace } from "../workspace";

const root = resolve(__dirname, "../../../..");
const rows = Array.from({ length: 300 }, (_, i) =>
  columns.map((_name, column) => Number((Math.sin(i * (column + 1.3)) + (column === 3 ? 1 : 0)).toFixed(4))),
);

describe("explanations, in a window as a person has it", function () {
  this.timeout(300_000);
  const temporary = mkdtempSync(join(tmpdir(), "tidemark-explain-"));
  const folder = join(temporary, "shop");
  let window: Window;
  let door: Door;

  before(async () => {
    makeWorkspace(folder);
    writeFileSync(join(folder, "customers.csv"), [columns, ...rows].map((row) => row.join(",")).join("\n"));
    copyFileSync(fixture("risk"), join(folder, "risk.onnx"));
    window = await openWindow({
      extension: root,
      folder,
      home: join(temporary, "home"),
      theme: process.env.TIDEMARK_THEME === "light" ? "light" : "dark",
    });
  });
  afterEach(async function () {
    if (this.currentTest?.isFailed()) await picture(window.page, `failed ${this.currentTest.title}`);
  });
  after(async () => {
    await window?.close();
    if (door) await removeAll({ door }, "churn-api");
    await door?.post("/api/tidemark/v1/stop", {}, () => undefined);
    door?.close();
    closeAgent();
    rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
  });

  const frame = (): Promise<Frame> => pageFrame(window.page, "explain");
  const choose = async (text: string) => {
    const line = window.page.locator(".quick-input-widget .monaco-list-row", { hasText: text }).first();
    await line.waitFor();
    await line.click();
  };
  const tab = (text: string) => window.page.locator(".tab", { hasText: text });

  it("explains a registered model by rows of the folder, from the palette", async () => {
    await showRuns(window.page);
    await window.page.getByText("No runs in this folder yet.").waitFor();
    door = await until(() => joinRuntime(folder), "a runtime");
    await register(door, "churn", ["risk", "risk-next"]);
    await window.command("Tidemark: Explain Model…");
    await choose("churn");
    await choose("v1");
    await choose("customers.csv");
    const page = await frame();
    await tab("Explain: churn v1").waitFor();
    await page.getByText(/^[\d,]+ rows of/).waitFor();
    await page.getByText(/^Sums to the prediction/).waitFor();
    assert.equal(await page.locator(".swarm[data-feature]").count(), columns.length);
    await page.getByRole("button", { name: "Show the first row" }).click();
    await page.locator(".ring").first().waitFor();
    await page.locator(".waterfall .part").first().waitFor();
    await picture(window.page, "explain page");
    await expectNames(window.page, page);
  });

  it("stands as it was after the window was loaded anew", async () => {
    await (await frame()).getByRole("tab", { name: "Rows" }).click();
    await (await frame()).getByText(/^([\d,]+) of \1 rows$/).waitFor();
    await window.reload();
    const page = await frame();
    await page.getByText(/^([\d,]+) of \1 rows$/).waitFor();
    await page.getByRole("heading", { name: "Row 1", exact: true }).waitFor();
  });

  it("explains a file from its menu in the explorer", async () => {
    await window.command("View: Show Explorer");
    const file = window.page.locator(".explorer-folders-view").getByText("risk.onnx");
    await fromMenu(window.page, file, "Tidemark Model", "Explain Model…");
    await choose("customers.csv");
    await tab("Explain: risk.onnx").waitFor();
    await (await frame()).getByText("What moves the prediction").waitFor();
  });

  it("explains one of the latest predictions of a deployment, among all of its day", async () => {
    const url = await deploy(
      { folder, door },
      {
        name: "churn-api",
        variants: { v1: "models:/churn@champion", v2: "models:/churn@challenger" },
        strategy: "{canary: {stable: v1, canary: v2, steps: [{setWeight: 25}, {pause: {}}]}}",
        more: "  logging: {predictions: 100}\n",
      },
    );
    await askMany(url, 60, rows);
    await window.page.waitForTimeout(1500); // for the log to be written
    await window.command("Tidemark: Explain This Prediction…");
    await choose("churn-api");
    const first = window.page.locator(".quick-input-widget .monaco-list-row").first();
    await first.getByText(/· v[12]/).waitFor();
    const said = await first.textContent();
    await picture(window.page, "explain prediction picks");
    await first.click();
    await tab("Explain: churn-api").waitFor();
    const page = await frame();
    await page.getByText(/^[\d,]+ rows of/).waitFor();
    const copy = page.getByRole("complementary").getByRole("button", { name: /^Copy / });
    await copy.waitFor();
    assert.ok(said?.includes((await copy.textContent()) ?? "?"), `${said}: the one that was picked`);
    await page.locator(".waterfall .part").first().waitFor();
    await picture(window.page, "explain prediction");
  });
});
