import { type Field, fading, isNumeric, nearParam, plainValues, positionOf, type RunDatum, runColours } from "./points";

export interface ScatterWish {
  readonly runs: readonly RunDatum[];
  readonly x: Field;
  readonly y: Field;
  /** Colours the points by its value; else each has its run's colour. */
  readonly colour?: Field | undefined;
}

/** A point a run. */
export function scatterSpec({ runs, x, y, colour }: ScatterWish) {
  const keys = { x: x.key, y: y.key, z: colour?.key ?? x.key };
  return {
    data: { values: plainValues(runs, keys).filter((each) => each.x !== null && each.y !== null) },
    params: [nearParam],
    mark: { type: "point", size: 36, cursor: "pointer" },
    encoding: {
      opacity: fading(),
      x: positionOf(runs, "x", x),
      // the chart's title says what goes up
      y: { ...positionOf(runs, "y", y), title: null },
      color: colour
        ? {
            field: "z",
            type: isNumeric(runs, colour.key) ? "quantitative" : "nominal",
            title: colour.label,
            // the legend is the only place that says what the colours are
            legend: {
              disable: false,
              gradientThickness: 8,
              labelColor: "var(--tm-muted)",
              titleColor: "var(--tm-muted)",
            },
          }
        : { field: "id", type: "nominal", scale: runColours(runs) },
      tooltip: tooltip([x, y, ...(colour ? [colour] : [])]),
    },
  };
}

export function tooltip(fields: readonly Field[]) {
  return [
    { field: "name", title: "run" },
    ...fields.map(({ label }, i) => ({ field: ["x", "y", "z"][i] as string, title: label })),
  ];
}
