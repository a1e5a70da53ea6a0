import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Door } from "../../../src/extension/runtime/door";
import { joinRuntime } from "../../../src/extension/runtime/startRuntime";
import { readRunDetail } from "../../../src/shared/runs";
import { createExperiment, startRun, type TestRun } from "../logRuns";
import { ownFolder, root } from "../ownFolder";
import { until } from "../until";
import { row, showRuns, unfold, type Window } from "../window";

describe("acts on runs that need more than a click", function () {
  this.timeout(300_000);
  const own = ownFolder("acts");
  const { temporary } = own;
  const elsewhere = own.makeFolder("elsewhere");
  let window: Window;
  let door: Door;
  let other: Door;
  let run: TestRun;

  before(async () => {
    spawn(process.execPath, [join(root, "dist/cli.js"), "up", "--workspace", elsewhere], { stdio: "ignore" });
    window = await own.openWindow();
    await showRuns(window.page);
    door = await own.joinRuntime();
    other = await until(() => joinRuntime(elsewhere), "another runtime");
    run = await startRun(door, { experiment: await createExperiment(door, "churn-sweep"), name: "calm-heron" });
    await run.log({ val_auc: 0.8769 }, 9);
    await run.end("FINISHED");
    await row(window.page, "calm-heron").waitFor();
  });
  after(() => other?.close());

  const quick = () => window.page.locator(".quick-input-widget");
  const item = (text: string) => quick().locator(".monaco-list-row", { hasText: text });
  const fill = (text: string) => quick().locator("input").first().fill(text);
  const enter = () => window.page.keyboard.press("Enter");
  const tagOf = async (key: string) =>
    (await door.get(`/api/tidemark/v1/runs/${run.id}`, readRunDetail)).tags.find((each) => each.key === key)?.value;

  it("a note is edited as a file, and kept in the run when it is saved", async () => {
    const { page } = window;
    await window.command("Tidemark: Edit Run Note");
    await item("calm-heron").click();
    await page.locator(".tab", { hasText: "Note of calm-heron.md" }).waitFor();
    await page.locator(".editor-instance .view-lines").click();
    await page.keyboard.type("# Better, why?");
    await page.keyboard.press("Control+S");
    await until(async () => (await tagOf("mlflow.note.content")) === "# Better, why?", "the note in the run");
  });

  it("a tag is asked for in two steps, and the way back keeps what was answered", async () => {
    await row(window.page, "calm-heron").click({ button: "right" });
    const act = window.page.locator(".monaco-menu").getByText("Add Tag to Run…");
    await act.hover();
    await window.page.waitForTimeout(500); // a menu ignores a click that comes as it opens
    await act.click();
    await quick().getByText("Add tag (1/2)").waitFor();
    await fill("team");
    await enter();
    await quick().getByText("Add tag (2/2)").waitFor();
    await quick().locator(".codicon-quick-input-back").click();
    await until(async () => (await quick().locator("input").first().inputValue()) === "team", "the first answer");
    await enter();
    await quick().getByText("Add tag (2/2)").waitFor();
    await fill("growth");
    await enter();
    await until(async () => (await tagOf("team")) === "growth", "the tag");
  });

  it("runs of an experiment are exported into a file", async () => {
    const target = join(temporary, "runs.csv");
    await window.command("Tidemark: Export Runs…");
    await item("churn-sweep").click();
    await item("CSV").click();
    await until(async () => (await quick().locator("input").first().inputValue()).endsWith("runs.csv"), "where to");
    await fill(target);
    await quick().getByText("OK", { exact: true }).click();
    await until(() => existsSync(target), "the file");
    const [head, ...rows] = readFileSync(target, "utf8").trim().split("\r\n");
    assert.match(head ?? "", /val_auc/);
    assert.equal(rows.length, 1);
    assert.match(rows[0] ?? "", /calm-heron/);
  });

  it("runs of another server are imported, with its token", async () => {
    const far = await startRun(other, { experiment: await createExperiment(other, "far-away"), name: "odd-ruff" });
    await far.log({ val_auc: 0.8534 }, 9);
    await far.end("FINISHED");
    await window.command("Tidemark: Import Runs…");
    await item("A tracking server…").click();
    await quick().getByText("Address of the MLflow server").waitFor();
    await fill("example");
    await quick().getByText("An address begins with http:// or https://").waitFor();
    await fill(other.url);
    await enter();
    await quick().getByText("It is used for this import and not kept.").waitFor();
    await fill(other.token);
    await enter();
    await unfold(window.page, "far-away");
    await row(window.page, "odd-ruff").waitFor();
  });

  it("garbage goes only after a question that names what goes", async () => {
    const { page } = window;
    await door.post("/api/2.0/mlflow/runs/delete", { run_id: run.id }, () => undefined);
    const ask = async () => {
      await window.command("Tidemark: Collect Garbage…");
      await item("All that is deleted").click();
      await page.locator(".monaco-dialog-box").getByText("Delete 1 run of churn for good?").waitFor();
      assert.match((await page.locator(".monaco-dialog-box").textContent()) ?? "", /calm-heron/);
    };
    await ask();
    await page.keyboard.press("Escape");
    await page.waitForTimeout(300);
    assert.ok(await tagOf("team"), "the run is still there");
    await ask();
    await page.locator(".monaco-dialog-box .monaco-button", { hasText: "Delete for Good" }).click();
    await until(
      () =>
        tagOf("team").then(
          () => false,
          () => true,
        ),
      "the run to be gone",
    );
  });
});
