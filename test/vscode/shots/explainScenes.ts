import { copyFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { chance } from "../../webview/explain/scene";
import { pageFrame } from "../window";
import type { Scene } from "./scenes";
import type { Look, Stage } from "./stage";

/** From where the programs that use this are bundled to. */
const model = resolve(__dirname, "../../../test/fixtures/explain/churn.onnx");
const all: readonly Look[] = ["dark", "light", "contrast", "contrast-light", "narrow"];
const two: readonly Look[] = ["dark", "light"];

const columns = [
  "tenure",
  "monthly_charges",
  "support_calls_30d",
  "total_charges",
  "age",
  "num_products",
  "senior",
  "data_usage_gb",
];

/** Explanations of a model of trees, by few rows and by a hundred thousand. */
export const explainScenes: Readonly<Record<string, Scene>> = {
  explain: { data: "demo", looks: all, show: (stage) => showTab(stage, 3000) },
  "explain-100000": { data: "demo", looks: two, show: (stage) => showTab(stage, 100_000) },
  "explain-dependence": { data: "demo", looks: all, show: (stage) => showTab(stage, 3000, "Dependence") },
  "explain-interactions": { data: "demo", looks: all, show: (stage) => showTab(stage, 3000, "Interactions") },
  "explain-decision": { data: "demo", looks: two, show: (stage) => showTab(stage, 3000, "Decision plot") },
  "explain-cohorts": { data: "demo", looks: all, show: (stage) => showTab(stage, 3000, "Cohorts") },
  "explain-rows": { data: "demo", looks: all, show: (stage) => showTab(stage, 100_000, "Rows") },
  "explain-fault": { data: "demo", looks: ["dark"], show: showFault },
};

/** As the model was trained on them. */
function customers(rows: number): string {
  const random = chance(11);
  const line = () =>
    [
      Math.floor(random() ** 1.6 * 73),
      (20 + 100 * random()).toFixed(2),
      Math.floor(random() ** 4 * 9),
      (4000 * random() ** 2).toFixed(2),
      Math.floor(18 + 61 * random()),
      1 + Math.floor(4 * random()),
      random() < 0.2 ? 1 : 0,
      (60 * random()).toFixed(1),
    ].join(",");
  return [columns.join(","), ...Array.from({ length: rows }, line), ""].join("\n");
}

async function explain({ window, page, folder }: Stage, table: string, content: string): Promise<void> {
  copyFileSync(model, join(folder, "churn.onnx"));
  writeFileSync(join(folder, table), content);
  await window.command("Tidemark: Explain Model…");
  for (const answer of ["churn.onnx", table]) {
    const line = page.locator(".quick-input-widget .monaco-list-row", { hasText: answer }).first();
    await line.waitFor();
    await line.click();
  }
  await pageFrame(page, "explain");
}

async function showTab(stage: Stage, rows: number, tab?: string): Promise<void> {
  await explain(stage, `customers-${rows}.csv`, customers(rows));
  await stage.window.command("View: Close Primary Side Bar");
  const frame = await pageFrame(stage.page, "explain");
  await frame.getByRole("button", { name: "Show the first row" }).click();
  await frame.getByRole("row", { name: /^tenure: / }).click();
  if (tab !== undefined) await frame.getByRole("tab", { name: tab }).click();
  await stage.page.waitForTimeout(4000); // dots are painted piece by piece
}

async function showFault(stage: Stage): Promise<void> {
  await explain(stage, "orders.csv", "tenure,amount\n1,2\n3,4\n");
  await (await pageFrame(stage.page, "explain")).getByRole("alert").waitFor();
}
