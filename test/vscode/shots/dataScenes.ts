import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame } from "playwright-core";
import { fromMenu } from "../menu";
import { until } from "../until";
import { openFile, pageFrame, row, unfold } from "../window";
import type { Scene } from "./scenes";
import type { Look, Stage } from "./stage";

const all: readonly Look[] = ["dark", "light", "contrast", "contrast-light", "narrow"];
const two: readonly Look[] = ["dark", "light"];
const dark: readonly Look[] = ["dark"];

/** Data and pipelines: their view, the graph, the comparison of two versions, the files of dvc. */
export const dataScenes: Readonly<Record<string, Scene>> = {
  "data-none": { data: "none", looks: dark, show: (stage) => showData(stage, /Initialize DVC/) },
  "data-view": { data: "dvc", looks: all, show: showView },
  pipeline: { data: "dvc", looks: all, show: async (stage) => void (await openGraph(stage)) },
  "pipeline-plots": { data: "dvc", looks: all, show: showPlots },
  "data-diff": { data: "dvc", looks: all, show: showTable },
  "data-diff-folder": { data: "dvc", looks: two, show: (stage) => diffOf(stage, "data/events", "1 added") },
  "data-scm": { data: "dvc", looks: dark, show: showChanges },
  "dvc-yaml": { data: "dvc", looks: two, show: showFile },
  "pipeline-live": { data: "dvc", looks: two, show: runSlowly },
  "data-many": { data: "manyFiles", looks: dark, show: (stage) => diffOf(stage, "images", "300 added") },
  "data-monorepo": { data: "monorepo", looks: dark, show: showTeams },
};

/** The view alone: what stands beside it is folded. */
async function showData({ page }: Stage, text: RegExp): Promise<void> {
  const head = (name: RegExp) => page.locator(".pane-header", { hasText: name });
  // without a deployment that view is not there
  const isOpen = async (name: RegExp) => (await head(name).and(page.locator('[aria-expanded="true"]')).count()) > 0;
  for (const name of [/^Runs/, /^Models/, /^Deployments & Health/]) if (await isOpen(name)) await head(name).click();
  if (!(await isOpen(/^Data & Pipeline/))) await head(/^Data & Pipeline/).click();
  await page.locator(".pane-body").getByText(text).first().waitFor();
}

/** The last of thirty projects, which the list comes to when it is scrolled. */
async function showTeams(stage: Stage): Promise<void> {
  await showData(stage, /teams\/team-01/);
  await row(stage.page, "teams/team-01").first().click();
  await stage.page.keyboard.press("End");
  await row(stage.page, "teams/team-30").first().waitFor();
}

async function showView(stage: Stage): Promise<void> {
  await showData(stage, /dvc\.yaml/);
  await row(stage.page, "evaluate").first().waitFor();
  await unfold(stage.page, "data/events");
  await unfold(stage.page, "train@ft");
}

async function openGraph({ window, page }: Stage): Promise<Frame> {
  await window.command("Tidemark: Open Pipeline…");
  await pageFrame(page, "pipeline");
  await closeSidebar(page);
  const frame = await pageFrame(page, "pipeline");
  await frame.getByRole("tab", { name: "Graph" }).click();
  if (!(await frame.locator("aside").isVisible())) await frame.locator('.box[data-id="train@ft"]').click();
  await frame.locator("aside").getByText("Dependencies").waitFor();
  await frame.getByRole("button", { name: "Fit all" }).click();
  return frame;
}

async function showPlots(stage: Stage): Promise<void> {
  const frame = await openGraph(stage);
  await frame.getByRole("tab", { name: "Plots" }).click();
  await frame.locator(".plots .chart[data-drawn]").nth(1).waitFor();
}

async function diffOf(stage: Stage, path: string, text: string): Promise<void> {
  const { page } = stage;
  await showData(stage, /tracked/);
  await fromMenu(page, row(page, path), /^Compare Data Versions/);
  const frame = await pageFrame(page, "dataDiff");
  await frame.getByText(text).first().waitFor();
  await closeSidebar(page);
}

async function showTable(stage: Stage): Promise<void> {
  await diffOf(stage, "data/customers.csv", "1 changed");
  const frame = await pageFrame(stage.page, "dataDiff");
  await frame.getByText("months").first().waitFor();
}

async function showChanges({ page }: Stage): Promise<void> {
  await page.keyboard.press("Control+Shift+G");
  await page.locator(".scm-view .monaco-list-row", { hasText: "events" }).first().waitFor();
}

async function showFile(stage: Stage): Promise<void> {
  await openFile(stage.page, "dvc.yaml");
  await stage.page.locator(".codelens-decoration > *", { hasText: "changed: " }).first().waitFor();
  await stage.window.command("View: Show Tidemark");
  await showView(stage);
}

async function runSlowly(stage: Stage): Promise<void> {
  // the script takes its time from here, as its dependants see only in their next run
  writeFileSync(join(stage.folder, "params.yaml"), `lr: ${Date.now() / 1e15}\nwindow: 14\n`);
  const frame = await openGraph(stage);
  await frame.getByRole("button", { name: "Reproduce", exact: true }).click();
  await frame.getByText(/^Reproducing/).waitFor();
  await frame.locator(".lane-bar").nth(1).waitFor();
}

async function closeSidebar(page: Stage["page"]): Promise<void> {
  const sidebar = page.locator(".part.sidebar");
  await until(async () => {
    if (await sidebar.isVisible()) {
      await page.locator(".tabs-container .tab.active").click();
      await page.keyboard.press("Control+B");
    }
    await page.waitForTimeout(1000);
    return !(await sidebar.isVisible());
  }, "the side bar to close");
}
