import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { joinRuntime } from "../../../src/extension/runtime/startRuntime";
import { until } from "../../vscode/until";
import { openWindow, type Window, type WindowOptions } from "../../vscode/window";
import type { Figure } from "./figures";
import { median } from "./figures";
import { type Project, root } from "./projects";
import { armWatch } from "./watch";

export function openBenchWindow(project: Project, scratch: string, more: Partial<WindowOptions> = {}): Promise<Window> {
  const settings = { "remote.autoForwardPorts": false, "editor.accessibilitySupport": "off", ...more.settings };
  const home = mkdtempSync(join(scratch, "home-"));
  return openWindow({ extension: root, folder: project.folder, home, ...more, settings });
}

const tidemark = '.activitybar .action-label[aria-label^="Tidemark"]';
/** A run's line: an experiment's has a flask. */
const runLine = ".pane-body .monaco-list-row .codicon-check, .pane-body .monaco-list-row .codicon-sync";

/** From a click on the icon until runs are on the screen: the first time, which starts the runtime, and with it up. */
export async function treeRows(project: Project, scratch: string, rounds: number): Promise<Figure[]> {
  const cold: number[] = [];
  const warm: number[] = [];
  const activations: number[] = [];
  const others: number[] = [];
  const look = async (window: Window) => {
    const times = await activationTimes(window);
    activations.push(times.get("Tidemark") ?? Number.NaN);
    others.push(times.get("Git") ?? Number.NaN);
  };
  for (let i = 0; i < rounds; i++) {
    const window = await openBenchWindow(project, scratch);
    await window.page.waitForTimeout(4000); // the window's own start is over
    if (await hasRuntime(project)) throw new Error("a runtime is up though nobody has opened the view");
    cold.push(await openView(window));
    await look(window);
    await window.page.reload();
    await window.page.locator(tidemark).waitFor({ timeout: 60_000 });
    await window.page.waitForTimeout(4000);
    await window.command("View: Show Explorer");
    warm.push(await openView(window));
    await look(window);
    await window.close();
    await stop(project);
  }
  return [
    {
      what: "load and activate, in the real host",
      ours: median(activations),
      unit: "ms",
      goal: 50,
      note: all(activations),
    },
    { what: "the same of VS Code's own Git, in the same windows", ours: median(others), unit: "ms", note: all(others) },
    { what: "first tree rows, runtime cold", ours: median(cold), unit: "ms", goal: 300, note: all(cold) },
    { what: "first tree rows, runtime up", ours: median(warm), unit: "ms", goal: 50, note: all(warm) },
  ];
}

function all(values: readonly number[]): string {
  return `median of ${values.map((each) => each.toFixed(0)).join(", ")}`;
}

async function openView({ page }: Window): Promise<number> {
  const took = await armWatch(page, runLine);
  await page.locator(tidemark).click();
  return took();
}

/** What VS Code itself says that loading an extension's code and calling `activate` took, by the extension's name. */
async function activationTimes({ command, page }: Window): Promise<Map<string, number>> {
  await command("Developer: Show Running Extensions");
  const lines = page.locator(".runtime-extensions-editor .monaco-list-row");
  await lines.filter({ hasText: "Tidemark" }).first().waitFor();
  const times = await lines.evaluateAll((rows) =>
    rows.map((row): [string, number] => {
      const time = /(\d+) ?ms/.exec(row.querySelector(".activation-time")?.textContent ?? "")?.[1];
      return [row.querySelector(".name")?.textContent ?? "", Number(time ?? Number.NaN)];
    }),
  );
  await command("View: Close All Editors");
  return new Map(times);
}

async function hasRuntime({ folder }: Project): Promise<boolean> {
  const door = await joinRuntime(folder);
  door?.close();
  return door !== undefined;
}

async function stop({ folder }: Project): Promise<void> {
  const door = await joinRuntime(folder);
  await door?.post("/api/tidemark/v1/stop", {}, () => undefined);
  door?.close();
  await until(async () => !(await hasRuntime({ folder } as Project)), "the runtime's end");
}
