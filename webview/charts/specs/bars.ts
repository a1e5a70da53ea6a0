import { axisTitle, type Field, fading, nearParam, plainValues, type RunDatum, runColours } from "./points";

export interface BarsWish {
  readonly runs: readonly RunDatum[];
  readonly value: Field;
}

/** A bar a run, the largest first; bars start at 0. */
export function barsSpec({ runs, value }: BarsWish) {
  return {
    data: { values: plainValues(runs, { x: value.key }).filter((each) => each.x !== null) },
    params: [nearParam],
    encoding: {
      y: {
        field: "id",
        type: "nominal",
        sort: { field: "x", order: value.direction === "lower" ? "ascending" : "descending" },
        axis: null,
        scale: { paddingInner: 0.3, paddingOuter: 0.15 },
      },
    },
    layer: [
      {
        mark: { type: "bar", cursor: "pointer" },
        encoding: {
          opacity: fading(),
          x: { field: "x", type: "quantitative", title: axisTitle(value), scale: { zero: true } },
          color: { field: "id", type: "nominal", scale: runColours(runs) },
          tooltip: [
            { field: "name", title: "run" },
            { field: "x", title: value.label },
          ],
        },
      },
      {
        // the name stands in its row, at the left edge, over the bar
        mark: { type: "text", align: "left", baseline: "middle", dx: 6, limit: 180, color: "var(--vscode-foreground)" },
        encoding: { x: { value: 0 }, text: { field: "name" } },
      },
    ],
  };
}
