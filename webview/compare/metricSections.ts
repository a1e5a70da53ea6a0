import { html } from "lit";
import { guessDirection } from "../../src/core/metrics/direction";
import type { ChartAxis } from "../../src/shared/charts";
import { type ChartGroup, createChartGroup } from "../charts/group";
import { createLineChart } from "../charts/lineChart";
import type { ChartRun, LineChart, LineChartSettings } from "../charts/model";
import { t } from "../kit/words";
import { type Comparison, sectionsOf } from "./comparison";
import { foldingSection } from "./section";
import type { Settings } from "./settings";

export interface Sections {
  readonly comparison: Comparison;
  /** Those that are shown, best first. */
  readonly runs: readonly ChartRun[];
  readonly settings: Settings;
  set(change: Partial<Settings>): void;
}

export interface ChartsOptions {
  pointAt(run: string | undefined): void;
  setThreshold(metric: string, value: number | undefined): void;
}

/** One chart a metric, in sections by the part before "/". Charts are made when their section opens, and kept. */
export function createCharts(options: ChartsOptions) {
  const charts = new Map<string, { readonly chart: LineChart; group: ChartGroup }>();
  const shared = createChartGroup();
  let highlighted: string | undefined;

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
      content: () => html`<div class="charts">${metrics.map((metric) => chartOf(metric, of))}</div>`,
    });
  }

  return {
    sections(of: Sections) {
      const wanted = of.settings.filter.trim().toLowerCase();
      const metrics = [...of.comparison.metrics.keys()].filter((key) => key.toLowerCase().includes(wanted));
      for (const [metric, { chart }] of charts) {
        if (of.comparison.metrics.has(metric)) continue;
        chart.dispose();
        charts.delete(metric);
      }
      if (metrics.length === 0)
        return html`<p class="muted">
          ${wanted === "" ? t("These runs have logged no metric yet.") : t("No metric has “{0}” in its name.", of.settings.filter)}
        </p>`;
      return [...sectionsOf(metrics)].map(([name, each]) => section(name, each, of));
    },
    highlight(run: string | undefined): void {
      if (run === highlighted) return;
      highlighted = run;
      for (const { chart } of charts.values()) chart.highlight(run);
    },
    refresh(runs: readonly string[]): void {
      for (const { chart } of charts.values()) chart.refresh(runs);
    },
  };
}
