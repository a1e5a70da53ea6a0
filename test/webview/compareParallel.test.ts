import assert from "node:assert/strict";
import { until } from "../vscode/until";
import { hostile, type Sweep, seedSweep } from "./compare/scene";
import { expectNames } from "./names";
import { hasStage, openStage, type Stage, startTestRuntime, type TestRuntime } from "./stage";

const baseline = 4;

describe("parallel coordinates on the comparison page", function () {
  this.timeout(90_000);
  let runtime: TestRuntime;
  let sweep: Sweep;
  let stage: Stage;

  before(async function () {
    if (!hasStage()) return this.skip();
    runtime = await startTestRuntime();
    sweep = await seedSweep(runtime.door, { runs: 150, epochs: 12 });
    stage = await openStage({
      page: "compare",
      params: { runs: sweep.ids.slice(0, 8) },
      door: runtime.door,
      kept: { closed: ["val", "train"] },
      answers: {
        "tidemark.baselineRun": sweep.ids[baseline],
        "tidemark.pickOne": "val/f1",
        "tidemark.pickRuns": [sweep.ids[20]],
      },
    });
    await stage.page.getByRole("button", { name: /150 runs of this sweep/ }).waitFor();
  });

  after(async () => {
    await stage?.[Symbol.asyncDispose]();
    await runtime?.[Symbol.asyncDispose]();
  });

  const labels = async () => {
    const all = await stage.page.locator(".parallel-label").allTextContents();
    return all.map((text) => text.trim());
  };
  const head = () => stage.page.locator(".section", { has: stage.page.locator(".parallel") }).locator(".head");
  const choose = async (button: RegExp, item: string) => {
    await stage.page.getByRole("button", { name: button }).click();
    const line = stage.page.getByRole("menu").getByText(item, { exact: true });
    await line.click();
  };
  const clear = () => head().getByRole("button", { name: "Clear" }).click();
  /** Drags along the last axis, from one share of it to another. */
  const brush = async (from: number, to: number) => {
    const canvas = stage.page.locator(".parallel canvas.over");
    await canvas.scrollIntoViewIfNeeded();
    const box = await canvas.boundingBox();
    assert.ok(box);
    const x = box.x + box.width - 18;
    const y = (share: number) => box.y + box.height - 10 - share * (box.height - 20);
    await stage.page.mouse.move(x, y(from));
    await stage.page.mouse.down();
    await stage.page.mouse.move(x, y((from + to) / 2));
    await stage.page.mouse.move(x, y(to));
    await stage.page.mouse.up();
  };

  it("draws the whole sweep over the params that differ, causes first, then the metrics", async () => {
    const found = await labels();
    assert.deepEqual(found.slice(0, 2), ["params.lr", "params.depth"], "what decides most comes first");
    assert.deepEqual([...found.slice(2, -2)].sort(), ["params.batch", "params.dropout", "params.model"]);
    assert.deepEqual(found.slice(-2), ["val/loss ↓", "val/auc"]);
    assert.ok(!found.includes("params.optimizer"), "the same in all runs");
  });

  it("tells how many runs a brush lets through, and offers them", async () => {
    await brush(1, 0.75);
    const said = head().getByText(/^\d+ of 150 in brush: val\/auc ≥ 0\.8\d+$/);
    await said.waitFor();
    const count = Number((await said.textContent())?.split(" ")[0]);
    assert.ok(count > 4 && count < 100, `${count} runs`);
    await head().getByRole("button", { name: "Compare" }).click();
    const { command, args } = stage.heard.commands.at(-1) ?? { command: "", args: [] };
    assert.equal(command, "tidemark.compareRuns");
    assert.equal((args[0] as string[]).length, count);
    assert.ok((args[0] as string[]).includes(sweep.ids[0] as string), "the best is among them");
  });

  it("shows only those of the compared runs that the brush lets through, and clears", async () => {
    const shown = () => stage.page.locator(".run-list .run:not(.hidden)").count();
    assert.equal(await shown(), 8);
    await head().getByRole("button", { name: "Show only these" }).click();
    await until(async () => (await shown()) < 8, "runs hidden");
    assert.ok((await shown()) > 0);
    await clear();
    await head()
      .getByText(/in brush/)
      .waitFor({ state: "detached" });
  });

  it("is brushed and ordered with keys alone", async () => {
    const axis = stage.page.locator(".parallel-label").last();
    await axis.focus();
    await stage.page.keyboard.press("ArrowUp");
    await head()
      .getByText(/of 150 in brush: val\/auc ≥/)
      .waitFor();
    await stage.page.keyboard.press("Escape");
    await head()
      .getByText(/in brush/)
      .waitFor({ state: "detached" });
    await stage.page.locator(".parallel-label").first().focus();
    await stage.page.keyboard.press("ArrowRight");
    await until(async () => (await labels())[1] === "params.lr", "the axis to move");
    const kept = (await stage.page.evaluate("tmState()")) as { axes: string[] };
    assert.deepEqual(kept.axes.slice(0, 2), ["params.depth", "params.lr"]);
  });

  it("takes other axes, colours and runs", async () => {
    await choose(/Which axes are drawn/, "train/auc");
    await until(async () => (await labels()).includes("train/auc"), "the new axis");
    await choose(/Which axes are drawn/, "Those that differ");
    await until(async () => !(await labels()).includes("train/auc"), "the axes that differ");
    await choose(/What colours the lines/, "Colour by run");
    await stage.page.getByRole("button", { name: /coloured by run/ }).waitFor();
    await choose(/Which runs are drawn/, "The 8 compared runs");
    await stage.page.getByRole("button", { name: /the 8 compared runs/ }).waitFor();
    await choose(/Which runs are drawn/, "All 150 runs of the experiment");
    await stage.page.getByRole("button", { name: /150 runs of this sweep/ }).waitFor();
  });

  it("follows the run list, and the list follows it", async () => {
    await stage.page.evaluate("document.querySelector('.right').scrollTop = 0");
    await stage.page.locator(".run-list .run").nth(2).hover();
    await stage.page.locator(".parallel canvas.behind").waitFor();
    await brush(1, 0.95);
    const passed = Number(
      (
        await head()
          .getByText(/in brush/)
          .textContent()
      )?.split(" ")[0],
    );
    assert.ok(passed >= 1);
    const box = await stage.page.locator(".parallel canvas.over").boundingBox();
    assert.ok(box);
    // between the last two axes the best runs lie near the top
    const near = stage.page.locator(".run-list .run.near");
    for (let y = 8; y < 60 && (await near.count()) === 0; y += 3)
      await stage.page.mouse.move(box.x + box.width - 60, box.y + y);
    assert.equal(await near.count(), 1);
    const name = (await near.locator(".name").textContent())?.trim() ?? "";
    assert.equal((await stage.page.locator(".chart-hover .near").textContent())?.trim(), name);
    await stage.page.mouse.down();
    await until(() => stage.heard.commands.at(-1)?.command === "tidemark.openRun", "the run to open");
    await stage.page.mouse.up();
    await clear();
  });

  it("is a table too, and a Vega-Lite file", async () => {
    await head().getByRole("button", { name: "Show as table" }).click();
    const table = stage.page.locator(".chart-table");
    assert.equal(await table.locator("tbody tr").count(), 150);
    assert.equal(await table.locator("tbody th", { hasText: hostile }).count(), 1);
    await head().getByRole("button", { name: "Show as chart" }).click();
    await head().getByRole("button", { name: "More" }).click();
    await stage.page.getByRole("menuitem", { name: "Save as Vega-Lite JSON…" }).click();
    await until(() => stage.heard.saved.length > 0, "the file");
    const { name, content } = stage.heard.saved[0] as { name: string; content: string };
    assert.equal(name, "Parallel-coordinates.vl.json");
    assert.equal((JSON.parse(content) as { mark: { type: string } }).mark.type, "line");
  });

  it("ranks by another metric when it is asked to, and takes more runs", async () => {
    await stage.page.getByTitle("Choose the metric that ranks the runs").click();
    await until(async () => (await labels()).at(-1) === "val/f1", "the axis of the other metric");
    await stage.page.getByRole("button", { name: "Add runs…" }).click();
    await until(async () => (await stage.page.locator(".run-list .run").count()) === 9, "one run more");
    assert.equal(stage.heard.titles.at(-1), `Compare: ${sweep.names[0]} and 8 more`);
  });

  it("measures against the baseline that was pinned", async () => {
    const name = sweep.names[baseline] as string;
    const row = stage.page.locator(".run-list .run", { hasText: name });
    await row.getByRole("img", { name: "Baseline" }).waitFor();
    await choose(/Which runs are drawn/, "All 150 runs of the experiment");
    const hidden = stage.page.locator('.run-list .run.hidden [aria-label^="Show"]');
    while ((await hidden.count()) > 0) await hidden.first().click();
    await stage.page.getByRole("tab", { name: "Metrics" }).click();
    const column = await stage.page.locator("table.differences thead th").allTextContents();
    const at = column.findIndex((text) => text.trim() === name) - 1;
    const line = stage.page.locator("table.differences tbody tr", { hasText: "val/auc" }).locator("td");
    const deltas = await line.locator(".delta").allTextContents();
    assert.equal(deltas[at], "");
    assert.ok(
      deltas.every((delta, i) => i === at || /^([+−]0\.\d+|=)$/.test(delta)),
      deltas.join(" "),
    );
    await stage.page.getByRole("tab", { name: "Params" }).click();
    const depths = stage.page.locator("table.differences tbody tr", { hasText: "depth" });
    assert.equal(
      await depths
        .locator("td")
        .nth(at)
        .evaluate((cell) => cell.classList.contains("odd")),
      false,
    );
    await row.hover();
    await row.getByRole("button", { name: `Measure the others against ${name}` }).click();
    await until(() => stage.heard.commands.at(-1)?.command === "tidemark.clearBaseline", "the pin to go");
    await stage.page.locator(".run-list").getByRole("img", { name: "Baseline" }).waitFor({ state: "detached" });
  });

  it("can be used with keys and a screen reader", () => expectNames(stage.page));

  it("stands in the sweep's order, whatever the compared runs differ in", async () => {
    const two = await openStage({ page: "compare", params: { runs: sweep.ids.slice(0, 2) }, door: runtime.door });
    try {
      await two.page.getByRole("button", { name: /150 runs of this sweep/ }).waitFor();
      const found = async () =>
        (await two.page.locator(".parallel-label").allTextContents()).map((text) => text.trim());
      await two.page.locator(".parallel").scrollIntoViewIfNeeded();
      await until(async () => (await found()).length === 7, "seven axes");
      assert.deepEqual((await found()).slice(-2), ["val/loss ↓", "val/auc"]);
      assert.equal((await found())[0], "params.lr");
    } finally {
      await two[Symbol.asyncDispose]();
    }
  });

  it("has said nothing that it should not", () => {
    assert.deepEqual(stage.heard.troubles, []);
    assert.deepEqual(stage.heard.faults, []);
  });
});
