import type { ChartRun } from "../model";
import type { Placed } from "../parallelModel";

export interface ParallelSpec {
  readonly axes: readonly Placed[];
  readonly lines: readonly ChartRun[];
  readonly values: ReadonlyMap<string, readonly (number | string | undefined)[]>;
  readonly through: Uint8Array | undefined;
}

/** Parallel coordinates as Vega-Lite: where each run crosses each axis, with the value that it has there. */
export function parallelSpec({ axes, lines, values, through }: ParallelSpec) {
  const data = lines.flatMap(({ id, name }, i) =>
    axes.flatMap(({ key, label, shares }) => {
      const share = shares[i];
      if (share === undefined || !Number.isFinite(share)) return [];
      return [
        {
          id,
          run: name,
          axis: label,
          share,
          value: values.get(key)?.[i] ?? null,
          chosen: !through || through[i] === 1,
        },
      ];
    }),
  );
  return {
    width: 800,
    height: 240,
    data: { values: data },
    mark: { type: "line", interpolate: "monotone", strokeWidth: 1 },
    encoding: {
      x: {
        field: "axis",
        type: "nominal",
        sort: axes.map(({ label }) => label),
        title: null,
        axis: { orient: "top", labelAngle: 0, grid: true },
      },
      y: { field: "share", type: "quantitative", axis: null, scale: { domain: [0, 1] } },
      detail: { field: "id" },
      opacity: { condition: { test: "datum.chosen", value: 0.7 }, value: 0.12 },
      color: { condition: { test: "datum.chosen", value: "var(--tm-c1)" }, value: "var(--tm-faint)" },
      tooltip: [{ field: "run" }, { field: "axis" }, { field: "value" }],
    },
  };
}
