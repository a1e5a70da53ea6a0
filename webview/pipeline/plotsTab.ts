import { html, nothing } from "lit";
import { formatCount } from "../../src/shared/format";
import type { PlotsPage, ProjectPlot } from "../../src/shared/plotsPage";
import type { ChartTable } from "../charts/table";
import { createVegaChart, type VegaChart, type VegaChartSettings } from "../charts/vegaChart";
import { icon } from "../kit/icon";
import { pageLocale, t } from "../kit/words";

/** The plots of the project. Charts live as long as their plot is there. */
export function createPlotsTab() {
  const charts = new Map<string, { plot: ProjectPlot; readonly chart: VegaChart }>();

  const chartOf = (plot: ProjectPlot, spec: NonNullable<ProjectPlot["spec"]>): HTMLElement => {
    const known = charts.get(plot.name);
    if (known?.plot === plot) return known.chart.element;
    const settings = settingsOf(plot, spec);
    const chart = known?.chart ?? createVegaChart(settings);
    if (known) chart.update(settings);
    charts.set(plot.name, { plot, chart });
    return chart.element;
  };

  return {
    /** Undefined: not read yet. */
    draw(page: PlotsPage | undefined) {
      for (const [name, { chart }] of charts) {
        if (page?.plots.some((plot) => plot.name === name && plot.spec)) continue;
        chart.dispose();
        charts.delete(name);
      }
      if (page === undefined)
        return html`<div class="plots" role="status" aria-label=${t("Reading the plots…")}></div>`;
      const { plots, faults } = page;
      return html`<div class="plots" id="panel-plots" role="tabpanel" aria-labelledby="tab-plots" tabindex="0">
        ${faults.map(({ name, message }) => html`<p class="fault small-12">${icon("warning")}<span><b>${name}</b> ${message}</span></p>`)}
        ${plots.length === 0 && faults.length === 0 ? empty() : nothing}
        <div class="plots-grid">${plots.map((plot) => (plot.spec ? chartOf(plot, plot.spec) : pictures(plot)))}</div>
      </div>`;
    },
    dispose(): void {
      for (const { chart } of charts.values()) chart.dispose();
      charts.clear();
    },
  };
}

function empty() {
  return html`<div class="empty"><div>${t("This project has no plots.")}</div>
    <div class="muted">${t("Name files below plots of a stage or of dvc.yaml: CSV, TSV, JSON, YAML or pictures.")}</div></div>`;
}

function settingsOf({ name, rows }: ProjectPlot, spec: NonNullable<ProjectPlot["spec"]>): VegaChartSettings {
  // its name stands above it as of every chart, and it is as wide as there is room
  const { title: _, width: __, height: ___, ...rest } = spec;
  const table = tableIn(spec);
  const drawn = t("{0} rows", formatCount(table.rows.length, pageLocale()));
  return {
    title: name,
    note: rows === undefined ? undefined : t("{0} of {1}", drawn, formatCount(rows, pageLocale())),
    summary: `${name}, ${drawn}: ${table.heads.join(", ")}`,
    spec: inTheme(rest) as VegaChartSettings["spec"],
    table,
    marks: table.rows.length,
  };
}

/** What dvc's templates draw with, for a white page, in the colours of the theme. */
const themed: Readonly<Record<string, string>> = {
  white: "var(--vscode-editor-background)",
  black: "var(--vscode-foreground)",
  "#945dd6": "var(--tm-c1)",
  "#13adc7": "var(--tm-c2)",
  "#f46837": "var(--tm-c3)",
};

function inTheme(value: unknown): unknown {
  if (typeof value === "string") return themed[value] ?? value;
  if (Array.isArray(value)) return value.map(inTheme);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      if (key === "data") return [key, each];
      // there is but one state: its name above says nothing
      return [
        key,
        key === "column" && isOfState(each) ? { ...each, header: { title: null, labels: false } } : inTheme(each),
      ];
    }),
  );
}

function isOfState(column: unknown): column is object {
  return typeof column === "object" && column !== null && "field" in column && column.field === "rev";
}

/** The data that stand in a spec. */
function tableIn({ data }: Readonly<Record<string, unknown>>): ChartTable {
  const values = typeof data === "object" && data !== null && "values" in data ? data.values : [];
  const rows = (Array.isArray(values) ? values : []) as readonly Readonly<Record<string, unknown>>[];
  const heads = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((head) => !head.startsWith("dvc_data_"));
  const cell = (value: unknown) =>
    value === null || value === undefined ? undefined : typeof value === "number" ? value : String(value);
  return { heads, rows: rows.map((row) => heads.map((head) => cell(row[head]))) };
}

function pictures({ name, images = [] }: ProjectPlot) {
  return html`<figure class="plot-picture"><figcaption class="cut" title=${name}>${name}</figcaption>
    ${images.map(({ file, address }) => html`<img src=${address} alt=${t("The plot {0}", file)}>`)}</figure>`;
}
