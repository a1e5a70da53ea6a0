import { axisTitle, type Field, fading, nearParam, plainValues, type RunDatum, runColours } from "./points";

export interface BarsWish {
  readonly runs: readonly RunDatum[];
  readonly value: Field;
}

/** A bar a run, the best first, its name left and its value right; bars start at 0. */
export function barsSpec({ runs, value }: BarsWish) {
  const sign = value.direction === "lower" ? 1 : -1;
  const values = plainValues(runs, { x: value.key })
    .filter((each) => typeof each.x === "number")
    .sort((a, b) => sign * (Number(a.x) - Number(b.x)));
  const tooltip = [
    { field: "name", title: "run" },
    { field: "x", type: "quantitative", title: value.label },
  ];
  return {
    data: { values },
    params: [nearParam],
    encoding: {
      y: {
        field: "id",
        type: "nominal",
        sort: values.map(({ id }) => id),
        axis: null,
        scale: { paddingInner: 0.45, paddingOuter: 0.2 },
      },
      opacity: fading(),
      tooltip,
    },
    layer: [
      {
        mark: { type: "bar", cursor: "pointer" },
        encoding: {
          x: { field: "x", type: "quantitative", title: axisTitle(value), scale: { zero: true, nice: false } },
          color: { field: "id", type: "nominal", scale: runColours(runs) },
        },
      },
      {
        mark: { type: "text", align: "right", baseline: "middle", dx: -8, limit: 120, cursor: "pointer" },
        encoding: { x: { value: 0 }, text: { field: "name" }, color: { value: "var(--vscode-foreground)" } },
      },
      {
        mark: { type: "text", align: "left", baseline: "middle", dx: 4 },
        encoding: {
          x: { field: "x", type: "quantitative" },
          text: { field: "x", type: "quantitative", format: ".4~g" },
        },
      },
    ],
  };
}
