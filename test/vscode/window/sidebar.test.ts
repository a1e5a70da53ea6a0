import assert from "node:assert/strict";
import type { Door } from "../../../src/extension/runtime/door";
import { expectNames } from "../../webview/names";
import { createExperiment, startRun } from "../logRuns";
import { ownFolder } from "../ownFolder";
import { until } from "../until";
import { pageFrame, row, showRuns, tick, type Window } from "../window";

describe("the sidebar, the palette and the status bar", function () {
  this.timeout(300_000);
  const own = ownFolder("sidebar");
  let window: Window;
  let door: Door;

  before(async () => {
    window = await own.openWindow();
    await showRuns(window.page);
    door = await own.joinRuntime();
    const sweep = await createExperiment(door, "churn-sweep");
    const end = async (name: string, value: number, status: "FINISHED" | "FAILED", began: number) => {
      const run = await startRun(door, { experiment: sweep, name, began });
      await run.log({ val_auc: value }, 9);
      await run.end(status);
      return run;
    };
    await end("calm-heron", 0.8769, "FINISHED", 60_000);
    await end("bold-eider", 0.8741, "FINISHED", 50_000);
    const failed = await end("shy-krill", 0.51, "FAILED", 40_000);
    await tag(failed.id, "tidemark.failure", "out of memory");
    const baseline = await createExperiment(door, "churn-baseline");
    const run = await startRun(door, { experiment: baseline, name: "warm-gull", began: 90_000 });
    await run.end("FINISHED");
    await row(window.page, "calm-heron").waitFor();
  });

  const tag = (run_id: string, key: string, value: string) =>
    door.post("/api/2.0/mlflow/runs/set-tag", { run_id, key, value }, () => undefined);
  const quick = () => window.page.locator(".quick-input-widget");
  const item = (text: string) => quick().locator(".monaco-list-row", { hasText: text });
  /** Without the mouse: what is named stands ready before Enter takes it; a box that is still opening takes no text. */
  const choose = async (name: string): Promise<void> => {
    const ready = async () => {
      await quick().locator("input").first().fill(name, { timeout: 2000 });
      await quick().locator(".monaco-list-row.focused", { hasText: name }).waitFor({ timeout: 2000 });
      return true;
    };
    await item(name).first().waitFor(); // until then the palette itself would take the text
    await until(() => ready().catch(() => false), `${name} in the list`);
    await window.page.keyboard.press("Enter");
  };
  /** Chooses a command by its title in the palette, with no mouse. */
  const type = async (title: string) => {
    const { keyboard } = window.page;
    const focused = quick().locator(".monaco-list-row.focused .label-name").first();
    const choose = async () => {
      await keyboard.press("Escape");
      await keyboard.press("F1");
      await quick().locator("input").first().fill(`>${title}`, { timeout: 2000 });
      for (let i = 0; i < 6; i++) {
        const text = await focused.textContent({ timeout: 2000 }).catch(() => "");
        if (text?.trim().replace(/…$/, "") === title) return true;
        await keyboard.press("ArrowDown");
      }
      return false;
    };
    // a box that is still closing takes no text
    await until(() => choose().catch(() => false), `the command ${title}`);
    await keyboard.press("Enter");
  };
  const namesInTree = async () =>
    (await window.page.locator(".pane-body .monaco-list-row .label-name").allTextContents()).map((text) => text.trim());

  it("says why a run failed, if somebody said so", async () => {
    await row(window.page, "shy-krill").getByText("out of memory").waitFor();
  });

  it("compares runs that are ticked in the palette, by keys alone", async () => {
    await type("Tidemark: Compare Runs");
    await item("calm-heron").waitFor();
    await item("warm-gull").waitFor(); // runs of every experiment
    await tick(window.page, "calm-heron", 1);
    await tick(window.page, "bold-eider", 2);
    await window.page.keyboard.press("Enter");
    await window.page.locator(".tab", { hasText: "Compare" }).waitFor();
  });

  it("opens a run with Enter on its line, and with a double click, but not with one", async () => {
    const { page } = window;
    const tabs = () => page.locator(".tab").count();
    const before = await tabs();
    await row(page, "bold-eider").click();
    await page.waitForTimeout(700);
    assert.equal(await tabs(), before);
    await page.keyboard.press("Enter");
    await until(async () => (await tabs()) === before + 1, "the page of the run");
    await row(page, "calm-heron").dblclick();
    await until(async () => (await tabs()) === before + 2, "the page of the other run");
  });

  it("points at what is wrong with a filter, and at nothing else changes", async () => {
    await type("Tidemark: Filter Runs");
    await quick().locator("input").first().fill("metrics.val_auc > ");
    await item("at its end").waitFor();
    await window.page.keyboard.press("Enter"); // nothing to accept
    assert.equal(await quick().isVisible(), true);
    await window.page.keyboard.press("Escape");
    assert.ok((await namesInTree()).includes("shy-krill"));
  });

  it("filters, says how many it hides, and remembers the filter", async () => {
    const { page } = window;
    await type("Tidemark: Filter Runs");
    await quick().locator("input").first().fill("metrics.val_auc > 0.8");
    await item("2 runs match").waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("Filter: metrics.val_auc > 0.8. Hides 2 of 4 runs.").waitFor();
    await until(async () => !(await namesInTree()).includes("shy-krill"), "the failed run to be hidden");
    const late = await startRun(door, { experiment: "1", name: "late-skua" });
    await late.log({ val_auc: 0.9 }, 1);
    await late.end("FINISHED");
    await row(page, "late-skua").waitFor(); // comes in while the filter stands
    await window.reload();
    await row(page, "late-skua").waitFor();
    assert.equal((await namesInTree()).includes("shy-krill"), false);
    await type("Tidemark: Clear Filter");
    await row(page, "shy-krill").waitFor();
    await type("Tidemark: Filter Runs");
    await item("metrics.val_auc > 0.8").first().waitFor();
    await page.keyboard.press("Escape");
  });

  it("offers a way out of a filter that nothing passes", async () => {
    await type("Tidemark: Filter Runs");
    await quick().locator("input").first().fill("metrics.val_auc > 7");
    await item("0 runs match").waitFor();
    await window.page.keyboard.press("Enter");
    await window.page.getByText("No run passes the filter.").waitFor();
    await window.page.locator(".pane-body .monaco-button", { hasText: "Clear Filter" }).click();
    await row(window.page, "calm-heron").waitFor();
  });

  it("groups by state and sorts by the best metric", async () => {
    await type("Tidemark: Group Runs");
    await choose("Status");
    await row(window.page, "finished").waitFor();
    await row(window.page, "failed").waitFor();
    await type("Tidemark: Group Runs");
    await choose("Experiment");
    await row(window.page, "churn-sweep").waitFor();
    await type("Tidemark: Sort Runs");
    await choose("Best Metric First");
    await until(async () => {
      const names = await namesInTree();
      const places = ["late-skua", "calm-heron", "bold-eider", "shy-krill"].map((name) => names.indexOf(name));
      return places.every((place, i) => place >= 0 && (i === 0 || place > (places[i - 1] ?? 0)));
    }, "the best run on top");
    await type("Tidemark: Sort Runs");
    await choose("Newest First");
  });

  it("undoes a deletion from the status bar", async () => {
    await type("Tidemark: Delete Run");
    await tick(window.page, "bold-eider", 1);
    await window.page.keyboard.press("Enter");
    await until(async () => (await row(window.page, "bold-eider").count()) === 0, "the run to go");
    await window.page.locator(".statusbar-item", { hasText: "Deleted bold-eider: Undo" }).click();
    await row(window.page, "bold-eider").waitFor();
  });

  it("renames, stars and makes a baseline of a run that is asked for", async () => {
    const { page } = window;
    await type("Tidemark: Rename Run");
    await choose("warm-gull");
    await quick().getByText("New name").waitFor();
    await quick().locator("input").first().fill(" ");
    await quick().getByText("A name has at least one character.").waitFor();
    await quick().locator("input").first().fill("cold-gull");
    await page.keyboard.press("Enter");
    await type("Tidemark: Set as Baseline");
    await choose("calm-heron");
    await row(page, "calm-heron").getByText("baseline").waitFor();
    await type("Tidemark: Star Run");
    await tick(page, "shy-krill", 1);
    await page.keyboard.press("Enter");
    await row(page, "shy-krill").getByText("★").waitFor();
  });

  it("counts in the status bar, and lists what can be done", async () => {
    const { page } = window;
    const status = page.locator(".statusbar-item", { hasText: "5 runs" });
    await status.waitFor();
    const live = await startRun(door, { experiment: "1", name: "swift-otter" });
    await page.locator(".statusbar-item", { hasText: "1 running" }).click();
    await item("Open swift-otter").waitFor();
    await item("Compare the Latest").waitFor();
    await page.keyboard.press("Escape");
    await live.end("FINISHED");
    await page.locator(".statusbar-item", { hasText: "6 runs" }).waitFor();
  });

  it("the tree is walked by keys, and every line has a role and a name for who cannot see it", async () => {
    const { page } = window;
    await type("Tidemark: Focus on Runs View");
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-activedescendant"));
    await until(async () => {
      await page.keyboard.press("Home");
      await page.waitForTimeout(200);
      return typeof (await focused()) === "string";
    }, "the focus in the tree");
    const lines = new Map<string, string>();
    for (;;) {
      const line = await page.evaluate(() => {
        const id = document.activeElement?.getAttribute("aria-activedescendant") ?? "";
        const found: (Element & { computedRole?: string; computedName?: string }) | null = document.getElementById(id);
        return { id, role: found?.computedRole, name: found?.computedName ?? "" };
      });
      assert.equal(line.role, "treeitem", `a line of the tree has the focus, not "${line.name}"`);
      if (lines.has(line.id)) break;
      lines.set(line.id, line.name);
      await page.keyboard.press("ArrowDown");
      for (let i = 0; i < 20 && (await focused()) === line.id; i++) await page.waitForTimeout(50);
    }
    const names = [...lines.values()];
    assert.ok(names.length > 4, names.join("\n"));
    for (const name of names) assert.match(name, /^(Run|Experiment) /);
    assert.ok(names.some((name) => name.startsWith("Run calm-heron, finished, 0.8769")));
    await page.keyboard.press("Shift+F10");
    const menu = page.locator(".monaco-menu [role=menuitem]");
    await menu.first().waitFor();
    for (const item of await menu.evaluateAll((items) => items.map((each) => each.textContent)))
      assert.ok(item?.trim());
    await page.keyboard.press("Escape");
  });

  it("so is every page: what takes the focus has a role and a name", async () => {
    const { page } = window;
    await type("Tidemark: Open Run Table");
    await choose("churn-sweep");
    await expectNames(page, await pageFrame(page, "runTable"));
    await type("Tidemark: Open Run");
    await choose("calm-heron");
    await expectNames(page, await pageFrame(page, "run"));
    await type("Tidemark: Compare Runs");
    await tick(page, "calm-heron", 1);
    await tick(page, "shy-krill", 2);
    await page.keyboard.press("Enter");
    await expectNames(page, await pageFrame(page, "compare"));
  });

  it("the walkthrough opens, and its buttons do what they say", async () => {
    const { page } = window;
    await type("Tidemark: Open Walkthrough");
    const step = (title: string) => page.locator(".getting-started-step", { hasText: title });
    await step("Open the Runs view").waitFor();
    assert.equal(await page.locator(".getting-started-step").count(), 5);
    await step("Watch a run draw itself").click();
    await step("Watch a run draw itself").locator(".monaco-button", { hasText: "Create Sample Run" }).click();
    await row(page, "Sample").waitFor();
    await step("Watch a run draw itself").locator(".codicon-getting-started-step-checked").first().waitFor();
    await step("Compare the two").click();
    await step("Compare the two").locator(".monaco-button", { hasText: "Compare Runs" }).click();
    await quick().getByText("Compare runs").waitFor();
    await page.keyboard.press("Escape");
  });
});
