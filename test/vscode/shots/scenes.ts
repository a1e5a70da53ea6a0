import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame, Page } from "playwright-core";
import { joinRuntime } from "../../../src/extension/runtime/startRuntime";
import { until } from "../until";
import { pageFrame, row, showRuns, type Window, type WindowOptions } from "../window";
import { trainingScript } from "../workspace";
import { dataScenes } from "./dataScenes";
import { logStep } from "./demoData";
import { explainScenes } from "./explainScenes";
import { monitorScenes } from "./monitorScenes";
import { servingScenes } from "./servingScenes";
import type { Data, Look, Stage } from "./stage";

export interface Scene {
  readonly data: Data;
  readonly looks: readonly Look[];
  /** The scene needs a folder and a window of its own, opened like this. */
  readonly alone?: Partial<WindowOptions>;
  show(stage: Stage): Promise<void>;
  /** The picture moves: what happens before each of its frames. */
  readonly frames?: readonly ((stage: Stage) => Promise<void>)[];
}

const all: readonly Look[] = ["dark", "light", "contrast", "contrast-light", "narrow"];
const two: readonly Look[] = ["dark", "light"];
const one: readonly Look[] = ["dark"];

/** Every picture there is: `<name>-<look>.png`. One line a scene. */
export const scenes: Readonly<Record<string, Scene>> = {
  "empty-script": { data: "none", looks: two, alone: {}, show: openScript },
  "empty-no-file": { data: "none", looks: ["dark", "contrast"], show: says("No runs in this folder yet.") },
  untrusted: { data: "none", looks: one, alone: { trusted: false }, show: says("Manage Workspace Trust") },
  "no-folder": { data: "none", looks: one, alone: { folder: undefined }, show: says("Open Folder") },
  stopped: { data: "none", looks: one, alone: {}, show: stopRuntime },
  walkthrough: {
    data: "none",
    looks: two,
    show: runs("Tidemark: Open Walkthrough", ".gettingStartedContainer .step-title"),
  },
  runs: { data: "demo", looks: all, show: async ({ page }) => row(page, "calm-heron-214").click() },
  "runs-hover": { data: "demo", looks: two, show: hoverRun },
  "runs-10000": { data: "thousands", looks: ["dark", "light"], show: async ({ page }) => row(page, "many-0").click() },
  status: { data: "demo", looks: one, show: clickStatus },
  lenses: { data: "demo", looks: two, show: showLenses },
  "run-table": { data: "demo", looks: all, show: async (stage) => void (await openTable(stage, "churn-sweep")) },
  "run-table-10000": {
    data: "thousands",
    looks: ["dark", "light"],
    show: async (stage) => void (await openTable(stage, "grid")),
  },
  "run-table-live": {
    data: "demo",
    looks: two,
    show: async (stage) => void (await openTable(stage, "churn-sweep")),
    frames: Array.from({ length: 14 }, () => goOn),
  },
  compare: { data: "demo", looks: all, show: async (stage) => void (await openComparison(stage, 8)) },
  run: { data: "demo", looks: all, show: async (stage) => void (await openRun(stage, "calm-heron-214")) },
  model: { data: "demo", looks: all, show: async (stage) => void (await openModel(stage)) },
  ...servingScenes,
  ...dataScenes,
  ...monitorScenes,
  ...explainScenes,
};

function says(text: string): Scene["show"] {
  return ({ page }) => page.getByText(text).first().waitFor();
}

function runs(command: string, selector: string): Scene["show"] {
  return async ({ window, page }) => {
    await window.command(command);
    await page.locator(selector).first().waitFor();
  };
}

async function openScript(stage: Stage): Promise<void> {
  writeFileSync(join(stage.folder, "train.py"), trainingScript);
  await openFile(stage, "train.py");
  await showRuns(stage.page);
  await stage.page.getByText("Run & Track Open File").waitFor();
}

async function openFile({ window, page }: Stage, name: string): Promise<void> {
  await window.command("View: Show Explorer");
  await page.locator(".explorer-folders-view").getByText(name).dblclick();
  await page.locator(".editor-instance .view-line").first().waitFor();
}

async function stopRuntime({ window, page, folder }: Stage): Promise<void> {
  await page.getByText("No runs in this folder yet.").waitFor();
  await window.command("Tidemark: Create Sample Run");
  await page.locator(".pane-body .monaco-list-row .codicon-check").first().waitFor({ timeout: 60_000 });
  const door = await until(() => joinRuntime(folder), "the runtime");
  await door.post("/api/tidemark/v1/stop", {}, () => undefined);
  door.close();
  await page.getByText("The runtime has ended.").waitFor();
}

async function hoverRun({ page }: Stage): Promise<void> {
  const table = page.locator(".monaco-hover table").first();
  await until(async () => {
    await page.mouse.move(700, 600);
    await row(page, "bold-eider-731").hover();
    await page.waitForTimeout(2000);
    return table.isVisible();
  }, "the hover");
}

async function clickStatus({ page }: Stage): Promise<void> {
  await page.locator('.statusbar-item[id^="tidemark.tidemark"]').first().click();
  await page.locator(".quick-input-widget .monaco-list-row").first().waitFor();
}

async function showLenses(stage: Stage): Promise<void> {
  await openFile(stage, "train.py");
  await stage.page.locator(".codelens-decoration a").first().waitFor();
  await showRuns(stage.page);
}

async function openTable({ window, page }: Pick<Stage, "window" | "page">, experiment: string): Promise<Frame> {
  await window.command("Tidemark: Open Run Table");
  await choose(page, experiment);
  return wide(window, "runTable");
}

async function openRun({ window, page }: Pick<Stage, "window" | "page">, name: string): Promise<Frame> {
  await window.command("Tidemark: Open Run");
  await choose(page, name);
  return wide(window, "run");
}

async function openComparison({ window, page }: Pick<Stage, "window" | "page">, count: number): Promise<Frame> {
  await window.command("Tidemark: Compare Runs");
  await tick(page, count);
  return wide(window, "compare");
}

let step = 23;

async function goOn({ door, demo, page }: Stage): Promise<void> {
  if (door && demo) await logStep(door, demo, step++);
  await page.waitForTimeout(600);
}

async function openModel({ window, page }: Stage): Promise<Frame> {
  await window.command("Tidemark: Open Model");
  await choose(page, "churn-classifier");
  return wide(window, "registry");
}

/** The page without the side bar, once it stands. */
async function wide({ command, page }: Window, name: string): Promise<Frame> {
  await pageFrame(page, name);
  await command("View: Close Primary Side Bar");
  return pageFrame(page, name);
}

async function choose(page: Page, name: string): Promise<void> {
  await page.locator(".quick-input-widget input").first().fill(name);
  await page.locator(".quick-input-widget .monaco-list-row", { hasText: name }).first().click();
}

async function tick(page: Page, count: number): Promise<void> {
  const rows = page.locator(".quick-input-widget .monaco-list-row");
  await rows.first().waitFor();
  for (let i = 0; i < count; i++) await rows.nth(i).locator("input, .monaco-checkbox").first().click();
  await page.locator(".quick-input-widget").getByText("OK", { exact: true }).click();
}
