import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { ownFolder, root } from "../ownFolder";
import { until } from "../until";
import { showRuns, type Window } from "../window";

const pipeline = `stages:
  prepare:
    cmd: sort data/raw.csv > clean.csv
    deps:
      - data/raw.csv
    outs:
      - clean.csv
  train:
    cmd: cp clean.csv model.bin
    deps:
      - clean.csv
    params:
      - lr
    outs:
      - model.bin
`;

describe("Data & Pipeline, in a window as a person has it", function () {
  this.timeout(300_000);
  const own = ownFolder("data-view");
  const { folder } = own;
  const tidemark = (...words: string[]) =>
    execFileSync(process.execPath, [join(root, "dist/cli.js"), ...words, "--workspace", folder], { stdio: "pipe" });
  let window: Window;
  let page: Page;
  const head = () => page.locator(".pane-header", { hasText: /^Data & Pipeline/ });
  const line = (text: string | RegExp) =>
    page.locator('[aria-label="Data & Pipeline"] .monaco-list-row', { hasText: text }).first();

  before(async () => {
    mkdirSync(join(folder, "data"));
    writeFileSync(join(folder, "data", "raw.csv"), "b\na\n");
    window = await own.openWindow();
    ({ page } = window);
  });

  it("offers to begin where there is no project, with one button", async () => {
    await showRuns(page);
    await head().click();
    await page.getByText("Initialize DVC").click();
    await until(async () => existsSync(join(folder, ".dvc", "config")), "a project");
    await line("Data").waitFor();
  });

  it("shows what is tracked, and a stage with why it would run", async () => {
    tidemark("data", "add", "data/raw.csv");
    writeFileSync(join(folder, "params.yaml"), "lr: 0.01\n");
    writeFileSync(join(folder, "dvc.yaml"), pipeline);
    await line(/raw\.csv/).waitFor();
    await line("2 of 2 stages changed").waitFor();
    await line("never run").waitFor();
  });

  it("reproduces the pipeline from the palette and says that nothing is left to do", async () => {
    await window.command("Tidemark: Reproduce Pipeline");
    await until(async () => existsSync(join(folder, "model.bin")), "an output");
    await line("2 stages").waitFor();
  });

  it("says which data changed and which stage would run for it", async () => {
    appendFileSync(join(folder, "data", "raw.csv"), "c\n");
    await window.command("Tidemark: Refresh Data and Pipelines");
    await line("1 changed").waitFor();
    await line("1 of 2 stages changed").waitFor();
  });
});
