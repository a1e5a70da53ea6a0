import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { createExperiment } from "../vscode/logRuns";
import { seedRun } from "../vscode/shots/seed";
import { until } from "../vscode/until";
import { logEvaluation, logFile, pngOf, type Sweep, seedSweep } from "./compare/scene";
import { expectNames } from "./names";
import { hasStage, openStage, type Stage, startTestRuntime, type TestRuntime } from "./stage";

describe("charts over runs and what runs logged, on the comparison page", function () {
  this.timeout(90_000);
  let runtime: TestRuntime;
  let sweep: Sweep;
  let stage: Stage;

  before(async function () {
    if (!hasStage()) return this.skip();
    runtime = await startTestRuntime();
    sweep = await seedSweep(runtime.door, { runs: 40, epochs: 6, metrics: ["val/auc", "val/loss"] });
    for (const seed of [0, 1, 2]) await logEvaluation(runtime.door, sweep.ids[seed] as string, seed);
    stage = await openStage({
      page: "compare",
      params: { runs: sweep.ids.slice(0, 4) },
      door: runtime.door,
      kept: { closed: ["val"] },
    });
    await stage.page.getByRole("button", { name: /40 runs of this sweep/ }).waitFor();
  });

  after(async () => {
    await stage?.[Symbol.asyncDispose]();
    await runtime?.[Symbol.asyncDispose]();
  });

  const section = (name: string) => stage.page.getByRole("region", { name, exact: true });
  const chart = (title: string): Locator =>
    stage.page.locator("figure.chart", { has: stage.page.locator(`.chart-title[title="${title}"]`) });
  const drawn = async (title: string): Promise<Locator> => {
    await chart(title).scrollIntoViewIfNeeded();
    await chart(title).and(stage.page.locator("[data-drawn]")).waitFor();
    return chart(title);
  };
  const dropdown = async (name: string, option: string) => {
    await stage.page.getByRole("combobox", { name, exact: true }).click();
    await stage.page.getByRole("option", { name: option, exact: true }).click();
  };

  it("shows what runs logged of their evaluation: curves over each other, matrices side by side", async () => {
    await section("Evaluation").waitFor();
    await drawn("ROC curve");
    assert.equal(await chart("ROC curve").locator("svg path[stroke-width='1.75']").count(), 3, "a line a run");
    assert.match(
      (await chart("ROC curve").getByRole("img").first().getAttribute("aria-label")) ?? "",
      /best area 0\.\d+ of /,
    );
    await drawn("Precision and recall");
    const matrices = section("Evaluation").locator(".squares").nth(1).locator(".chart-title");
    assert.deepEqual((await matrices.allTextContents()).sort(), sweep.names.slice(0, 3).sort());
    const first = await drawn(sweep.names[0] as string);
    assert.ok((await first.locator("svg text").allTextContents()).includes("90"), "the counts are in the cells");
  });

  it("reads a curve as a table too", async () => {
    const roc = chart("ROC curve");
    await roc.hover();
    await roc.getByRole("button", { name: "Show as table" }).click();
    assert.deepEqual(await roc.locator("thead th").allTextContents(), ["Run", "Area", "Points"]);
    assert.equal(await roc.locator("tbody tr").count(), 3);
    await roc.getByRole("button", { name: "Show as chart" }).click();
  });

  it("puts images of the same name under each other, and a slider goes through their steps by keys", async () => {
    const images = section("Images");
    await images.scrollIntoViewIfNeeded();
    const heads = images.locator("thead th");
    assert.deepEqual(await heads.allTextContents(), ["Run", "importance.png", "samples/attention"]);
    const steps = () => images.locator("tbody tr td:last-child .number").allTextContents();
    assert.deepEqual(await steps(), ["step 20", "step 20", "step 20"]);
    const slider = images.getByRole("slider", { name: "Step of the images" });
    await slider.focus();
    await stage.page.keyboard.press("ArrowLeft");
    await until(async () => (await steps())[0] === "step 10", "the step before");
    assert.deepEqual(
      await steps(),
      ["step 10", "step 0", "step 0"],
      "who has no image of that step shows the one before",
    );
    await until(async () => (await images.locator("img").count()) === 6, "the images");
    const sizes = await images
      .locator("img")
      .evaluateAll((all) => all.map((each) => (each as HTMLImageElement).naturalWidth));
    assert.deepEqual([...new Set(sizes)].sort(), [48, 64]);
    await images.getByRole("button", { name: /attention of calm-heron/ }).click();
    await until(() => stage.heard.commands.at(-1)?.command === "tidemark.openArtifact", "the file to open");
    assert.deepEqual(stage.heard.commands.at(-1)?.args, [sweep.ids[0], "samples/attention_010.png"]);
  });

  it("shows an image anew that was logged again under its name", async () => {
    const image = section("Images").getByRole("img", { name: `importance.png of ${sweep.names[0]}` });
    await logFile(runtime.door, sweep.ids[0] as string, "importance.png", pngOf(80, [10, 20, 30]));
    await until(
      async () => (await image.evaluate((each) => (each as HTMLImageElement).naturalWidth)) === 80,
      "the new image",
    );
  });

  it("adds a chart that was asked for, over the whole sweep or only these runs", async () => {
    await stage.page.getByRole("button", { name: "Add a chart" }).click();
    const form = stage.page.getByRole("dialog", { name: "Add a chart" });
    await dropdown("Across", "params.depth");
    await form.getByRole("button", { name: "Add" }).click();
    await form.waitFor({ state: "detached" });
    const scatter = await drawn("val/auc over depth");
    assert.equal(await scatter.locator(".chart-note").textContent(), "40 runs");
    assert.equal(await scatter.locator("svg .mark-symbol path").count(), 40);
    const kept = (await stage.page.evaluate("tmState()")) as { added: { x: string }[] };
    assert.deepEqual(
      kept.added.map(({ x }) => x),
      ["params.depth"],
    );
  });

  it("names the run under the pointer, lets it stand out, and opens it", async () => {
    const point = chart("val/auc over depth").locator("svg .mark-symbol path").first();
    await point.hover();
    const title = stage.page.locator(".chart-hover .near");
    await until(async () => sweep.names.includes((await title.textContent())?.trim() ?? ""), "the run's name");
    await point.click();
    await until(() => stage.heard.commands.at(-1)?.command === "tidemark.openRun", "the run to open");
    assert.ok(sweep.ids.includes(String(stage.heard.commands.at(-1)?.args[0])));
    await stage.page.evaluate("document.querySelector('.right').scrollTop = 0");
    await stage.page.locator(".run-list .run").first().hover();
    const faded = chart("val/auc over depth").locator("svg .mark-symbol path[opacity='0.25']");
    await until(async () => (await faded.count()) === 39, "the others to step back");
  });

  it("takes other axes, another sort, and goes", async () => {
    const menu = async (title: string, item: string) => {
      await chart(title).scrollIntoViewIfNeeded();
      await chart(title).hover();
      await chart(title).getByRole("button", { name: "More" }).click();
      await stage.page.getByRole("menuitem", { name: item }).click();
    };
    const form = stage.page.getByRole("dialog", { name: "Change the chart" });
    const titles: Record<string, string> = {
      Bars: "val/auc",
      Boxes: "val/auc by depth",
      Histogram: "val/auc, spread",
    };
    let before = "val/auc over depth";
    for (const [sort, title] of Object.entries(titles)) {
      await menu(before, "Change axes…");
      await dropdown("Chart", sort);
      await form.getByRole("button", { name: "Change" }).click();
      await drawn(title);
      assert.equal(await section("Over the runs").locator("figure").count(), 1);
      before = title;
    }
    await menu(before, "Change axes…");
    await dropdown("Chart", "Contour");
    await form.getByRole("button", { name: "Change" }).click();
    const contour = section("Over the runs").locator("figure");
    await contour.and(stage.page.locator("[data-drawn]")).waitFor();
    assert.match((await contour.locator(".chart-title").textContent()) ?? "", /^val\/auc over .+ and .+/);
    await contour.hover();
    await contour.getByRole("button", { name: "More" }).click();
    await stage.page.getByRole("menuitem", { name: "Save as SVG…" }).click();
    await contour.getByRole("button", { name: "More" }).click();
    await stage.page.getByRole("menuitem", { name: "Save as Vega-Lite JSON…" }).click();
    await until(() => stage.heard.saved.length === 2, "both files");
    assert.match(String(stage.heard.saved[0]?.content), /^<svg/);
    assert.match(String(stage.heard.saved[1]?.content), /vega-lite\/v6/);
    await contour.getByRole("button", { name: /^Remove / }).click();
    await section("Over the runs").waitFor({ state: "detached" });
  });

  it("leaves the form by Escape, where it came from", async () => {
    const add = stage.page.getByRole("button", { name: "Add a chart" });
    await add.click();
    await stage.page.getByRole("dialog").waitFor();
    await stage.page.keyboard.press("Escape");
    await stage.page.getByRole("dialog").waitFor({ state: "detached" });
    assert.ok(await add.evaluate((button) => button === document.activeElement));
  });

  it("can be used with keys and a screen reader, the form too", async () => {
    await stage.page.getByRole("button", { name: "Add a chart" }).click();
    await expectNames(stage.page);
  });

  it("has said nothing that it should not", () => {
    assert.deepEqual(stage.heard.troubles, []);
    assert.deepEqual(stage.heard.faults, []);
  });
});

