import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { seedRun } from "../vscode/shots/seed";
import { until } from "../vscode/until";
import { type Sweep, seedSweep } from "./compare/scene";
import { hasStage, openStage, type Stage, startTestRuntime, type TestRuntime } from "./stage";

const epochs = 40;

describe("line charts of the comparison page, as a person uses them", function () {
  this.timeout(90_000);
  let runtime: TestRuntime;
  let sweep: Sweep;
  let stage: Stage;

  before(async function () {
    if (!hasStage()) return this.skip();
    runtime = await startTestRuntime();
    sweep = await seedSweep(runtime.door, { runs: 3, epochs, metrics: ["val/auc", "val/loss"] });
    stage = await openStage({ page: "compare", params: { runs: sweep.ids }, door: runtime.door });
    await stage.page.locator("[data-points='3']").nth(1).waitFor();
  });

  after(async () => {
    await stage?.[Symbol.asyncDispose]();
    await runtime?.[Symbol.asyncDispose]();
  });

  const chart = (metric: string): Locator =>
    stage.page.locator("figure.chart", { has: stage.page.locator(`.chart-title[title="${metric}"]`) });
  const plot = (metric: string) => chart(metric).locator("canvas.over");
  /** The table tells what is in view, so it is read for what the canvas shows. */
  const rows = async (metric: string): Promise<string[][]> => {
    await chart(metric).hover();
    await chart(metric).getByRole("button", { name: "Show as table" }).click();
    const lines = await chart(metric).locator("tbody tr").all();
    const found = await Promise.all(lines.map((line) => line.locator("th, td").allTextContents()));
    await chart(metric).getByRole("button", { name: "Show as chart" }).click();
    return found;
  };
  const spec = async (metric: string) => {
    await chart(metric).hover();
    await chart(metric).getByRole("button", { name: "More" }).click();
    await stage.page.getByRole("menuitem", { name: "Save as Vega-Lite JSON…" }).click();
    await until(() => stage.heard.saved.length > 0, "the file");
    const { content } = stage.heard.saved.pop() as { content: string };
    return JSON.parse(content) as Spec;
  };
  const dropdown = async (option: string) => {
    await stage.page.getByRole("combobox", { name: "Horizontal axis" }).click();
    await stage.page.getByRole("option", { name: option, exact: true }).click();
  };
  const drag = async (metric: string, from: number, to: number) => {
    const box = await plot(metric).boundingBox();
    assert.ok(box);
    await stage.page.mouse.move(box.x + box.width * from, box.y + 40);
    await stage.page.mouse.down();
    await stage.page.mouse.move(box.x + box.width * to, box.y + 40, { steps: 3 });
    await stage.page.mouse.up();
  };

  it("reads all runs where the pointer stands, the nearest in bold, and marks it in the list", async () => {
    const box = await plot("val/auc").boundingBox();
    assert.ok(box);
    await stage.page.mouse.move(box.x + box.width * 0.6, box.y + 30);
    const hover = stage.page.locator(".chart-hover");
    await until(
      async () => /^step \d+$/.test((await hover.locator(".place span").first().textContent()) ?? ""),
      "the step",
    );
    assert.deepEqual((await hover.locator(".cut").allTextContents()).sort(), [...sweep.names].sort());
    assert.equal(await hover.locator(".near").count(), 1);
    assert.equal(
      (await stage.page.locator(".run.near .name").textContent())?.trim(),
      (await hover.locator(".near .cut").textContent())?.trim(),
    );
    await stage.page.mouse.move(5, 5);
  });

  it("marks each run's best point, which is the lowest where lower is better", async () => {
    const best = async (metric: string) => {
      const { layer } = await spec(metric);
      const points = layer.find(({ mark }) => mark.style === "best")?.data?.values ?? [];
      assert.equal(points.length, 3);
      return points.map(({ y }) => y);
    };
    const all = async (metric: string) => (await spec(metric)).data.values.map(({ y }) => y);
    assert.equal(Math.max(...(await best("val/auc"))), Math.max(...(await all("val/auc"))));
    assert.equal(Math.min(...(await best("val/loss"))), Math.min(...(await all("val/loss"))));
  });

  it("goes over steps, wall time, time since the start, or another metric", async () => {
    for (const [option, axis, reach] of [
      ["Wall time", "time", (epochs - 1) * 6000],
      // the runs began a minute after each other and logged at the same times
      ["Relative time", "relative", (epochs - 1) * 6000 + 120_000],
      ["val/loss", "metric:val/loss", 0.4],
      ["Step", "step", epochs - 1],
    ] as const) {
      await dropdown(option);
      const has = async () => {
        const { layer } = await spec("val/auc");
        const x = layer[0]?.encoding?.x;
        if (x?.title !== axis) return false;
        const [from = 0, to = 0] = x.scale.domain ?? [];
        return to - from >= reach * 0.9 && to - from <= reach * 1.2;
      };
      await until(has, `the axis ${axis}`);
    }
  });

  it("zooms all charts at once, pans, and comes back; each by itself when they are not to go together", async () => {
    const width = async (metric: string) => {
      const [from = 0, to = 0] = (await spec(metric)).layer[0]?.encoding?.x.scale.domain ?? [];
      return { from, to, length: to - from };
    };
    await drag("val/auc", 0.4, 0.7);
    await until(async () => (await width("val/loss")).length < epochs / 2, "the other chart to follow");
    const before = await width("val/loss");
    await chart("val/auc").locator(".chart-body").focus();
    await stage.page.keyboard.press("Shift+ArrowRight");
    await until(async () => (await width("val/loss")).from > before.from, "both to pan");
    const inView = (await rows("val/loss")).length;
    assert.ok(inView < epochs, `the table has what is in view: ${inView}`);
    await chart("val/auc").hover();
    await chart("val/auc").getByRole("button", { name: "Show all" }).click();
    await until(async () => (await width("val/loss")).length > epochs * 0.9, "all of it");
    await stage.page.getByRole("checkbox", { name: "Sync zoom" }).click();
    await drag("val/auc", 0.4, 0.7);
    await until(async () => (await width("val/auc")).length < epochs / 2, "one to zoom");
    assert.ok((await width("val/loss")).length > epochs * 0.9, "and the other not");
    await plot("val/auc").dblclick();
    await stage.page.getByRole("checkbox", { name: "Sync zoom" }).click();
  });

  it("shows all of another axis, though a stretch of steps was in view", async () => {
    await drag("val/auc", 0.3, 0.6);
    await until(async () => (await rows("val/auc")).length < epochs, "the stretch");
    await dropdown("Wall time");
    await until(async () => (await rows("val/auc")).length === epochs, "all points over time");
    await dropdown("Step");
    assert.equal((await rows("val/auc")).length, epochs);
  });

  it("has log axes, for all or for one", async () => {
    const isLog = async (metric: string, axis: "x" | "y") =>
      (await spec(metric)).layer[0]?.encoding?.[axis].scale.type === "log";
    await stage.page.getByRole("checkbox", { name: "Log y" }).click();
    await until(() => isLog("val/loss", "y"), "a log axis");
    await stage.page.getByRole("checkbox", { name: "Log y" }).click();
    await chart("val/loss").hover();
    await chart("val/loss").getByRole("button", { name: "More" }).click();
    await stage.page.getByRole("menuitemcheckbox", { name: "Logarithmic y axis" }).click();
    await until(() => isLog("val/loss", "y"), "a log axis");
    assert.equal(await isLog("val/auc", "y"), false);
    await stage.page.getByRole("checkbox", { name: "Log x" }).click();
    await until(() => isLog("val/auc", "x"), "a log x axis");
    await stage.page.getByRole("checkbox", { name: "Log x" }).click();
  });

  it("clips outliers unless it is told not to", async () => {
    await runtime.door.post(
      "/api/2.0/mlflow/runs/log-metric",
      { run_id: sweep.ids[0], key: "val/auc", value: -500, step: 3, timestamp: Date.now() },
      () => undefined,
    );
    const lowest = async () => (await spec("val/auc")).layer[0]?.encoding?.y.scale.domain?.[0] ?? 0;
    await until(async () => (await spec("val/auc")).data.values.some(({ y }) => y === -500), "the outlier");
    assert.ok((await lowest()) > 0, `the axis begins at ${await lowest()}`);
    await stage.page.getByRole("checkbox", { name: "Clip outliers" }).click();
    await until(async () => (await lowest()) <= -500, "all of it");
    await stage.page.getByRole("checkbox", { name: "Clip outliers" }).click();
  });

  it("takes a threshold, draws it and keeps it", async () => {
    await chart("val/auc").hover();
    await chart("val/auc").getByRole("button", { name: "More" }).click();
    await stage.page.getByRole("menuitem", { name: "Threshold…" }).click();
    await stage.page.getByRole("spinbutton", { name: "Threshold" }).fill("0.87");
    await stage.page.keyboard.press("Enter");
    await until(async () => (await spec("val/auc")).layer.some(({ mark }) => mark.style === "threshold"), "the line");
    const kept = (await stage.page.evaluate("tmState()")) as { thresholds: Record<string, number> };
    assert.deepEqual(kept.thresholds, { "val/auc": 0.87 });
  });

  it("smooths as much as it is told, over the faint line of what was logged", async () => {
    const layers = async () => (await spec("val/loss")).layer.map(({ mark }) => mark.style);
    assert.ok((await layers()).includes("raw"));
    const slider = stage.page.getByRole("slider", { name: "Smoothing" });
    await slider.fill("0");
    await until(async () => !(await layers()).includes("raw"), "the line as it was logged");
    await slider.fill("0.9");
    await until(async () => (await layers()).includes("raw"), "the smoothed line");
  });

  it("goes from point to point by keys, and says what is there", async () => {
    await chart("val/auc").locator(".chart-body").focus();
    await stage.page.keyboard.press("Home");
    await stage.page.keyboard.press("ArrowRight");
    await until(
      async () => /^step 1, .+ 0\.\d+, /.test((await stage.page.locator("#said").textContent()) ?? ""),
      "words",
    );
    await stage.page.keyboard.press("Escape");
  });

  it("says the best of all runs, also of one that logged it once", async () => {
    const start = Date.UTC(2026, 10, 21, 9);
    const point = { key: "val/auc", value: 0.99, step: 3, timestamp: start };
    const { experiment } = sweep;
    const only = {
      experiment,
      name: "once",
      start,
      end: start,
      status: "FINISHED",
      params: {},
      points: [point],
    } as const;
    const id = await seedRun(runtime.door, only);
    await using two = await openStage({
      page: "compare",
      params: { runs: [sweep.ids[0], id] },
      door: runtime.door,
    });
    await two.page.getByRole("application", { name: "val/auc: 2 runs, best 0.99 of once at step 3" }).waitFor();
  });

  it("has said nothing that it should not", () => {
    assert.deepEqual(stage.heard.troubles, []);
    assert.deepEqual(stage.heard.faults, []);
  });
});

/** What is read of a saved spec. */
interface Spec {
  readonly data: { readonly values: readonly { readonly y: number }[] };
  readonly layer: readonly {
    readonly mark: { readonly style?: string };
    readonly data?: { readonly values: readonly { readonly y: number }[] };
    readonly encoding?: Readonly<Record<"x" | "y", Position>>;
  }[];
}

interface Position {
  readonly title?: string;
  readonly scale: { readonly type?: string; readonly domain?: readonly number[] };
}
