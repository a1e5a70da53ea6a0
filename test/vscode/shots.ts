// Pictures of the editor for a person to look at: `node out/test/vscode/shots.js FOLDER [SCENE…]`.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Door } from "../../src/extension/runtime/door";
import { joinRuntime } from "../../src/extension/runtime/startRuntime";
import { createExperiment, startRun } from "./logRuns";
import { until } from "./until";
import { openWindow, picture, row, showRuns, type Window, type WindowOptions } from "./window";
import { makeWorkspace, trainingScript } from "./workspace";

const root = resolve(__dirname, "../../..");

interface Scene {
  readonly options?: Partial<WindowOptions>;
  show(window: Window, door: () => Promise<Door>, folder: string): Promise<void>;
}

const narrow = { width: 760, height: 800 };

const scenes: Readonly<Record<string, Scene>> = {
  "runs-dark": { show: showSweep },
  "runs-light": { options: { theme: "light" }, show: showSweep },
  "runs-contrast": { options: { settings: { "workbench.colorTheme": "Default High Contrast" } }, show: showSweep },
  "runs-narrow": {
    options: { size: narrow },
    async show(window, door) {
      await showSweep(window, door);
      const sash = await window.page.locator(".sidebar").boundingBox();
      if (!sash) return;
      await window.page.mouse.move(sash.x + sash.width, 400);
      await window.page.mouse.down();
      await window.page.mouse.move(sash.x + 200, 400);
      await window.page.mouse.up();
    },
  },
  "runs-hover": {
    async show(window, door) {
      await showSweep(window, door);
      const table = window.page.locator(".monaco-hover table").first();
      await until(async () => {
        await window.page.mouse.move(700, 600);
        await row(window.page, "bold-eider-731").hover();
        await window.page.waitForTimeout(2000);
        return table.isVisible();
      }, "the hover");
    },
  },
  "runs-10000": {
    async show({ page }, door) {
      await logMany(await door(), 10_000);
      await row(page, "many-0").waitFor({ timeout: 60_000 });
    },
  },
  "empty-dark": { show: async (window, _door, folder) => openScript(window, folder) },
  "empty-light": { options: { theme: "light" }, show: async (window, _door, folder) => openScript(window, folder) },
  "empty-no-file": { show: async ({ page }) => page.getByText("No runs in this folder yet.").waitFor() },
  untrusted: {
    options: { trusted: false },
    show: async ({ page }) => page.getByText("Manage Workspace Trust").first().waitFor(),
  },
  "no-folder": {
    options: { folder: undefined },
    show: async ({ page }) => page.getByText("Open Folder").first().waitFor(),
  },
  stopped: {
    async show(window, door) {
      await showSweep(window, door);
      await (await door()).post("/api/tidemark/v1/stop", {}, () => undefined);
      await window.page.getByText("The runtime has ended.").waitFor();
    },
  },
  status: {
    async show(window, door) {
      await showSweep(window, door);
      await window.page.locator('.statusbar-item[id^="tidemark.tidemark"]').click();
    },
  },
};

async function openScript({ page, command }: Window, folder: string): Promise<void> {
  writeFileSync(join(folder, "train.py"), trainingScript);
  await command("View: Show Explorer");
  await page.locator(".explorer-folders-view").getByText("train.py").dblclick();
  await showRuns(page);
  await page.getByText("Run & Track Open File").waitFor();
}

/** What a working day leaves behind, as in the reference picture. */
async function showSweep({ page }: Window, open: () => Promise<Door>): Promise<void> {
  const door = await open();
  const minute = 60_000;
  const day = 24 * 60 * minute;
  const baseline = await createExperiment(door, "churn-baseline");
  for (const [i, name] of ["warm-gull-640", "late-skua-288"].entries()) {
    const run = await startRun(door, { experiment: baseline, name, began: 2 * day + i * minute });
    await run.log({ val_auc: 0.8695 - i / 250, train_loss: 0.3 }, 60);
    await run.end("FINISHED", Date.now() - 2 * day + 6 * minute);
  }
  const experiment = await createExperiment(door, "churn-sweep");
  const log = async (name: string, began: number, value: number | undefined, end: "FINISHED" | "FAILED" | "KILLED") => {
    const run = await startRun(door, { experiment, name, began });
    if (value !== undefined) await run.log({ val_auc: value, train_loss: 1 - value }, 60);
    await run.end(end);
  };
  await log("keen-tern-119", 1.2 * minute, 0.8402, "KILLED");
  await log("shy-krill-502", 0.8 * minute, undefined, "FAILED");
  await log("bold-eider-731", 6.63 * minute, 0.8741, "FINISHED");
  await log("calm-heron-214", 6.68 * minute, 0.8769, "FINISHED");
  const sweep = await startRun(door, { experiment, name: "swift-otter-388", began: 4 * minute });
  await sweep.log({ val_auc: 0.8712, train_loss: 0.2 }, 23);
  for (const [i, value] of [0.8694, 0.8731, 0.8698].entries()) {
    const fold = await startRun(door, { experiment, name: `fold-${i + 1}`, parent: sweep.id, began: 2.1 * minute });
    await fold.log({ val_auc: value }, 9 + i);
    if (i < 2) await fold.end("FINISHED");
  }
  await row(page, "fold-3").waitFor();
  await row(page, "calm-heron-214").click();
}

async function logMany(door: Door, count: number): Promise<void> {
  const experiment = await createExperiment(door, "grid");
  for (let first = 0; first < count; first += 100) {
    await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        const run = await startRun(door, { experiment, name: `many-${first + i}`, began: (first + i + 10) * 60_000 });
        await run.log({ val_auc: 0.5 + Math.random() / 3 }, 60);
        await run.end("FINISHED", Date.now() - (first + i - 4) * 60_000);
      }),
    );
  }
}

async function shoot(name: string, scene: Scene): Promise<void> {
  const temporary = mkdtempSync(join(tmpdir(), "tidemark-shots-"));
  const folder = join(temporary, "churn");
  makeWorkspace(folder);
  // what else listens on this machine is not the picture's business
  const settings = { "remote.autoForwardPorts": false, ...scene.options?.settings };
  const window = await openWindow({
    extension: root,
    folder,
    home: join(temporary, "home"),
    ...scene.options,
    settings,
  });
  try {
    await showRuns(window.page);
    await scene.show(window, () => until(() => joinRuntime(folder), "the runtime"), folder);
    if (name !== "runs-hover") await window.page.mouse.move(700, 600);
    await window.page.waitForTimeout(1000);
    await picture(window.page, name);
  } finally {
    await window.close();
    const door = await joinRuntime(folder);
    await door?.post("/api/tidemark/v1/stop", {}, () => undefined);
    door?.close();
    rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function main([folder, ...wanted]: string[]): Promise<void> {
  if (folder === undefined) throw new Error("usage: shots.js FOLDER [SCENE…]");
  mkdirSync(folder, { recursive: true });
  process.env.TIDEMARK_PICTURES = resolve(folder);
  for (const [name, scene] of Object.entries(scenes)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    await shoot(name, scene);
    process.stdout.write(`${name}\n`);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
