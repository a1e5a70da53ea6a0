/** Bars of how many rows have an error of a size. */
export function errorHistogramSpec(
  edges: readonly number[],
  counts: readonly number[],
  words: { readonly error: string; readonly rows: string },
) {
  const values = counts.map((count, at) => ({ from: edges[at], to: edges[at + 1], count }));
  return {
    data: { values },
    layer: [
      {
        mark: { type: "bar", color: "var(--tm-c1)", cornerRadiusEnd: 1 },
        encoding: {
          x: { field: "from", type: "quantitative", title: words.error, bin: { binned: true } },
          x2: { field: "to" },
          y: { field: "count", type: "quantitative", title: null },
          tooltip: [
            { field: "from", title: words.error },
            { field: "to", title: "…" },
            { field: "count", title: words.rows },
          ],
        },
      },
      {
        data: { values: [{ zero: 0 }] },
        mark: { type: "rule", style: "threshold" },
        encoding: { x: { field: "zero", type: "quantitative" } },
      },
    ],
  };
}

/** What was said over what came; on the line both are the same. */
export function actualSpec(
  sample: readonly (readonly [number, number])[],
  words: { readonly actual: string; readonly prediction: string },
) {
  const all = sample.flat();
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const at = (field: string, title: string) => ({
    field,
    type: "quantitative",
    title,
    scale: { domain: [low, high], zero: false },
  });
  const x = at("x", words.actual);
  const y = at("y", words.prediction);
  return {
    data: { values: sample.map(([actual, prediction]) => ({ x: actual, y: prediction })) },
    layer: [
      {
        data: { values: [low, high].map((value) => ({ x: value, y: value })) },
        mark: { type: "line", strokeWidth: 1, strokeDash: [4, 3], color: "var(--tm-faint)" },
        encoding: { x, y },
      },
      {
        mark: { type: "point", size: 14, opacity: 0.55, color: "var(--tm-c1)" },
        encoding: {
          x,
          y,
          tooltip: [
            { field: "x", title: words.actual },
            { field: "y", title: words.prediction },
          ],
        },
      },
    ],
  };
}
