import { type Field, fading, finite, isNumeric, nearParam, plainValues, positionOf, type RunDatum } from "./points";

export interface BoxWish {
  readonly runs: readonly RunDatum[];
  /** Runs with the same value share a box. */
  readonly group: Field;
  readonly value: Field;
}

/** How a value spreads, by the values of a param: box from quarter to quarter, the runs themselves as points. */
export function boxSpec({ runs, group, value }: BoxWish) {
  const present = runs.filter(({ fields }) => finite(fields[value.key]) !== null);
  const values = plainValues(present, { x: group.key, y: value.key });
  const y = { ...positionOf(present, "y", value), title: null };
  const x = {
    field: "x",
    type: isNumeric(present, group.key) ? "ordinal" : "nominal",
    title: group.label,
    axis: { labelAngle: 0, domain: true, domainColor: "var(--tm-track)" },
  };
  return {
    data: { values },
    params: [nearParam],
    layer: [
      {
        mark: {
          type: "boxplot",
          extent: 1.5,
          size: 18,
          box: { color: "var(--tm-c1)", opacity: 0.35, cornerRadius: 1 },
          median: { color: "var(--vscode-foreground)", thickness: 1.5 },
          rule: { color: "var(--tm-faint)" },
          outliers: false,
          ticks: false,
        },
        encoding: { x, y },
      },
      {
        mark: { type: "point", size: 14, color: "var(--tm-c1)", cursor: "pointer" },
        encoding: {
          opacity: fading(),
          x,
          y,
          tooltip: [
            { field: "name", title: "run" },
            { field: "x", title: group.label },
            { field: "y", title: value.label },
          ],
        },
      },
    ],
  };
}
