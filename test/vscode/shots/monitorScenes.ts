import { pageFrame, row } from "../window";
import type { Scene } from "./scenes";
import { closeSidebar, unfoldView } from "./sidebar";
import type { Look, Stage } from "./stage";

const all: readonly Look[] = ["dark", "light", "contrast", "contrast-light", "narrow"];
const two: readonly Look[] = ["dark", "light"];

/** What is watched: its line, the pages of drift, of a monitor and of two tables. */
export const monitorScenes: Readonly<Record<string, Scene>> = {
  monitors: { data: "watched", looks: two, show: (stage) => unfoldView(stage, "churn-data") },
  drift: { data: "watched", looks: all, show: openMonitor },
  "drift-tables": { data: "watched", looks: two, show: compareTables },
};

async function choose(page: Stage["page"], text: string): Promise<void> {
  await page.locator(".quick-input-widget input:visible").first().fill(text); // a long list shows its first lines only
  await page.locator(".quick-input-widget .monaco-list-row", { hasText: text }).first().click();
}

async function openMonitor(stage: Stage): Promise<void> {
  const { page } = stage;
  await unfoldView(stage, "churn-data");
  await row(page, "churn-data").dblclick();
  const frame = await pageFrame(page, "drift");
  await closeSidebar(page);
  await frame.locator(".grid-row", { hasText: "monthly_charges" }).click();
  await frame.getByRole("complementary").waitFor();
}

async function compareTables({ window, page }: Stage): Promise<void> {
  await window.command("Tidemark: Compare Data for Drift…");
  await choose(page, "data/today.csv");
  await page.locator(".quick-input-title", { hasText: "(2/2)" }).waitFor();
  await choose(page, "data/customers.csv");
  const frame = await pageFrame(page, "drift");
  await frame.getByRole("grid", { name: "Columns" }).waitFor();
  await closeSidebar(page);
}
