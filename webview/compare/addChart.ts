import { html, nothing } from "lit";
import { button, checkbox, dropdown } from "../kit/controls";
import { t } from "../kit/words";
import type { Comparison } from "./comparison";
import { fieldsOf } from "./fields";
import { type AddedChart, sorts } from "./settings";

export interface Adder {
  readonly comparison: Comparison;
  readonly chart: AddedChart;
  /** Runs of the experiments, when there are more than are compared. */
  readonly sweep: number | undefined;
  /** It stands on the page already, and gets other axes. */
  readonly isKnown: boolean;
  change(chart: AddedChart): void;
  /** Without a chart: the user changed their mind. */
  done(chart?: AddedChart): void;
}

/** What the form begins with. */
export function firstChart(comparison: Comparison, metric: string | undefined, isWhole: boolean): AddedChart {
  const { params, metrics } = fieldsOf(comparison);
  const y = metric === undefined ? (metrics[0] ?? "") : `metrics.${metric}`;
  return { sort: "scatter", x: params[0] ?? metrics[0] ?? "", y, isWhole };
}

/** Asks what to draw. */
export function addChartForm({ comparison, chart, sweep, isKnown, change, done }: Adder) {
  const { params, metrics } = fieldsOf(comparison);
  const all = [...params, ...metrics];
  const { sort } = chart;
  const field = (label: string, values: readonly string[], value: string, set: (value: string) => void) =>
    html`<div class="field">
      <span class="muted">${label}</span>
      ${dropdown(
        label,
        values.map((each) => ({ value: each, label: each })),
        value,
        set,
      )}
    </div>`;
  const title = isKnown ? t("Change the chart") : t("Add a chart");
  return html`<div
    class="adder float"
    role="dialog"
    aria-label=${title}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key === "Escape") done();
    }}
  >
    <h2>${title}</h2>
    <div class="field">
      <span class="muted">${t("Chart")}</span>
      ${dropdown(
        t("Chart"),
        sorts.map((value) => ({ value, label: sortWord(value) })),
        sort,
        (value) => change(fitted(value, chart, { params, metrics })),
      )}
    </div>
    ${
      sort === "bar" || sort === "histogram"
        ? nothing
        : field(
            sort === "box" ? t("Groups") : t("Across"),
            sort === "box" || sort === "contour" ? params : all,
            chart.x,
            (x) => change({ ...chart, x }),
          )
    }
    ${field(upWord(sort), sort === "contour" ? params : sort === "scatter" || sort === "histogram" ? all : metrics, chart.y, (y) => change({ ...chart, y }))}
    ${sort === "contour" ? field(t("Colour"), metrics, chart.z ?? "", (z) => change({ ...chart, z })) : nothing}
    ${
      sweep === undefined
        ? nothing
        : checkbox(t("All {0} runs of the experiment", sweep), chart.isWhole ?? false, (isWhole) =>
            change({ ...chart, isWhole }),
          )
    }
    <div class="acts">
      ${button({ label: isKnown ? t("Change") : t("Add"), isPrimary: true, isOff: chart.y === "", act: () => done(chart) })}
      ${button({ label: t("Cancel"), act: () => done() })}
    </div>
  </div>`;
}

function upWord(sort: AddedChart["sort"]): string {
  return sort === "bar" || sort === "histogram" ? t("Value") : t("Up");
}

/** Another sort of chart, with axes that it can have. */
function fitted(
  value: string,
  chart: AddedChart,
  { params, metrics }: { readonly params: readonly string[]; readonly metrics: readonly string[] },
): AddedChart {
  const sort = sorts.find((each) => each === value) ?? "scatter";
  const metric = [chart.y, chart.z, chart.x].find((key) => key?.startsWith("metrics.")) ?? metrics[0] ?? "";
  const param = [chart.x, chart.y].find((key) => key.startsWith("params.")) ?? params[0] ?? "";
  const { z: _z, ...plain } = chart;
  if (sort === "contour")
    return { ...plain, sort, x: param, y: params.find((key) => key !== param) ?? param, z: metric };
  return { ...plain, sort, x: sort === "box" ? param : chart.x, y: metric };
}

export function sortWord(sort: AddedChart["sort"]): string {
  switch (sort) {
    case "scatter":
      return t("Scatter");
    case "bar":
      return t("Bars");
    case "box":
      return t("Boxes");
    case "histogram":
      return t("Histogram");
    case "contour":
      return t("Contour");
    default:
      return sort satisfies never;
  }
}
