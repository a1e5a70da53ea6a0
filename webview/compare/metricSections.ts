import { html } from "lit";
import { guessDirection } from "../../src/core/metrics/direction";
import type { ChartAxis } from "../../src/shared/charts";
import { type ChartGroup, createChartGroup } from "../charts/group";
import { createLineChart } from "../charts/lineChart";
import type { ChartRun, LineChart, LineChartSettings } from "../charts/model";
import { t } from "../kit/words";
import { runIn } from "./addedCharts";
import { type Comparison, sectionsOf } from "./comparison";
import { foldingSection } from "./section";
import type { Settings } from "./settings";
import { createValueBars, isSingle, type ValueBars } from "./valueBars";

export interface Sections {
  readonly comparison: Comparison;
  /** Those that are shown, best first. */
  readonly runs: readonly ChartRun[];
  readonly settings: Settings;
  set(change: Partial<Settings>): void;
}

export interface ChartsOptions {
  pointAt(run: string | undefined): void;
  open(run: string): void;
  setThreshold(metric: string, value: number | undefined): void;
}

/** One chart a metric, in sections by the part before "/": lines, or bars where each run has one value. Charts are made when their section opens, and kept. */
export function createCharts(options: ChartsOptions) {
  const charts = new Map<string, { readonly chart: LineChart; group: ChartGroup }>();
  const bars = new Map<string, ValueBars>();
  const shared = createChartGroup();
  let highlighted: string | undefined;

  function barsOf(metric: string, { comparison, runs }: Sections): HTMLElement {
    let chart = bars.get(metric);
    if (chart === undefined) {
      chart = createValueBars(metric, {
        pointAt: (datum) => options.pointAt(runIn(datum)),
        open: (datum) => {
          const run = runIn(datum);
          if (run !== undefined) options.open(run);
        },
      });
      bars.set(metric, chart);
    }
    const values = comparison.metrics.get(metric) ?? new Map();
    chart.update(
      runs.filter(({ id }) => values.has(id)),
      values,
    );
    return chart.element;
  }

  function chartOf(metric: string, { comparison, runs, settings }: Sections): HTMLElement {
    const known = charts.get(metric);
    const values = comparison.metrics.get(metric);
    const chartSettings: LineChartSettings = {
      metric,
      runs: runs.filter(({ id }) => values?.has(id)),
      axis: settings.axis as ChartAxis,
      smoothing: settings.smoothing,
      isLogX: settings.isLogX,
      isLogY: settings.isLogY,
      clips: settings.clips,
      direction: guessDirection(metric),
      threshold: settings.thresholds[metric],
    };
    // alone, a chart keeps a group of its own
    const group = settings.syncs ? shared : known && known.group !== shared ? known.group : createChartGroup();
    if (known) {
      known.chart.join(group);
      known.group = group;
      known.chart.update(chartSettings);
      return known.chart.element;
    }
    const chart = createLineChart(chartSettings, {
      group,
      pointAt: options.pointAt,
      setThreshold: (value: number | undefined) => options.setThreshold(metric, value),
    });
    charts.set(metric, { chart, group });
    return chart.element;
  }

  function section(name: string, metrics: readonly string[], of: Sections) {
    return foldingSection({
      name,
      title: name === "" ? t("Metrics") : name,
      settings: of.settings,
      set: of.set,
      note: () => html`<span class="muted small">${metrics.length}</span>`,
      content: () =>
        html`<div class="charts">${metrics.map((metric) =>
          isSingle(of.comparison.metrics.get(metric)) ? barsOf(metric, of) : chartOf(metric, of),
        )}</div>`,
    });
  }

  return {
    sections(of: Sections) {
      const wanted = of.settings.filter.trim().toLowerCase();
      const metrics = [...of.comparison.metrics.keys()].filter((key) => key.toLowerCase().includes(wanted));
      const { metrics: logged } = of.comparison;
      for (const [metric, { chart }] of charts) {
        if (logged.has(metric) && !isSingle(logged.get(metric))) continue;
        chart.dispose();
        charts.delete(metric);
      }
      for (const [metric, chart] of bars) {
        if (isSingle(logged.get(metric))) continue;
        chart.dispose();
        bars.delete(metric);
      }
      if (metrics.length === 0)
        return html`<p class="muted">
          ${wanted === "" ? t("These runs have logged no metric yet.") : t("No metric has “{0}” in its name.", of.settings.filter)}
        </p>`;
      const isMinor = (metric: string) => isSingle(logged.get(metric));
      return [...sectionsOf(metrics, isMinor)].map(([name, each]) => section(name, each, of));
    },
    highlight(run: string | undefined): void {
      if (run === highlighted) return;
      highlighted = run;
      for (const { chart } of charts.values()) chart.highlight(run);
      for (const chart of bars.values()) chart.highlight(run);
    },
    refresh(runs: readonly string[]): void {
      for (const { chart } of charts.values()) chart.refresh(runs);
    },
  };
}
