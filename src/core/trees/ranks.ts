import type { Forest } from "./forest";

/**
 * What a forest can know of a row: of each feature how many of the forest's thresholds are below its value. A count fits a
 * byte, so a feature with more thresholds has several columns.
 */
export interface Ranks {
  readonly columns: readonly { readonly feature: number; readonly thresholds: Float32Array }[];
  /** Of each node its column, and the count from which on a row goes right, less one. */
  readonly column: Int32Array;
  readonly rank: Uint8Array;
}

const mostOfColumn = 255;

/** Undefined: a threshold is no number. */
export function rankThresholds({ feature, threshold, child }: Forest): Ranks | undefined {
  const byFeature = new Map<number, number[]>();
  for (let node = 0; node < child.length; node++) {
    if (child[node] === node) continue;
    const of = feature[node] as number;
    const all = byFeature.get(of);
    if (all === undefined) byFeature.set(of, [threshold[node] as number]);
    else all.push(threshold[node] as number);
    if (Number.isNaN(threshold[node])) return undefined;
  }
  const columns: Ranks["columns"][number][] = [];
  const places = new Map<number, { readonly first: number; readonly order: Map<number, number> }>();
  for (const [of, values] of byFeature) {
    const sorted = Float32Array.from(values).sort();
    const distinct = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
    places.set(of, { first: columns.length, order: new Map(Array.from(distinct, (value, i) => [value, i])) });
    for (let from = 0; from < distinct.length; from += mostOfColumn)
      columns.push({ feature: of, thresholds: distinct.subarray(from, from + mostOfColumn) });
  }
  const column = new Int32Array(child.length);
  const rank = new Uint8Array(child.length);
  for (let node = 0; node < child.length; node++) {
    if (child[node] === node) continue;
    const { first, order } = places.get(feature[node] as number) as { first: number; order: Map<number, number> };
    const at = order.get(threshold[node] as number) as number; // of a Map, 0 and -0 are the same
    column[node] = first + Math.floor(at / mostOfColumn);
    rank[node] = at % mostOfColumn;
  }
  return { columns, column, rank };
}
