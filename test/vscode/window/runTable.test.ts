import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame, Locator } from "playwright-core";
import type { Door } from "../../../src/extension/runtime/door";
import { readRunDetail } from "../../../src/shared/runs";
import { createExperiment, startRun, type TestRun } from "../logRuns";
import { ownFolder } from "../ownFolder";
import { until } from "../until";
import { pageFrame, picture, showRuns, row as treeRow, type Window } from "../window";

const names = ["calm-heron", "bold-eider", "tidy-plover", "swift-otter"];

describe("the run table, in a window as a person has it", function () {
  this.timeout(180_000);
  const own = ownFolder("table");
  const { folder } = own;
  let window: Window;
  let door: Door;
  let table: Frame;
  const runs: TestRun[] = [];

  before(async () => {
    window = await own.openWindow();
    await showRuns(window.page);
    door = await own.joinRuntime();
    const experiment = await createExperiment(door, "churn-sweep");
    for (const [i, name] of names.entries()) {
      const run = await startRun(door, { experiment, name, began: (names.length - i) * 60_000 });
      for (const step of [1, 2, 3]) await run.log({ val_auc: 0.8 + (i + step) / 100, val_loss: 0.5 - i / 10 }, step);
      if (i < names.length - 1) await run.end("FINISHED");
      runs.push(run);
    }
    await treeRow(window.page, "churn-sweep").waitFor();
  });
  const tabs = (text: string): Locator => window.page.locator(".tabs-container .tab", { hasText: text });
  const line = (i: number): Locator => table.locator(`.body [data-line="${runs[i]?.id}"]:not([hidden])`);
  const cell = (i: number, column: string): Locator => line(i).locator(`[data-column="${column}"]`);
  const head = (column: string): Locator => table.locator(`[role=columnheader][data-column="${column}"]`);
  const detail = (i: number) => door.get(`/api/tidemark/v1/runs/${runs[i]?.id}`, readRunDetail);
  const order = (): Promise<string[]> =>
    table.locator(".body .row.run:not([hidden])").evaluateAll((rows) =>
      rows
        .map((each) => ({
          at: Number(each.getAttribute("aria-rowindex")),
          name: each.querySelector("span.name")?.textContent ?? "",
        }))
        .sort((a, b) => a.at - b.at)
        .map(({ name }) => name),
    );
  const menu = async (item: string): Promise<void> => {
    const act = window.page.locator(".monaco-menu").getByText(item, { exact: true });
    await act.hover();
    await window.page.waitForTimeout(500); // a menu ignores a click that comes as it opens
    await act.click();
  };
  const chosen = (i: number): Promise<unknown> =>
    table.waitForSelector(`.body [data-line="${runs[i]?.id}"][aria-selected="true"]`);

  it("opens from the experiment in the Runs view", async () => {
    const experiment = treeRow(window.page, "churn-sweep");
    await experiment.hover();
    await experiment.getByRole("button", { name: "Open Run Table" }).click();
    table = await pageFrame(window.page, "runTable");
    await tabs("Runs: churn-sweep").waitFor();
    assert.deepEqual(await order(), [...names].reverse());
    await cell(0, "metrics.val_auc").getByText("0.8300").waitFor();
  });

  it("opens from the palette, which asks for the experiment and shows the page that is there", async () => {
    await window.command("Tidemark: Open Run Table");
    await window.page.locator(".quick-input-widget .monaco-list-row", { hasText: "churn-sweep" }).first().click();
    await window.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    table = await pageFrame(window.page, "runTable");
    assert.equal(await tabs("Runs: churn-sweep").count(), 1);
  });

  it("sorts by a metric, and filters with a completed query", async () => {
    await head("metrics.val_auc").click();
    await table.waitForSelector('[data-column="metrics.val_auc"][aria-sort="descending"]');
    assert.deepEqual(await order(), [...names].reverse());
    await head("metrics.val_auc").click();
    await table.waitForSelector('[data-column="metrics.val_auc"][aria-sort="ascending"]');
    assert.deepEqual(await order(), names);
    const field = table.getByRole("combobox", { name: "Filter runs" });
    await field.click();
    await window.page.keyboard.type("metrics.val_a");
    await table.getByRole("option", { name: "metrics.val_auc" }).waitFor();
    await window.page.keyboard.press("Tab");
    await window.page.keyboard.type("> 0.845");
    await window.page.keyboard.press("Enter");
    await table.locator(".matching", { hasText: "2 of 4" }).waitFor();
    assert.deepEqual(await order(), ["tidy-plover", "swift-otter"]);
    await table.getByRole("button", { name: "Clear the filter" }).click();
    await line(0).waitFor();
  });

  it("selects with the keyboard and opens the comparison", async () => {
    await cell(0, "start_time").click();
    await window.page.keyboard.press("Space");
    await chosen(0);
    await window.page.keyboard.press("Shift+ArrowDown");
    await chosen(1);
    await table.locator(".selection-bar", { hasText: "2 selected" }).waitFor();
    await table.getByRole("button", { name: "Compare" }).click();
    await tabs("Compare").waitFor();
    await pageFrame(window.page, "compare");
    await window.command("View: Close Editor");
    await tabs("Compare").waitFor({ state: "detached" });
    table = await pageFrame(window.page, "runTable");
    await chosen(1);
    await table.getByRole("button", { name: "Clear the selection" }).click();
  });

  it("has the editor's own menu on a row: a star, a colour, a name", async () => {
    await cell(2, "name").click({ button: "right" });
    await menu("Star Run");
    await line(2).locator(".star").waitFor();
    await cell(2, "start_time").click();
    await window.page.keyboard.press("Shift+F10");
    await menu("Set Run Colour…");
    await window.page.locator(".quick-input-widget .monaco-list-row", { hasText: "Violet" }).click();
    await until(
      async () => (await detail(2)).tags.some(({ key, value }) => key === "tidemark.colour" && value === "6"),
      "the colour in the run",
    );
    await cell(2, "start_time").click();
    await window.page.keyboard.press("F2");
    const input = window.page.locator(".quick-input-widget input:visible").first();
    await window.page.locator(".quick-input-message", { hasText: "New name" }).waitFor();
    await input.fill("neat-shag");
    await input.press("Enter");
    await line(2).getByText("neat-shag").waitFor();
    await picture(window.page, "run table, starred and named");
  });

  it("deletes what is selected and takes it back", async () => {
    await cell(1, "select").locator(".box").click();
    await table.getByRole("button", { name: "Delete", exact: true }).click();
    await line(1).waitFor({ state: "detached" });
    assert.equal((await detail(1)).lifecycle, "deleted");
    await table.getByRole("button", { name: "Undo" }).click();
    await line(1).waitFor();
    assert.equal((await detail(1)).lifecycle, "active");
  });

  it("shows a value as it is logged", async () => {
    await runs[3]?.log({ val_auc: 0.9911 }, 4);
    await cell(3, "metrics.val_auc").getByText("0.9911").waitFor();
  });

  it("keeps a view in tidemark.yaml, and the sort and the view over a reload of the window", async () => {
    await table.getByTitle("Saved views").click();
    await table.getByRole("menuitem", { name: "Save as…" }).click();
    await table.getByRole("textbox", { name: "Name of the view" }).fill("by auc");
    await window.page.keyboard.press("Enter");
    const file = join(folder, "tidemark.yaml");
    await until(() => existsSync(file) && /by auc/.test(readFileSync(file, "utf8")), "the view in tidemark.yaml");
    assert.match(readFileSync(file, "utf8"), /metrics\.val_auc/);
    await window.page.waitForTimeout(1000); // the page writes down what it keeps a moment later
    await window.reload();
    table = await pageFrame(window.page, "runTable", 90);
    await tabs("Runs: churn-sweep").waitFor();
    await table.waitForSelector('[data-column="metrics.val_auc"][aria-sort="ascending"]');
    await table.getByTitle("Saved views").getByText("by auc").waitFor();
  });
});
