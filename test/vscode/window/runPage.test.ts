import assert from "node:assert/strict";
import type { Frame } from "playwright-core";
import type { Door } from "../../../src/extension/runtime/door";
import { integer, object } from "../../../src/shared/readers";
import { playScene, type Scene } from "../../webview/run/runScene";
import { ownFolder } from "../ownFolder";
import { until } from "../until";
import { pageFrame, picture, row, showRuns, type Window } from "../window";

const readStatus = object<{ pid: number }>({ pid: integer });

describe("the run page, in a window as a person has it", function () {
  this.timeout(180_000);
  const own = ownFolder("run");
  const { folder } = own;
  let window: Window;
  let door: Door;
  let scene: Scene;

  before(async () => {
    window = await own.openWindow();
    await showRuns(window.page);
    door = await own.joinRuntime();
    scene = await playScene({ door, folder });
    await row(window.page, "calm-heron-214").waitFor();
  });
  const frame = (): Promise<Frame> => pageFrame(window.page, "run");
  const editorTab = (text: string | RegExp) => window.page.locator(".tab", { hasText: text });
  const showTab = async (name: string): Promise<Frame> => {
    await editorTab("calm-heron-214").first().click();
    const page = await frame();
    await page.getByRole("tab", { name: new RegExp(`^${name}`) }).click();
    return page;
  };
  const closeEditor = async (text: string | RegExp) => {
    await editorTab(text).first().click();
    await window.page.keyboard.press("Escape");
    await window.command("View: Close Editor");
    await until(async () => (await editorTab(text).count()) === 0, "the editor to close");
  };

  it("opens from the tree, under the name of the run", async () => {
    await row(window.page, "calm-heron-214").dblclick();
    const page = await frame();
    await page.getByRole("heading", { name: "calm-heron-214", level: 1 }).waitFor();
    await editorTab("calm-heron-214").waitFor();
    await page.getByRole("img", { name: /^val\/auc: 60 points/ }).waitFor();
    await picture(window.page, "run page in the window");
  });

  it("is found again rather than opened twice, from the palette and from what a client printed", async () => {
    await window.command("Tidemark: Open Run…");
    await window.page.locator(".quick-input-widget .monaco-list-row", { hasText: "bold-eider-731" }).click();
    await editorTab("bold-eider-731").waitFor();
    await window.command("Terminal: Create New Terminal");
    const screen = window.page.locator(".terminal-wrapper.active .xterm-screen");
    await screen
      .getByText(/churn.*[#$%>]/)
      .first()
      .waitFor();
    await window.page.waitForTimeout(2000); // a person's time to begin to type
    await screen.click();
    const { port } = new URL(door.url);
    await window.page.keyboard.type(
      `clear; echo http://127.0.0.1:${port}/#/experiments/${scene.experiment}/runs/${scene.run}\n`,
    );
    const line = screen.locator(".xterm-rows > div", { hasText: /^http:/ }).first();
    await line.waitFor();
    await until(async () => {
      const { x, y } = (await line.boundingBox()) ?? { x: 0, y: 0 };
      const { mouse, keyboard } = window.page;
      await mouse.move(x + 200, y + 6);
      await mouse.move(x + 60, y + 6);
      await window.page.waitForTimeout(500); // a link is looked for when the mouse rests on it
      await keyboard.down("Control");
      await mouse.click(x + 60, y + 6);
      await keyboard.up("Control");
      return (await window.page.locator(".tab.active", { hasText: "calm-heron-214" }).count()) === 1;
    }, "the page of the run that the link names");
    assert.equal(await editorTab("calm-heron-214").count(), 1);
    await window.command("View: Toggle Panel Visibility");
    await closeEditor("bold-eider-731");
  });

  it("opens what the run logged in the editor itself", async () => {
    const page = await showTab("Overview");
    await page.getByRole("treeitem", { name: /^report\.csv/ }).click();
    await editorTab("report.csv").waitFor();
    await window.page.locator(".editor-instance .view-line", { hasText: "leaves,0.775" }).waitFor();
    await closeEditor("report.csv");
  });

  it("shows in the editor's own diff what was not committed, and what sets two runs apart", async () => {
    const page = await showTab("Code");
    await page.getByRole("button", { name: "Open in the diff editor" }).click();
    const changes = editorTab(`calm-heron-214: not committed on ${scene.commit.slice(0, 7)}`);
    await changes.waitFor();
    await window.page.locator(".view-line", { hasText: "rate = 0.001" }).first().waitFor();
    await window.page.locator(".view-line", { hasText: "depth: 6" }).first().waitFor();
    await picture(window.page, "what a run had not committed");
    await closeEditor(/not committed on/);
    await (await showTab("Code")).getByRole("button", { name: "Compare with @champion" }).click();
    await editorTab("bold-eider-731 and calm-heron-214").waitFor();
    await window.page.locator(".view-line", { hasText: "optimizer: adamw" }).first().waitFor();
    await closeEditor("bold-eider-731 and calm-heron-214");
  });

  it("jumps from the lineage to the line of the script, to the data's file and to the model", async () => {
    const node = async (name: RegExp) =>
      (await showTab("Lineage")).locator(".lineage").getByRole("button", { name }).click();
    await node(/src\/train\.py:42/);
    await editorTab("train.py").waitFor();
    await window.page.locator(".statusbar", { hasText: "Ln 42" }).waitFor();
    await closeEditor("train.py");
    await node(/data\/customers\.csv/);
    await editorTab("customers.csv.dvc").waitFor();
    await window.page.locator(".view-line", { hasText: "9b1d4e7aa0b1c2d3e4f5061728394a5b" }).waitFor();
    await closeEditor("customers.csv.dvc");
    await node(/churn v2/);
    await editorTab("Model: churn").waitFor();
    await closeEditor("Model: churn");
  });

  it("says when its runtime is gone, and heals by itself", async () => {
    const page = await showTab("Overview");
    const { pid } = await door.get("/api/tidemark/v1/status", readStatus);
    door.close();
    process.kill(pid, "SIGKILL");
    door = await own.joinRuntime(async (found) => (await found.get("/api/tidemark/v1/status", readStatus)).pid !== pid);
    const metrics = [{ key: "val/auc", value: 0.99, step: 61, timestamp: Date.now() }];
    const point = { run_id: scene.run, metrics };
    await door.post("/api/2.0/mlflow/runs/log-batch", point, () => undefined);
    await page.getByRole("img", { name: /^val\/auc: 61 points .* last 0\.99$/ }).waitFor();
    await until(async () => (await page.locator("#strip").innerText()) === "", "the strip to go");
  });

  it("is there again after a reload, on the same tab", async () => {
    await showTab("Traces");
    await window.page.waitForTimeout(8000); // a window in a browser writes down what it keeps every five seconds
    await window.reload();
    await editorTab("calm-heron-214").waitFor();
    const page = await frame();
    await page.locator('[role="tab"][aria-selected="true"]', { hasText: "Traces" }).waitFor();
    await page.getByRole("treeitem", { name: /redis\.get, failed/ }).waitFor();
    await editorTab("calm-heron-214").waitFor();
  });
});
