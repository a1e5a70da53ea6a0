import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame } from "playwright-core";
import { openFile, pageFrame, row } from "../window";
import type { Scene } from "./scenes";
import { closeSidebar, unfoldView } from "./sidebar";
import type { Look, Stage } from "./stage";

const all: readonly Look[] = ["dark", "light", "contrast", "contrast-light", "narrow"];
const two: readonly Look[] = ["dark", "light"];

/** What is served: its view, its page in every state, its file and the questions that write it. */
export const servingScenes: Readonly<Record<string, Scene>> = {
  "deployments-none": { data: "demo", looks: two, show: (stage) => unfoldView(stage, "Nothing is served yet.") },
  deployments: { data: "states", looks: all, show: (stage) => unfoldView(stage, "worse") },
  "deployments-menu": { data: "served", looks: two, show: openMenu },
  deployment: { data: "served", looks: all, show: openPage("churn-api", "passes") },
  "deployment-report": { data: "served", looks: all, show: openReport },
  "try-it": { data: "served", looks: all, show: tryIt },
  "deployment-ab": { data: "states", looks: ["dark", "light", "narrow"], show: openPage("offers", "p, Holm") },
  "deployment-paused": { data: "states", looks: ["dark", "contrast"], show: openPage("paused", "Step 1 of 2") },
  "deployment-degraded": { data: "states", looks: all, show: openPage("worse", "Taken back") },
  "deployment-shadow": { data: "states", looks: ["dark", "contrast-light"], show: openPage("mirrored", "Same answer") },
  "deployment-blue-green": { data: "states", looks: ["dark", "light"], show: openPage("colours", "is live") },
  "deployment-single": { data: "states", looks: ["dark", "narrow"], show: openPage("single", "Live") },
  "deployment-fresh": { data: "states", looks: ["dark", "narrow"], show: openPage("fresh", "No requests yet") },
  "deployment-six": {
    data: "states",
    looks: ["dark", "contrast", "narrow"],
    show: openPage("next-best-offer", "Live"),
  },
  "deployment-down": { data: "states", looks: two, show: openPage("prices", "Try again") },
  "deployment-file": { data: "served", looks: all, show: openDeploymentFile },
  "deployment-faults": { data: "served", looks: ["dark", "contrast-light"], show: breakFile },
  "serve-lens": { data: "served", looks: ["dark", "contrast"], show: openScript },
  "rollout-kind": { data: "served", looks: two, show: (stage) => askRollout(stage, []) },
  "rollout-steps": { data: "served", looks: two, show: (stage) => askRollout(stage, ["Canary", "v3", "v5"]) },
  "rollout-gates": {
    data: "served",
    looks: ["dark", "contrast"],
    show: (stage) => askRollout(stage, ["Canary", "v3", "v5", "each until you promote"]),
  },
  "serving-status": { data: "states", looks: two, show: hoverStatus },
};

async function openMenu(stage: Stage): Promise<void> {
  await unfoldView(stage, "churn-api");
  await row(stage.page, "churn-api").click({ button: "right" });
  await stage.page.locator(".monaco-menu").getByText("Delete Deployment").waitFor();
}

function openPage(name: string, text: string): (stage: Stage) => Promise<void> {
  return async (stage) => void (await openDeployment(stage, name, text));
}

async function openDeployment({ window, page }: Stage, name: string, text: string): Promise<Frame> {
  await window.command("Tidemark: Open Deployment…");
  await choose(page, name);
  const frame = await pageFrame(page, "deployment");
  await frame.getByText(text).first().waitFor();
  await closeSidebar(page);
  await page.waitForTimeout(3000);
  return pageFrame(page, "deployment");
}

async function choose(page: Stage["page"], name: string): Promise<void> {
  await page.locator(".quick-input-widget input:visible").first().fill(name); // a long list shows its first lines only
  const label = page.locator(".label-name", { hasText: name });
  await page.locator(".quick-input-widget .monaco-list-row").filter({ has: label }).first().click();
}

async function openReport(stage: Stage): Promise<void> {
  const frame = await openDeployment(stage, "churn-api", "All measures");
  await frame.getByText("Plan a test").click();
  await frame.locator(".events").scrollIntoViewIfNeeded();
  await frame.locator(".main").evaluate((main) => main.scrollTo(0, main.scrollHeight));
}

async function tryIt(stage: Stage): Promise<void> {
  const frame = await openDeployment(stage, "churn-api", "passes");
  const send = frame.getByRole("button", { name: "Send" });
  if (!(await send.isVisible())) {
    await stage.window.command("Tidemark: Try Deployment…");
    await choose(stage.page, "churn-api");
  }
  await send.click();
  await frame.locator(".answer").waitFor();
}

async function openDeploymentFile(stage: Stage): Promise<void> {
  const { window, page } = stage;
  await window.command("Tidemark: Open Deployment File");
  await choose(page, "churn-api");
  await page.locator(".codelens-decoration a", { hasText: "canary" }).first().waitFor();
  await unfoldView(stage, "churn-api");
}

async function breakFile(stage: Stage): Promise<void> {
  const path = join(stage.folder, "deploy", "churn-api.yaml");
  const sound = readFileSync(path, "utf8");
  try {
    await openDeploymentFile(stage);
    writeFileSync(path, sound.replace("max: 0.005", "maximum: 0.005").replace("@challenger", "@chalenger"));
    await stage.page.locator(".editor-instance .squiggly-error").first().waitFor();
    await stage.page.locator(".codelens-decoration a", { hasText: "error" }).first().click();
    await stage.page.locator(".markers-panel .monaco-list-row").first().waitFor();
  } finally {
    setTimeout(() => writeFileSync(path, sound), 3000);
  }
}

async function openScript(stage: Stage): Promise<void> {
  await openFile(stage.page, "serve.py");
  await stage.page.locator(".codelens-decoration a", { hasText: "A/B or canary" }).first().waitFor();
  await stage.window.command("View: Show Tidemark");
}

async function askRollout({ window, page }: Stage, answers: readonly string[]): Promise<void> {
  await window.command("Tidemark: A/B or Canary…");
  for (const [i, answer] of ["churn", ...answers].entries()) {
    await page.locator(".quick-input-title", { hasText: `(${i + 1}/` }).waitFor();
    await choose(page, answer);
  }
  await page.locator(".quick-input-title", { hasText: `(${answers.length + 2}/` }).waitFor();
}

async function hoverStatus(stage: Stage): Promise<void> {
  await unfoldView(stage, "worse");
  await stage.page.locator('.statusbar-item[id^="tidemark.tidemark"]').first().hover();
  await stage.page.locator(".monaco-hover table").first().waitFor();
}
