import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import type { Door } from "../../../src/extension/runtime/door";
import { joinRuntime } from "../../../src/extension/runtime/startRuntime";
import { readRunsPage } from "../../../src/shared/runs";
import { pythonOrSkip } from "../../interop/venv";
import { ownFolder } from "../ownFolder";
import { until } from "../until";
import { openFile, picture, row, showRuns, type Window } from "../window";

/** Nothing of ours in it, nothing configured. */
const script = (epochs: number, pause: number, rate: number) => `import time
import mlflow

mlflow.set_experiment("churn-sweep")


def train(cfg):
    with mlflow.start_run():
        mlflow.log_params(cfg)
        for epoch in range(cfg["epochs"]):
            mlflow.log_metric("train/loss", 0.7 / (1 + cfg["lr"] * 100 * epoch), step=epoch)
            mlflow.log_metric("val_auc", 0.9 - 0.4 / (1 + cfg["lr"] * 200 * epoch), step=epoch)
            time.sleep(${pause})


if __name__ == "__main__":
    train({"lr": ${rate}, "epochs": ${epochs}})
`;

describe("a training script in the editor, with nothing configured", function () {
  this.timeout(300_000);
  const own = ownFolder("lenses");
  const { folder } = own;
  const file = join(folder, "train.py");
  let window: Window;
  let page: Page;

  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=T", "-c", "user.email=t@example.org", ...args], { cwd: folder });
  const lens = (text: string | RegExp) => page.locator(".editor-instance .codelens-decoration a", { hasText: text });
  const quiet = (text: string | RegExp) =>
    page.locator(".editor-instance .codelens-decoration > *", { hasText: text }).first();
  const withDoor = async <T>(act: (door: Door) => Promise<T>): Promise<T> => {
    const door = await own.joinRuntime();
    try {
      return await act(door);
    } finally {
      door.close();
    }
  };
  const statuses = () =>
    withDoor(async (door) => {
      const { runs } = await door.get("/api/tidemark/v1/runs?parent=any&tag=tidemark.launch", readRunsPage);
      return runs.map(({ status }) => status);
    });

  /** What decorations write after the text of lines: it is in the style alone. */
  const saidAfterLines = () =>
    page.evaluate(() =>
      [...document.querySelectorAll(".editor-instance .view-line span")]
        .map((each) => getComputedStyle(each, "::after").content)
        .filter((text) => text !== "none"),
    );

  before(async function () {
    const python = await pythonOrSkip(this);
    writeFileSync(file, script(40, 0.15, 0.001));
    writeFileSync(join(folder, ".gitignore"), ".venv\n.tidemark\n");
    symlinkSync(resolve(python, "../.."), join(folder, ".venv"));
    git("init", "-q");
    git("add", ".");
    git("commit", "-q", "-m", "first");
    window = await own.openWindow({ settings: { "files.autoSave": "off", "remote.autoForwardPorts": false } });
    page = window.page;
  });

  it("has one lens before its first run", async () => {
    await openFile(page, "train.py");
    await lens("Run & track").waitFor();
    const lenses = page.locator(".editor-instance .codelens-decoration a");
    await until(async () => (await lenses.count()) === 1, "one lens and no other");
    assert.equal(await joinRuntime(folder), undefined, "looking at a file starts nothing");
  });

  it("Run & track: the lens, the tree and the terminal tell of the run while it goes on", async () => {
    await showRuns(page);
    await lens("Run & track").click();
    await quiet(/Running, \d+\/40/).waitFor({ timeout: 60_000 });
    await lens("Stop").waitFor();
    await page.locator(".sidebar .codicon-sync").first().waitFor();
    await picture(page, "lenses-running");
    await lens(/last: val_auc 0\.8\d+/).waitFor({ timeout: 60_000 });
    assert.deepEqual(await statuses(), ["FINISHED"]);
    await until(async () => (await lens("Stop").count()) === 0, "the script to have ended");
  });

  it("marks what changed since, and says what the best run had", async () => {
    await page.locator(".editor-instance .view-line", { hasText: "train({" }).click();
    writeFileSync(file, script(40, 0.15, 0.002));
    await page.locator(".editor-instance .view-line", { hasText: "0.002" }).waitFor();
    await until(async () => {
      return (await saidAfterLines()).some((text) => text.replaceAll("\u00a0", " ").includes("best run: lr 0.001"));
    }, "the mark");
    await picture(page, "lenses-best-run");
  });

  it("a second run: what it came to against the first, and both to compare", async () => {
    await lens("Run & track").click();
    await lens(/last: val_auc 0\.8\d+ ↑ \d+/).waitFor({ timeout: 60_000 });
    await lens("Compare 2 runs").waitFor();
    await picture(page, "lenses-after");
  });

  it("the hover on a key draws the last runs", async () => {
    const key = page.locator(".editor-instance .view-line span", { hasText: '"val_auc"' }).last();
    const hover = page.locator(".monaco-hover", { hasText: "last 2 runs of this file" });
    await until(async () => {
      await page.mouse.move(5, 5);
      await key.hover();
      return hover.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
    }, "the hover");
    const image = hover.locator('img[src^="data:image/svg+xml"]').first();
    await image.waitFor();
    assert.ok(await image.evaluate((each: HTMLImageElement) => each.naturalWidth > 0), "the picture is one");
    assert.match((await hover.textContent()) ?? "", /best\sat\s39/);
    await picture(page, "lenses-hover");
    await page.keyboard.press("Escape");
  });

  it("an address that MLflow prints opens the run", async () => {
    const line = page.locator(".terminal-wrapper.active .xterm-rows > div", { hasText: "View run" }).last();
    const place = await line.boundingBox();
    assert.ok(place);
    const at = { x: place.x + place.width * 0.5, y: place.y + place.height / 2 };
    const tabs = page.locator(".tabs-container .tab");
    await until(async () => {
      await page.mouse.move(at.x - 20, at.y);
      await page.mouse.move(at.x, at.y);
      await page.keyboard.down("Control");
      await page.waitForTimeout(500);
      await page.mouse.click(at.x, at.y);
      await page.keyboard.up("Control");
      return (await tabs.count()) === 2;
    }, "the run's page");
    await picture(page, "lenses-terminal");
    await page.keyboard.press("Control+F4");
    await page.locator(".tabs-container .tab", { hasText: "train.py" }).click();
  });

  it("Stop ends the script, and its run is not left open", async () => {
    writeFileSync(file, script(4000, 0.1, 0.003));
    await lens("Run & track").click();
    await quiet(/Running, \d+\/4000/).waitFor({ timeout: 60_000 });
    await lens("Stop").click();
    await until(async () => (await statuses()).every((status) => status !== "RUNNING"), "the run to end");
    await lens(/last: .*killed/).waitFor();
    assert.equal((await statuses()).filter((status) => status === "KILLED").length, 1);
  });

  it("runs through Tasks: Run Task as well", async () => {
    writeFileSync(file, script(3, 0.01, 0.004));
    await window.command("Tasks: Run Task");
    await page.locator(".quick-input-widget .monaco-list-row", { hasText: "Tidemark: train.py" }).first().click();
    await until(async () => (await statuses()).length === 4, "another run");
  });

  it("nothing stands there once it is switched off", async () => {
    await row(page, "churn-sweep").first().waitFor();
    mkdirSync(join(folder, ".vscode"));
    writeFileSync(
      join(folder, ".vscode/settings.json"),
      JSON.stringify({ "tidemark.codeLens.enabled": false, "tidemark.bestRun.marks": false }),
    );
    await until(async () => (await page.locator(".editor-instance .codelens-decoration a").count()) === 0, "no lens");
  });
});
