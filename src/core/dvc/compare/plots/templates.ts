/** A Vega-Lite spec with anchors in it, `<DVC_METRIC_X>`: the words that dvc's templates use. */
export type Template = Readonly<Record<string, unknown>>;

export function anchor(name: string): string {
  return `<DVC_METRIC_${name.toUpperCase()}>`;
}

const frame = {
  $schema: "https://vega.github.io/schema/vega-lite/v6.json",
  data: { values: anchor("data") },
  title: { text: anchor("title"), anchor: "middle" },
};
const size = { width: anchor("plot_width"), height: anchor("plot_height") };

function axis(name: "x" | "y", type: string, more: object = {}): object {
  return { field: anchor(name), type, title: anchor(`${name}_label`), ...more };
}

const fitted = { scale: { zero: false } };

const simple: Template = {
  ...frame,
  ...size,
  params: [anchor("zoom_and_pan")],
  mark: { type: "line", tooltip: { content: "data" } },
  encoding: {
    x: axis("x", "quantitative"),
    y: axis("y", "quantitative", fitted),
    color: anchor("color"),
    strokeDash: anchor("stroke_dash"),
    tooltip: anchor("tooltip"),
  },
};

/** Smoothed lines over faint ones, the last points marked, and a rule at the pointer with the values of all lines. */
const smooth: Template = {
  ...frame,
  ...size,
  params: [{ name: "smooth", value: 0.001, bind: { input: "range", min: 0.001, max: 1, step: 0.001 } }],
  encoding: { x: axis("x", "quantitative"), color: anchor("color"), strokeDash: anchor("stroke_dash") },
  layer: [
    {
      transform: [
        { loess: anchor("y"), on: anchor("x"), groupby: anchor("group_by"), bandwidth: { signal: "smooth" } },
      ],
      encoding: { y: axis("y", "quantitative", fitted) },
      layer: [
        { params: [anchor("zoom_and_pan")], mark: "line" },
        { transform: [{ filter: { param: "hover", empty: false } }], mark: "point" },
      ],
    },
    { mark: { type: "line", opacity: 0.2 }, encoding: { y: axis("y", "quantitative", fitted) } },
    {
      mark: { type: "circle", size: 10 },
      encoding: {
        x: axis("x", "quantitative", { aggregate: "max" }),
        y: axis("y", "quantitative", { aggregate: { argmax: anchor("x") }, ...fitted }),
      },
    },
    {
      transform: [
        { calculate: anchor("pivot_field"), as: "pivot_field" },
        { pivot: "pivot_field", op: "mean", value: anchor("y"), groupby: [anchor("x")] },
      ],
      mark: { type: "rule", stroke: "grey", tooltip: { content: "data" } },
      encoding: {
        color: null,
        strokeDash: null,
        opacity: { condition: { value: 0.3, param: "hover", empty: false }, value: 0 },
      },
      params: [
        {
          name: "hover",
          select: { type: "point", fields: [anchor("x")], nearest: true, on: "pointerover", clear: "pointerout" },
        },
      ],
    },
  ],
};

const points = {
  mark: { type: "point", tooltip: { content: "data" } },
  encoding: { color: anchor("color"), shape: anchor("shape"), tooltip: anchor("tooltip") },
};

const scatter: Template = {
  ...frame,
  ...size,
  ...points,
  params: [anchor("zoom_and_pan")],
  encoding: { x: axis("x", "quantitative"), y: axis("y", "quantitative"), ...points.encoding },
};

const jitter: Template = {
  ...frame,
  ...size,
  ...points,
  transform: [
    { calculate: "random()", as: "randomX" },
    { calculate: "random()", as: "randomY" },
  ],
  encoding: {
    x: axis("x", "nominal"),
    y: axis("y", "nominal"),
    ...points.encoding,
    xOffset: { field: "randomX", type: "quantitative" },
    yOffset: { field: "randomY", type: "quantitative" },
  },
};

function bars(sort: object): Template {
  return {
    ...frame,
    ...size,
    params: [anchor("zoom_and_pan")],
    mark: { type: "bar", tooltip: true },
    encoding: {
      x: axis("x", "quantitative", fitted),
      y: axis("y", "nominal", sort),
      yOffset: { field: "rev", sort: [] },
      color: anchor("color"),
      column: anchor("column"),
    },
  };
}

interface Cells {
  /** Groups within which a pair that does not occur counts as none. */
  readonly groups: unknown;
  readonly share: string;
  readonly sum: object;
  readonly colour: object;
  readonly label: object;
}

/** How often each pair of values occurs. */
function confusion({ groups, share, sum, colour, label }: Cells): Template {
  const count = "xy_count";
  return {
    ...frame,
    facet: { column: { field: "rev", sort: [] }, row: anchor("row") },
    spec: {
      ...size,
      transform: [
        { aggregate: [{ op: "count", as: count }], groupby: [anchor("y"), anchor("x")] },
        { impute: count, groupby: groups, key: anchor("x"), value: 0 },
        { impute: count, groupby: anchor("group_by_x"), key: anchor("y"), value: 0 },
        sum,
        { calculate: `datum.${count} / datum.whole`, as: share },
      ],
      encoding: { x: axis("x", "nominal", { sort: "ascending" }), y: axis("y", "nominal", { sort: "ascending" }) },
      layer: [
        { mark: { type: "rect", tooltip: { content: "data" } }, encoding: { color: colour } },
        {
          mark: "text",
          encoding: {
            text: label,
            color: { condition: { test: `datum.${share} > 0.5`, value: "white" }, value: "black" },
          },
        },
      ],
    },
  };
}

const counts = confusion({
  groups: anchor("group_by_y"),
  share: "share_of_most",
  sum: { joinaggregate: [{ op: "max", field: "xy_count", as: "whole" }], groupby: [] },
  colour: { field: "xy_count", type: "quantitative", title: "", scale: { domainMin: 0, nice: true } },
  label: { field: "xy_count", type: "quantitative" },
});

const shares = confusion({
  groups: ["rev", anchor("y")],
  share: "share_of_row",
  sum: { joinaggregate: [{ op: "sum", field: "xy_count", as: "whole" }], groupby: [anchor("y")] },
  colour: { field: "share_of_row", type: "quantitative", title: "", scale: { domain: [0, 1] } },
  label: { field: "share_of_row", type: "quantitative", format: ".2f" },
});

/** By dvc's names, in its order. */
export const templates: Readonly<Record<string, Template>> = {
  simple,
  linear: smooth,
  confusion: counts,
  confusion_normalized: shares,
  scatter,
  scatter_jitter: jitter,
  smooth,
  bar_horizontal_sorted: bars({ sort: "-x" }),
  bar_horizontal: bars({}),
};
