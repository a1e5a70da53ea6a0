import { guessDirection } from "../../src/core/metrics/direction";
import type { ChartRun } from "../charts/model";
import { barsSpec } from "../charts/specs/bars";
import { createVegaChart, type VegaChart, type VegaChartOptions, type VegaChartSettings } from "../charts/vegaChart";
import { t } from "../kit/words";
import type { MetricFacts } from "./comparison";

type Values = ReadonlyMap<string, MetricFacts>;

/** Beyond these the bars would be thinner than their names. */
const mostBars = 20;
const rowHeight = 18;
const usualHeight = 150;

/** No run has more than one point of it: there is no line to draw. */
export function isSingle(values: Values | undefined): boolean {
  return values !== undefined && values.size > 0 && [...values.values()].every(({ points }) => points === 1);
}

/** A bar a run for a metric that was logged once. */
export interface ValueBars {
  readonly element: HTMLElement;
  update(runs: readonly ChartRun[], values: Values): void;
  highlight(run: string | undefined): void;
  dispose(): void;
}

export function createValueBars(metric: string, options: Pick<VegaChartOptions, "pointAt" | "open">): ValueBars {
  let chart: VegaChart | undefined;
  let shown: readonly unknown[] = [];
  const element = document.createElement("div");
  element.className = "value-bars";

  return {
    element,
    update(runs, values) {
      const now = runs.flatMap(({ id, place }) => [id, place, values.get(id)?.last]);
      if (chart && now.length === shown.length && now.every((each, i) => Object.is(each, shown[i]))) return;
      shown = now;
      const settings = settingsOf(metric, runs, values);
      if (chart) return chart.update(settings);
      chart = createVegaChart(settings, options);
      element.append(chart.element);
    },
    highlight: (run) => chart?.highlight(run),
    dispose: () => chart?.dispose(),
  };
}

function settingsOf(metric: string, all: readonly ChartRun[], values: Values): VegaChartSettings {
  const direction = guessDirection(metric);
  const sign = direction === "lower" ? 1 : -1;
  const lastOf = ({ id }: ChartRun) => values.get(id)?.last ?? Number.NaN;
  const finite = all.filter((run) => Number.isFinite(lastOf(run)));
  const runs = finite.sort((a, b) => sign * (lastOf(a) - lastOf(b))).slice(0, mostBars);
  const notes = [
    direction === "lower" ? t("lower is better") : "",
    finite.length > runs.length ? t("the best {0} of {1}", runs.length, finite.length) : "",
  ];
  const [best] = runs;
  return {
    title: metric,
    note: notes.filter((note) => note !== "").join(", "),
    summary: best ? t("{0}: {1} runs, {2} is first", metric, finite.length, best.name) : t("{0}: no value", metric),
    spec: barsSpec({
      runs: runs.map((run) => ({ ...run, fields: { [metric]: lastOf(run) } })),
      value: { key: metric, label: metric, direction },
    }),
    table: { heads: [t("Run"), metric], rows: all.map((run) => [run.name, values.get(run.id)?.last]) },
    height: Math.max(usualHeight, runs.length * rowHeight + 24),
    marks: runs.length,
  };
}
