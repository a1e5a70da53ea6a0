/** What numbers are kept as: bins of whole numbers are at least one wide, those of single precision have rounded edges. */
export type NumberKind = "integer" | "double" | "single";

/** Edges of equal bins from `least` to `most` by Sturges' rule for `count` values, as numpy draws them. */
export function sturgesEdges(least: number, most: number, count: number, kind: NumberKind): Float64Array {
  const width = (most - least) / (Math.log2(count) + 1);
  const wide = kind === "integer" && width < 1 && width > 0 ? 1 : width;
  const [from, to] = least === most ? [least - 0.5, most + 0.5] : [least, most];
  return evenEdges(from, to, wide > 0 ? Math.ceil((to - from) / wide) : 1, kind);
}

export function evenEdges(from: number, to: number, bins: number, kind: NumberKind): Float64Array {
  const step = (to - from) / bins;
  const edges = new Float64Array(bins + 1);
  for (let i = 0; i < bins; i++)
    edges[i] = kind === "single" ? Math.fround(Math.fround(i * Math.fround(step)) + from) : i * step + from;
  edges[bins] = to;
  return edges;
}

/** How many of the sorted values lie in each bin; the last one has its right edge too. */
export function countBins(sorted: Float64Array, edges: Float64Array): Float64Array {
  const counts = new Float64Array(edges.length - 1);
  let before = firstNotBelow(sorted, edges[0] as number, 0);
  for (let i = 1; i < edges.length; i++) {
    const edge = edges[i] as number;
    const end = i < edges.length - 1 ? firstNotBelow(sorted, edge, before) : firstAbove(sorted, edge, before);
    counts[i - 1] = end - before;
    before = end;
  }
  return counts;
}

function firstNotBelow(sorted: Float64Array, value: number, from: number): number {
  let [low, high] = [from, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstAbove(sorted: Float64Array, value: number, from: number): number {
  let [low, high] = [from, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
