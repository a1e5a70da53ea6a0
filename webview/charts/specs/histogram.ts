import { type Field, finite, plainValues, type RunDatum } from "./points";

/** How many runs lie where. */
export function histogramSpec({ runs, value }: { readonly runs: readonly RunDatum[]; readonly value: Field }) {
  const present = runs.filter(({ fields }) => typeof finite(fields[value.key]) === "number");
  return {
    data: { values: plainValues(present, { x: value.key }) },
    mark: { type: "bar", binSpacing: 1 },
    encoding: {
      x: { field: "x", type: "quantitative", bin: { maxbins: 24 }, title: null, axis: { tickCount: 5 } },
      y: { aggregate: "count", type: "quantitative", title: null },
      tooltip: [{ aggregate: "count", type: "quantitative", title: "runs" }],
    },
  };
}
