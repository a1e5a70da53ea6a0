import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { type Figure, median, percentile } from "./figures";
import { openBenchWindow } from "./opening";
import type { Project } from "./projects";

const script = `import mlflow

mlflow.autolog()


def main():
    with mlflow.start_run():
        for epoch in range(60):
            mlflow.log_metric("m0", 1 / (1 + epoch), step=epoch)


if __name__ == "__main__":
    main()
`;
const keys = 150;

/** From a key until the line that it changed is drawn, in a training file with lenses, and without. */
export async function typing(project: Project, scratch: string): Promise<Figure[]> {
  writeFileSync(join(project.folder, "train.py"), script);
  const took = { on: [] as number[], off: [] as number[] };
  // in turns, so that what else the machine does falls on both
  for (const state of ["on", "off", "on", "off"] as const) {
    const settings = {
      "tidemark.codeLens.enabled": state === "on",
      "tidemark.bestRun.marks": state === "on",
      "editor.quickSuggestions": { other: "off", comments: "off", strings: "off" },
      "editor.cursorBlinking": "solid",
    };
    const window = await openBenchWindow(project, scratch, { settings });
    const { page } = window;
    await window.command("View: Show Explorer");
    await page.locator(".explorer-folders-view").getByText("train.py").dblclick();
    await page.locator(".editor-instance .view-line", { hasText: "start_run" }).click();
    if (state === "on") await page.locator(".codelens-decoration a").first().waitFor();
    await page.waitForTimeout(3000);
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    took[state].push(...(await type(page)));
    await window.close();
  }
  const [on, off] = [median(took.on), median(took.off)];
  return [
    { what: "typing in a training file, lenses on, p50", ours: on, unit: "ms", note: p95(took.on) },
    { what: "typing in a training file, lenses off, p50", ours: off, unit: "ms", note: p95(took.off) },
    // a tenth of a frame is within what one run differs from the next
    { what: "typing, what lenses add (p50)", ours: Math.max(0, on - off), unit: "ms", goal: 2 },
  ];
}

function p95(values: readonly number[]): string {
  return `p95 ${percentile(values, 0.95).toFixed(1)} ms of ${values.length} keys`;
}

async function type(page: Page): Promise<number[]> {
  await page.evaluate(() => {
    const scope = window as unknown as { tmKeys: number[] };
    scope.tmKeys = [];
    let pressed: number | undefined;
    window.addEventListener("keydown", (event) => (pressed = event.timeStamp), true);
    const lines = document.querySelector(".editor-instance .view-lines");
    if (!lines) throw new Error("no editor");
    new MutationObserver(() => {
      if (pressed === undefined) return;
      scope.tmKeys.push(performance.now() - pressed);
      pressed = undefined;
    }).observe(lines, { subtree: true, childList: true, characterData: true });
  });
  await page.keyboard.type("x = 1  # ".padEnd(keys, "a word "), { delay: 40 });
  return page.evaluate(() => (window as unknown as { tmKeys: number[] }).tmKeys);
}