describe("runs that are added to the comparison", function () {
  this.timeout(60_000);

  it("bring their files, their environment and the sweep they are of", async function () {
    if (!hasStage()) return this.skip();
    await using runtime = await startTestRuntime();
    const { ids } = await seedSweep(runtime.door, { runs: 3, epochs: 4, metrics: ["val/auc"] });
    const other = await createExperiment(runtime.door, "other-sweep");
    const start = Date.UTC(2026, 10, 21, 9);
    const seed = (name: string) =>
      seedRun(runtime.door, {
        experiment: other,
        name,
        start,
        end: start + 1000,
        status: "FINISHED",
        params: { lr: "0.5" },
        points: [{ key: "val/auc", value: 0.6, step: 0, timestamp: start }],
      });
    const [added] = [await seed("late"), await seed("later"), await seed("latest")];
    await logEvaluation(runtime.door, added, 1);
    await using stage = await openStage({
      page: "compare",
      params: { runs: ids },
      door: runtime.door,
      kept: { tab: "environment" },
      answers: { "tidemark.pickRuns": [added] },
    });
    const asked = (path: string) => stage.heard.routes.get(`GET ${path}`) ?? 0;
    await until(() => asked(`/api/tidemark/v1/runs/${ids[0]}/provenance`) > 0, "the environment of the first");
    await until(() => asked("/api/2.0/mlflow/artifacts/list") >= 3, "the files of the first");
    await stage.page.getByRole("button", { name: "Add runs" }).click();
    await stage.page.getByRole("button", { name: "6 runs of this sweep" }).waitFor();
    await stage.page.getByRole("region", { name: "Images", exact: true }).waitFor();
    await until(() => asked(`/api/tidemark/v1/runs/${added}/provenance`) > 0, "the environment of the added one");
  });
});

describe("Vega on the comparison page", function () {
  this.timeout(60_000);

  it("is not loaded while nobody looks at a chart that needs it", async function () {
    if (!hasStage()) return this.skip();
    await using runtime = await startTestRuntime();
    const { ids } = await seedSweep(runtime.door, { runs: 3, epochs: 4, metrics: ["val/auc"] });
    await using stage = await openStage({
      page: "compare",
      params: { runs: ids },
      door: runtime.door,
      kept: { closed: ["added"], added: [{ sort: "bar", x: "", y: "metrics.val/auc" }] },
    });
    await stage.page.locator("[data-points='3']").first().waitFor();
    const scripts = async () =>
      (await stage.page.evaluate(
        "performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js')).map(({ decodedBodySize }) => decodedBodySize)",
      )) as number[];
    const before = await scripts();
    await stage.page.getByRole("button", { name: "Over the runs" }).click();
    await stage.page.locator("figure[data-drawn]").waitFor();
    const added = (await scripts()).slice(before.length);
    assert.ok(
      added.some((size) => size > 400_000),
      `only ${added.join(", ")} bytes were loaded for the chart`,
    );
  });
});
