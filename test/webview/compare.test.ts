import assert from "node:assert/strict";
import { createExperiment } from "../vscode/logRuns";
import { type Point, seedRun } from "../vscode/shots/seed";
import { until } from "../vscode/until";
import { walk } from "./names";
import { hasStage, openStage, type Stage, startTestRuntime, type TestRuntime } from "./stage";

const began = Date.UTC(2026, 10, 21, 8);
const epochs = 60;

/** A course as training gives it: quick, then slow, with noise; the same each time. */
function course(seed: number, from: number, to: number): number[] {
  return Array.from({ length: epochs }, (_, step) => {
    const noise = Math.sin((step + 1) * (seed + 3) * 12.9898) * 0.004;
    return to + (from - to) * Math.exp(-step / 12) + noise;
  });
}

function points(key: string, values: readonly number[]): Point[] {
  return values.map((value, step) => ({ key, value, step, timestamp: began + step * 6000 }));
}

const names = ["calm-heron-214", "bold-eider-731", "tidy-plover-067", "<img src=x onerror=alert(1)>"];

describe("the comparison page", function () {
  this.timeout(90_000);
  let runtime: TestRuntime;
  let stage: Stage;
  let ids: string[];

  before(async function () {
    if (!hasStage()) return this.skip();
    runtime = await startTestRuntime();
    const experiment = await createExperiment(runtime.door, "churn-sweep");
    ids = [];
    for (const [i, name] of names.entries())
      ids.push(
        await seedRun(runtime.door, {
          experiment,
          name,
          start: began,
          end: began + 400_000,
          status: "FINISHED",
          params: { lr: ["0.001", "0.001", "0.0003", "0.002"][i] ?? "", depth: "8", model: "ft" },
          tags: { team: i === 0 ? "a" : "b" },
          points: [
            ...points("val/auc", course(i, 0.74, 0.877 - i / 300)),
            ...points("val/loss", course(i + 9, 0.5, 0.28 + i / 200)),
            ...points("train/loss", course(i + 20, 0.7, 0.23)),
            ...points("p95_ms", [4 + i / 10]),
          ],
        }),
      );
    stage = await openStage({ page: "compare", params: { runs: ids }, door: runtime.door });
    await stage.page.waitForSelector("html[data-tm-ready]");
  });

  after(async () => {
    await stage?.[Symbol.asyncDispose]();
    await runtime?.[Symbol.asyncDispose]();
  });

  it("draws a chart a metric, in sections, the held-out ones first", async () => {
    const heads = stage.page.locator(".section .fold");
    await until(async () => (await heads.allTextContents()).map((text) => text.trim()).join(" ") !== "", "sections");
    const said = (await heads.allTextContents()).map((text) => text.trim());
    assert.deepEqual(said.slice(0, 2), ["val", "train"]);
    assert.equal(await stage.page.locator(".charts").first().locator("canvas.over").count(), 2);
    assert.deepEqual(stage.heard.titles.at(-1), `Compare: ${names[0]} and 3 more`);
  });

  it("draws a bar a run, best first, for what was logged once, after the curves", async () => {
    const heads = await stage.page.locator(".section .fold").allTextContents();
    assert.equal(
      heads.findIndex((text) => /Metrics/.test(text)),
      2,
    );
    const bars = stage.page.locator(".value-bars");
    await bars.scrollIntoViewIfNeeded();
    await bars.locator("svg text", { hasText: names[0] ?? "" }).waitFor();
    const named = await bars.locator("svg text").allTextContents();
    // a long name is cut off, so its beginning has to do
    const order = named.filter((text) => names.some((name) => text.slice(0, 8) === name.slice(0, 8)));
    assert.deepEqual(
      order.map((text) => text.slice(0, 8)),
      names.map((name) => name.slice(0, 8)),
    );
    assert.ok(named.includes("4.3"), named.join(" "));
  });

  it("ranks the runs by the best value and takes names as text", async () => {
    const shown = await stage.page.locator(".run-list .name").allTextContents();
    assert.deepEqual(
      shown.map((text) => text.trim()),
      names,
    );
  });

  it("shows only what differs, and the odd one out", async () => {
    const table = stage.page.locator("table.differences");
    assert.deepEqual(await table.locator("tbody th").allTextContents(), ["lr"]);
    assert.deepEqual(await table.locator("td.odd").allTextContents(), ["0.0003", "0.002"]);
    await stage.page.getByRole("tab", { name: "Tags" }).click();
    assert.deepEqual(await table.locator("tbody th").allTextContents(), ["team"]);
    await stage.page.getByRole("checkbox", { name: "Only differences" }).click();
    await stage.page.getByRole("tab", { name: "Params" }).click();
    assert.deepEqual(await table.locator("tbody th").allTextContents(), ["depth", "lr", "model"]);
  });

  it("opens two runs as a diff and a run as a page", async () => {
    await stage.page.getByRole("button", { name: "Open as diff" }).click();
    await stage.page.locator(".run-list .name").first().click();
    // the page itself asks which run is the baseline
    const asked = () => stage.heard.commands.filter(({ command }) => command !== "tidemark.baselineRun");
    await until(() => asked().length === 2, "both commands");
    assert.deepEqual(asked(), [
      { command: "tidemark.diffRuns", args: [ids[0], ids[1]] },
      { command: "tidemark.openRun", args: [ids[0]] },
    ]);
  });

  it("hides a run from the charts and the table, and keeps that", async () => {
    await stage.page.getByRole("button", { name: `Show ${names[1]}` }).click();
    await until(async () => (await stage.page.locator("table.differences thead th").count()) === 4, "one column less");
    const kept = (await stage.page.evaluate("tmState()")) as { hidden: string[] };
    assert.deepEqual(kept.hidden, [ids[1]]);
    await stage.page.getByRole("button", { name: `Show ${names[1]}` }).click();
  });

  it("follows a run that is still logging", async () => {
    const routes = () => stage.heard.routes.get("POST /api/tidemark/v1/charts") ?? 0;
    const before = routes();
    await runtime.door.post(
      "/api/2.0/mlflow/runs/log-metric",
      { run_id: ids[2], key: "val/auc", value: 0.99, step: epochs, timestamp: began + epochs * 6000 },
      () => undefined,
    );
    await until(
      async () => (await stage.page.locator(".run-list .name").first().textContent())?.trim() === names[2],
      "the new leader",
    );
    assert.ok(routes() > before, "the chart asked for its points anew");
  });

  it("filters charts by name, and says when none is left", async () => {
    const box = stage.page.getByRole("textbox", { name: "Filter metrics" });
    await box.fill("nothing");
    await stage.page.getByText("No metric has “nothing” in its name.").waitFor();
    await box.fill("");
    await stage.page.locator(".charts").first().waitFor();
  });

  it("can be used with keys and a screen reader", async () => {
    const { problems } = await walk(stage.page);
    assert.deepEqual(problems, []);
  });

  it("has said nothing that it should not", () => {
    assert.deepEqual(stage.heard.troubles, []);
    assert.deepEqual(stage.heard.faults, []);
  });
});
