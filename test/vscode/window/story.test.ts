import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Locator, Page } from "playwright-core";
import type { Door } from "../../../src/extension/runtime/door";
import { integer, list, number, object } from "../../../src/shared/readers";
import { readRunDetail, readRunsPage } from "../../../src/shared/runs";
import { pythonOrSkip } from "../../interop/venv";
import { ownFolder } from "../ownFolder";
import { until } from "../until";
import { openFile, pageFrame, picture, row, showRuns, tick, type Window } from "../window";

/** Fits a curve by gradient descent for as long as its budget file is not there. It knows MLflow, and nothing of us. */
const script = `import os, random, time
import mlflow

points = [(x / 50, 3 * (x / 50) - 1 + random.gauss(0, 0.05)) for x in range(100)]
train, val, rate = points[::2], points[1::2], 0.0001
w, b, epoch = 0.0, 0.0, 0
mlflow.set_experiment("churn-sweep")
with mlflow.start_run(run_name="calm-heron"):
    mlflow.log_param("lr", rate)
    while not os.path.exists("budget-spent"):
        for x, y in train:
            error = w * x + b - y
            w, b = w - rate * error * x, b - rate * error
        mlflow.log_metric("val_loss", sum((w * x + b - y) ** 2 for x, y in val) / len(val), step=epoch)
        with open("seen.txt", "a") as seen:
            seen.write(f"{os.getpid()} {epoch}\\n")
        epoch += 1
        time.sleep(0.1)
`;

const readHistory = object({ metrics: list(object({ step: integer, value: number })) });

