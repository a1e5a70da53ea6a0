export interface HeatCell {
  readonly x: string;
  readonly y: string;
  readonly value: number;
}

/** A field of coloured cells, such as how params go together; `isSigned` puts zero in the middle of a diverging scale. */
export function heatmapSpec({ cells, isSigned }: { readonly cells: readonly HeatCell[]; readonly isSigned?: boolean }) {
  const most = cells.reduce((high, { value }) => Math.max(high, Math.abs(value)), 0) || 1;
  return {
    data: { values: cells.filter(({ value }) => Number.isFinite(value)) },
    mark: { type: "rect" },
    encoding: {
      x: { field: "x", type: "nominal", sort: null, title: null, axis: { labelAngle: -40, labelLimit: 90 } },
      y: { field: "y", type: "nominal", sort: null, title: null },
      color: {
        field: "value",
        type: "quantitative",
        scale: isSigned ? { domain: [-most, 0, most], range: "diverging" } : {},
      },
      tooltip: [{ field: "x" }, { field: "y" }, { field: "value", format: ".4" }],
    },
  };
}
