import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import type { Door } from "../../../src/extension/runtime/door";
import { joinRuntime } from "../../../src/extension/runtime/startRuntime";
import { until } from "../until";
import { openWindow, type Window, type WindowOptions } from "../window";
import { makeWorkspace } from "../workspace";
import { dataFolder, type MakeFolder, manyFiles, monorepo } from "./dataProjects";
import { type Demo, seedDemo, seedThousands } from "./demoData";
import { type Served, serveAll, serveWell } from "./served";
import { watchTables } from "./watched";

/** From where the programs that use this are bundled to. */
const root = resolve(__dirname, "../../..");

const demoScript = `import mlflow
from churn import load, make_model, metrics

mlflow.autolog()


def main(lr=1e-3, depth=8, dropout=0.2, epochs=60):
    train, valid = load("data/churn.csv")
    model = make_model(depth, dropout)
    mlflow.set_experiment("churn-sweep")
    with mlflow.start_run():
        mlflow.log_params({"lr": lr, "depth": depth, "dropout": dropout})
        for epoch in range(epochs):
            model.train_epoch(train, lr)
            auc, loss = metrics(model, valid)
            mlflow.log_metric("val/auc", auc, step=epoch)
            mlflow.log_metric("val/loss", loss, step=epoch)
        mlflow.pytorch.log_model(model, name="model")


if __name__ == "__main__":
    main()
`;

const demoPolicy = `registry:
  approvals: {Staging: 1, Production: 1}
  required: [model card, commit, metric val/auc]
`;

export type Data = "none" | "demo" | "thousands" | "served" | "states" | "dvc" | "manyFiles" | "monorepo" | "watched";
export type Look = "dark" | "light" | "contrast" | "contrast-light" | "narrow";

/** A folder with runs in it, and the runtime that keeps them. Several windows may look at it in turn. */
export interface Project {
  readonly folder: string;
  readonly door: Door | undefined;
  readonly demo: Demo | undefined;
  end(): Promise<void>;
}

/** What a scene plays on. */
export interface Stage extends Project {
  readonly window: Window;
  readonly page: Page;
}

const serveOf: Partial<Record<Data, (folder: string, door: Door) => Promise<Served>>> = {
  served: serveWell,
  states: serveAll,
  watched: watchTables,
};

const makeOf: Partial<Record<Data, MakeFolder>> = { dvc: dataFolder, manyFiles, monorepo };

export async function createProject(data: Data): Promise<Project> {
  const temporary = mkdtempSync(join(tmpdir(), "tidemark-shots-"));
  const folder = join(temporary, "churn");
  makeWorkspace(folder);
  const remove = () => rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
  const make = makeOf[data];
  if (data === "none" || make) {
    make?.(folder, join(root, "dist/cli.js"));
    const end = async () => {
      const door = await joinRuntime(folder);
      await door?.post("/api/tidemark/v1/stop", {}, () => undefined);
      door?.close();
      remove();
    };
    return { folder, door: undefined, demo: undefined, end };
  }
  writeFileSync(join(folder, "train.py"), demoScript);
  writeFileSync(join(folder, "tidemark.yaml"), demoPolicy);
  const child = spawn(process.execPath, [join(root, "dist/cli.js"), "up", "--workspace", folder], { stdio: "ignore" });
  const door = await until(() => joinRuntime(folder), "the runtime");
  const end = async () => {
    door.close();
    const ended = once(child, "close");
    child.kill("SIGTERM");
    await ended;
    remove();
  };
  try {
    const demo = data === "thousands" ? undefined : await seedDemo(door);
    if (data === "thousands") await seedThousands(door);
    const served = await serveOf[data]?.(folder, door);
    return { folder, door, demo, end: () => Promise.resolve(served?.end()).then(end) };
  } catch (error) {
    await end();
    throw error;
  }
}

const looks: Readonly<Record<Look, Partial<WindowOptions>>> = {
  dark: {},
  light: { theme: "light" },
  contrast: { settings: { "workbench.colorTheme": "Default High Contrast" } },
  "contrast-light": { settings: { "workbench.colorTheme": "Default High Contrast Light" } },
  narrow: { size: { width: 760, height: 800 } },
};

export async function openStage(project: Project, look: Look, options: Partial<WindowOptions> = {}): Promise<Stage> {
  const window = await openWindow({
    extension: root,
    folder: project.folder,
    home: mkdtempSync(join(tmpdir(), "tidemark-home-")),
    ...looks[look],
    ...options,
    // what else listens on this machine is not the picture's business
    settings: { "remote.autoForwardPorts": false, ...looks[look].settings, ...options.settings },
  });
  await showSidebar(window);
  return { ...project, window, page: window.page };
}

/** Leaves the window as it was opened, for the next scene. */
export async function clear({ window, page }: Stage): Promise<void> {
  await page.keyboard.press("Escape");
  await window.command("View: Close All Editors");
  await showSidebar(window);
}

async function showSidebar({ command, page }: Pick<Window, "command" | "page">): Promise<void> {
  // its icon may wear a badge, which takes the clicks; said twice, the command hides it
  if (!(await page.locator(".sidebar .pane-header", { hasText: "Runs" }).first().isVisible()))
    await command("View: Show Tidemark");
  await page.locator(".sidebar .pane-header").first().waitFor();
}