describe("the story: an unmodified script, nothing configured, the window reloaded in the middle", function () {
  this.timeout(600_000);
  // the script ends before its folder goes: hooks are called in the order in which they stand
  after(() => writeFileSync(join(folder, "budget-spent"), ""));
  const own = ownFolder("story");
  const { folder } = own;
  let window: Window;
  let page: Page;
  let door: Door;
  /** Seconds: a window that is loaded anew on a busy machine takes its time. */
  const patience = 120;

  before(async function () {
    const python = await pythonOrSkip(this);
    writeFileSync(join(folder, "train.py"), script);
    writeFileSync(join(folder, ".gitignore"), ".venv\n.tidemark\n");
    symlinkSync(resolve(python, "../.."), join(folder, ".venv"));
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=T", "-c", "user.email=t@example.org", ...args], { cwd: folder });
    git("init", "-q");
    git("add", ".");
    git("commit", "-q", "-m", "first");
    window = await own.openWindow();
    page = window.page;
  });

  const lens = (text: string | RegExp) =>
    page.locator(".editor-instance .codelens-decoration > *", { hasText: text }).first();
  /** A lens that is drawn anew under the mouse takes no click, and a person presses again. */
  const press = (text: string, then: Locator) =>
    until(async () => {
      const pressed = lens(text).click({ timeout: 10_000 });
      return pressed
        .then(() => then.waitFor({ timeout: 10_000 }))
        .then(
          () => true,
          () => then.isVisible(),
        );
    }, `${text} to do something`);
  const live = () => row(page, "calm-heron").first();
  const tab = (text: string | RegExp) => page.locator(".tabs-container .tab", { hasText: text });
  /** What the script itself says that it has done. */
  const seen = () =>
    readFileSync(join(folder, "seen.txt"), "utf8")
      .trim()
      .split("\n")
      .map((line) => line.split(" ").map(Number) as [pid: number, epoch: number]);
  const epochs = () => seen().length;
  const runs = async () => (await door.get("/api/tidemark/v1/runs?parent=any", readRunsPage)).runs;
  const steps = async (run: string) => {
    const query = new URLSearchParams({ run_id: run, metric_key: "val_loss", max_results: "25000" });
    return (await door.get(`/api/2.0/mlflow/metrics/get-history?${query}`, readHistory)).metrics.map(
      ({ step }) => step,
    );
  };
  /** That what is read there twice is not the same: it moves while one looks. */
  const moves = async (read: () => Promise<string | null>, what: string) => {
    const first = await until(read, what, patience);
    const hasMoved = async () => ![null, first].includes(await read());
    await until(hasMoved, `${what} to move`, patience);
  };
  const textOf = (place: Locator) => () => place.textContent({ timeout: 5000 }).catch(() => null);
  const cell = async () => {
    const frame = await pageFrame(page, "runTable");
    const line = frame.locator(".body .row.run:not([hidden])", { hasText: "calm-heron" });
    return textOf(line.locator('[data-column="metrics.val_loss"]'))();
  };
  /** Where it goes: however many points there are, no more are drawn than can be seen. */
  const curve = async () => {
    const frame = await pageFrame(page, "run");
    return frame
      .locator("polyline.raw")
      .first()
      .getAttribute("points", { timeout: 5000 })
      .catch(() => null);
  };
  const told = async () => {
    const frame = await pageFrame(page, "compare");
    return frame
      .locator(".chart-body[aria-label*='val_loss']")
      .first()
      .getAttribute("aria-label", { timeout: 5000 })
      .catch(() => null);
  };

  it("Run & track above the script is all there is to press", async () => {
    await openFile(page, "train.py");
    await showRuns(page);
    await press("Run & track", lens(/Starting|Running/));
    await lens(/Running, step \d+/).waitFor({ timeout: 90_000 });
    door = await own.joinRuntime();
  });

  it("the lens and the tree move while it trains", async () => {
    await live().locator(".codicon-sync").waitFor();
    await moves(textOf(live()), "the run's line in the tree");
    await moves(textOf(lens(/Running, step \d+/)), "the lens");
    await picture(page, "story-editor");
  });

  it("so do the run's page, the run table and the comparison", async () => {
    await live().dblclick();
    await moves(curve, "the curve on the run's page");
    await picture(page, "story-run");
    await window.command("Tidemark: Open Run Table");
    await page.locator(".quick-input-widget .monaco-list-row", { hasText: "churn-sweep" }).click();
    const table = await pageFrame(page, "runTable");
    const onlyDiffering = table.getByRole("button", { name: "Only columns that differ" });
    if ((await onlyDiffering.getAttribute("aria-pressed")) === "true") await onlyDiffering.click(); // of one run none does
    await moves(cell, "the metric in the table");
    await picture(page, "story-table");
    await window.command("Tidemark: Compare Runs");
    await tick(page, "calm-heron", 1);
    await page.keyboard.press("Enter");
    await moves(told, "the chart of the comparison");
    await picture(page, "story-compare");
  });

  it("a reload in the middle disturbs nothing, and all comes back by itself", async () => {
    const before = epochs();
    await window.reload();
    await live().locator(".codicon-sync").waitFor({ timeout: 60_000 });
    await until(() => epochs() > before, "the script to go on");
    await moves(textOf(live()), "the run's line in the tree");
    await moves(told, "the chart of the comparison");
    await tab("calm-heron").first().click();
    await moves(curve, "the curve on the run's page");
    await tab("churn-sweep").first().click();
    await moves(cell, "the metric in the table");
    await tab("train.py").click();
    await page.locator(".editor-instance .view-line", { hasText: "import mlflow" }).waitFor();
    await moves(textOf(lens(/Running, step \d+/)), "the lens");
    await picture(page, "story-reloaded");
    assert.equal(new Set(seen().map(([pid]) => pid)).size, 1, "one process from the first to the last");
  });

  it("in the end the lens has the last value, and not a step is missing", async () => {
    writeFileSync(join(folder, "budget-spent"), "");
    await live().locator(".codicon-check").waitFor({ timeout: 60_000 });
    await lens(/last: val_loss 0?\.?\d/).waitFor();
    const [run, ...others] = await runs();
    assert.ok(run);
    assert.deepEqual(others, []);
    const { status } = await door.get(`/api/tidemark/v1/runs/${run.id}`, readRunDetail);
    assert.equal(status, "FINISHED");
    assert.deepEqual(
      await steps(run.id),
      seen().map(([, epoch]) => epoch),
    );
  });
});
