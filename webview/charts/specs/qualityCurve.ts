export interface NamedCurve {
  readonly name: string;
  /** `var(--tm-c1)` */
  readonly colour: string;
  readonly points: readonly (readonly [number, number])[];
  /** The data are points with lines between them, and not a curve of many. */
  readonly isDotted?: boolean;
}

export interface QualityCurveWish {
  readonly across: string;
  readonly up: string;
  readonly curves: readonly NamedCurve[];
  /** The line where both are the same: chance, or perfect calibration. */
  readonly hasDiagonal: boolean;
}

/** Curves over 0…1, a colour each. */
export function qualityCurveSpec({ across, up, curves, hasDiagonal }: QualityCurveWish) {
  const at = (field: string, title: string) => ({
    field,
    type: "quantitative",
    title,
    scale: { domain: [0, 1], nice: false },
  });
  const encoding = {
    x: at("x", across),
    y: at("y", up),
    order: { field: "order", type: "quantitative" },
    detail: { field: "name" },
    color: {
      field: "name",
      type: "nominal",
      scale: { domain: curves.map(({ name }) => name), range: curves.map(({ colour }) => colour) },
    },
    tooltip: [
      { field: "name" },
      { field: "x", title: across, format: ".4f" },
      { field: "y", title: up, format: ".4f" },
    ],
  };
  const valuesOf = (kept: readonly NamedCurve[]) =>
    kept.flatMap(({ name, points }) => points.map(([x, y], order) => ({ name, x, y, order })));
  const dotted = curves.filter(({ isDotted }) => isDotted);
  return {
    padding: { left: 0, right: 4, top: 4, bottom: 4 }, // descenders of the axis' title
    data: { values: valuesOf(curves) },
    layer: [
      ...(hasDiagonal ? [diagonal(at("x", across), at("y", up))] : []),
      { mark: { type: "line", clip: true }, encoding },
      ...(dotted.length > 0
        ? [{ data: { values: valuesOf(dotted) }, mark: { type: "point", size: 30, clip: true }, encoding }]
        : []),
    ],
  };
}

function diagonal(x: object, y: object) {
  const values = [
    { x: 0, y: 0 },
    { x: 1, y: 1 },
  ];
  return {
    data: { values },
    mark: { type: "line", strokeWidth: 1, strokeDash: [4, 3], color: "var(--tm-faint)" },
    encoding: { x, y },
  };
}
