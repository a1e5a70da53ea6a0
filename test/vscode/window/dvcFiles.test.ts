import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { ownFolder } from "../ownFolder";
import { until } from "../until";
import { openFile, picture } from "../window";

const pipeline = `stages:
  prep:
    cmd: python prep.py --split \${split}
    deps:
      - data/raw.csv
    outs:
      - data/clean.csv
  train:
    cmd: python train.py
    deps:
      - data/clean.csv
    params:
      - lr
    outs:
      - model.pkl
`;

const lock = `schema: '2.0'
stages:
  prep:
    cmd: python prep.py --split 0.2
    deps:
    - path: data/raw.csv
      hash: md5
      md5: 764efa883dda1e11db47671c4a3bbd9e
      size: 20480
    outs:
    - path: data/clean.csv
      hash: md5
      md5: acbd18db4cc2f85cedef654fccc4a4d8
      size: 1024
  train:
    cmd: python train.py
    deps:
    - path: data/clean.csv
      hash: md5
      md5: acbd18db4cc2f85cedef654fccc4a4d8
      size: 1024
    params:
      params.yaml:
        lr: 0.001
    outs:
    - path: model.pkl
      hash: md5
      md5: 37b51d194a7513e45b56f6524f2d51f2
      size: 3
`;

describe("dvc.yaml in the editor", function () {
  this.timeout(300_000);
  const own = ownFolder("dvc-files");
  const { folder } = own;
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  let page: Page;

  const line = (text: string) => page.locator(".editor-instance .view-line", { hasText: text }).first();
  const word = (text: string) => page.locator(".editor-instance .view-line span", { hasText: text }).last();
  const problem = (text: string | RegExp) => page.locator(".markers-panel .monaco-list-row", { hasText: text }).first();

  /** Puts the cursor behind a line. */
  async function goBehind(text: string): Promise<void> {
    await line(text).click();
    await page.keyboard.press("End");
  }

  before(async () => {
    mkdirSync(join(folder, ".dvc"));
    mkdirSync(join(folder, "data"));
    write(".dvc/config", "");
    write("dvc.yaml", pipeline);
    write("dvc.lock", lock);
    write("params.yaml", "# of all stages\nsplit: 0.2\nlr: 0.01\nepochs: 5\n");
    write("data/raw.csv", "a,b\n");
    write("prep.py", "");
    write("raw.zip.dvc", "outs:\n- md5: 764efa883dda1e11db47671c4a3bbd9e\n  size: 3\n  hash: md5\n  path: raw.zip\n");
    const window = await own.openWindow({ settings: { "files.autoSave": "off" } });
    page = window.page;
    await openFile(page, "dvc.yaml");
  });

  it("says what is wrong while it is typed, and no more when it is right again", async () => {
    await goBehind("- data/raw.csv");
    await page.keyboard.press("Enter");
    await page.keyboard.type("- data/gone.csv");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+Shift+M");
    await problem("'data/gone.csv' is not there, and no stage makes it; prep needs it").waitFor();
    await picture(page, "dvc-problems");
    await line("- data/gone.csv").click();
    await page.keyboard.press("Control+Shift+K");
    await until(async () => (await problem("gone.csv").count()) === 0, "the problem to go");
    await page.keyboard.press("Control+J");
  });

  it("offers keys, files and parameters where they belong", async () => {
    const offered = (text: string) => page.locator(".suggest-widget .monaco-list-row", { hasText: text }).first();
    await goBehind("- data/raw.csv");
    await page.keyboard.press("Enter");
    await page.keyboard.type("- pre");
    await page.keyboard.press("Control+Space");
    await offered("prep.py").waitFor();
    await picture(page, "dvc-paths");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+Shift+K");
    await goBehind("- lr");
    await page.keyboard.press("Enter");
    await page.keyboard.type("- e");
    await page.keyboard.press("Control+Space");
    await offered("epochs").waitFor();
    await page.keyboard.press("Enter");
    await line("- epochs").waitFor();
    await goBehind("cmd: python train.py");
    await page.keyboard.press("Enter");
    await page.keyboard.type("froz");
    await page.keyboard.press("Control+Space");
    await offered("frozen").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+Shift+K");
  });

  it("shows hash and size of a path, the value of a parameter and what a key is for", async () => {
    const hover = (text: string | RegExp) => page.locator(".monaco-hover", { hasText: text }).first();
    const pointAt = async (at: string, text: string | RegExp) => {
      await until(async () => {
        await page.mouse.move(5, 5);
        await word(at).hover();
        return hover(text)
          .waitFor({ timeout: 3000 })
          .then(
            () => true,
            () => false,
          );
      }, `the hover on ${at}`);
    };
    await pointAt("data/raw.csv", /md5\s764efa883dda1e11db47671c4a3bbd9e.*from\sdvc\.lock/s);
    await picture(page, "dvc-hover");
    await pointAt("lr", /lr:\s0\.01.*the\slast\srun\shad\s0\.001/s);
    await pointAt("outs", /Files\sand\sfolders\sthat\sthe\sstage\smakes/);
  });

  it("goes from a value to its line, and from a dependency to the stage that makes it", async () => {
    const active = (name: string) => page.locator(".tabs-container .tab.active", { hasText: name });
    const position = page.locator(".statusbar-item", { hasText: /Ln \d+, Col/ });
    const cursorAt = (text: RegExp) =>
      until(async () => text.test(await position.innerText()), `the cursor at ${text}`);
    await line("--split").click();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("F12");
    await active("params.yaml").waitFor();
    await cursorAt(/Ln 2, Col 8\b/);
    await openFile(page, "dvc.yaml");
    await page.locator(".editor-instance .view-line", { hasText: "- data/clean.csv" }).nth(1).click();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("F12");
    await cursorAt(/Ln 2, Col 3\b/);
    await page.keyboard.press("Control+Shift+O");
    await page.locator(".quick-input-widget .monaco-list-row", { hasText: "train" }).first().waitFor();
    await picture(page, "dvc-symbols");
    await page.keyboard.press("Escape");
  });

  it("has the state of each stage above it", async () => {
    const lens = (text: string | RegExp) =>
      page.locator(".editor-instance .codelens-decoration > *", { hasText: text }).first();
    await lens("Reproduce").waitFor({ timeout: 90_000 });
    await lens(/changed: /).waitFor({ timeout: 60_000 });
    await picture(page, "dvc-lenses");
  });

  it("reads .dvc files and dvc.lock as what they are", async () => {
    const hover = page.locator(".monaco-hover", { hasText: /the\ssum\sover\sits\sfiles/ }).first();
    await openFile(page, "raw.zip.dvc");
    await until(async () => {
      await page.mouse.move(5, 5);
      await word("size").hover();
      return hover.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
    }, "the hover on size");
    await page.keyboard.press("Control+Shift+M");
    await goBehind("size: 3");
    await page.keyboard.type("x");
    await problem("outs[0].size: expected a whole number, not text").waitFor();
    await picture(page, "dvc-file");
    await page.keyboard.press("Backspace");
    if (!readFileSync(join(folder, "raw.zip.dvc"), "utf8").includes("size: 3\n")) throw new Error("it was saved");
  });
});
