import { html, nothing } from "lit";
import { button, dropdown } from "../kit/controls";
import { t } from "../kit/words";
import type { Comparison } from "./comparison";
import { fieldsOf } from "./fields";
import { type AddedChart, sorts } from "./settings";

export interface Adder {
  readonly comparison: Comparison;
  readonly chart: AddedChart;
  change(chart: AddedChart): void;
  /** Without a chart: the user changed their mind. */
  done(chart?: AddedChart): void;
}

/** What the form begins with. */
export function firstChart(comparison: Comparison): AddedChart {
  const { params, metrics } = fieldsOf(comparison);
  return { sort: "scatter", x: params[0] ?? metrics[0] ?? "", y: metrics[0] ?? "" };
}

/** Asks what to draw. */
export function addChartForm({ comparison, chart, change, done }: Adder) {
  const { params, metrics } = fieldsOf(comparison);
  const all = [...params, ...metrics];
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
  return html`<div
    class="adder float"
    role="dialog"
    aria-label=${t("Add a chart")}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key === "Escape") done();
    }}
  >
    <h2>${t("Add a chart")}</h2>
    <div class="field">
      <span class="muted">${t("Chart")}</span>
      ${dropdown(
        t("Chart"),
        sorts.map((value) => ({ value, label: sortWord(value) })),
        chart.sort,
        (value) => change({ ...chart, sort: sorts.find((each) => each === value) ?? "scatter", z: metrics[0] ?? "" }),
      )}
    </div>
    ${
      chart.sort === "bar"
        ? nothing
        : field(chart.sort === "box" ? t("Groups") : t("Across"), chart.sort === "box" ? params : all, chart.x, (x) =>
            change({ ...chart, x }),
          )
    }
    ${field(t("Up"), chart.sort === "bar" || chart.sort === "box" ? metrics : all, chart.y, (y) => change({ ...chart, y }))}
    ${chart.sort === "contour" ? field(t("Colour"), metrics, chart.z ?? "", (z) => change({ ...chart, z })) : nothing}
    <div class="acts">
      ${button({ label: t("Add"), isPrimary: true, isOff: chart.y === "", act: () => done(chart) })}
      ${button({ label: t("Cancel"), act: () => done() })}
    </div>
  </div>`;
}

export function sortWord(sort: AddedChart["sort"]): string {
  switch (sort) {
    case "scatter":
      return t("Scatter");
    case "bar":
      return t("Bars");
    case "box":
      return t("Boxes");
    case "contour":
      return t("Contour");
    default:
      return sort satisfies never;
  }
}
