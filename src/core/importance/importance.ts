import { growForest } from "./forest";

/** A param of many runs: the same place is the same run; undefined where the run has none. */
export interface Param {
  readonly key: string;
  readonly values: readonly (string | undefined)[];
}

export interface Importance {
  readonly key: string;
  /** The share of the metric's variance that this param explains; all shares sum to at most 1. */
  readonly share: number;
  /** Spearman's, of params that are numbers: does the metric rise with it. */
  readonly correlation?: number;
}

export interface Importances {
  /** Largest share first. Params that never differ are not among them. */
  readonly params: readonly Importance[];
  /** What the params explain together, 0 to 1: low means that chance or something unlogged decides. */
  readonly explained: number;
  readonly runs: number;
}

const trees = 60;
const sample = 400;
const depth = 8;
const leastRuns = 8;

/**
 * Which params decide about a metric: a forest is grown over the runs, and what shuffling a param costs it on runs that
 * it has not seen is the param's part. The same input gives the same answer.
 */
export function importanceOf(
  params: readonly Param[],
  metric: readonly (number | undefined)[],
): Importances | undefined {
  const rows = metric.flatMap((value, i) => (value !== undefined && Number.isFinite(value) ? [i] : []));
  if (rows.length < leastRuns) return undefined;
  const target = Float64Array.from(rows, (row) => metric[row] as number);
  const chosen = params.filter(({ values }) => new Set(rows.map((row) => values[row])).size > 1);
  const features = chosen.map(({ values }) =>
    encode(
      rows.map((row) => values[row]),
      target,
    ),
  );
  const forest = growForest(
    features.map(({ column }) => column),
    target,
    { trees, sample, depth, random: createRandom(rows.length) },
  );
  const all = forest.lost.reduce((sum, lost) => sum + lost, 0);
  const shares = chosen.map(({ key }, i): Importance => {
    const share = all === 0 ? 0 : (forest.explained * (forest.lost[i] ?? 0)) / all;
    const feature = features[i];
    return feature?.isNumber ? { key, share, correlation: spearman(feature.column, target) } : { key, share };
  });
  return {
    params: shares.sort((a, b) => b.share - a.share || (a.key < b.key ? -1 : 1)),
    explained: forest.explained,
    runs: rows.length,
  };
}

/** A number is itself; other texts stand in the order of the metric's mean, so that a split can part them. */
function encode(
  values: readonly (string | undefined)[],
  target: Float64Array,
): { column: Float64Array; isNumber: boolean } {
  const numbers = values.map((value) => (value === undefined || value.trim() === "" ? Number.NaN : Number(value)));
  const isNumber = numbers.every((value) => Number.isFinite(value));
  if (isNumber) return { column: Float64Array.from(numbers), isNumber };
  const sums = new Map<string | undefined, { sum: number; count: number }>();
  values.forEach((value, i) => {
    const entry = sums.get(value) ?? { sum: 0, count: 0 };
    sums.set(value, { sum: entry.sum + (target[i] as number), count: entry.count + 1 });
  });
  const order = [...sums].sort(([, a], [, b]) => a.sum / a.count - b.sum / b.count).map(([value]) => value);
  const places = new Map(order.map((value, place) => [value, place]));
  return { column: Float64Array.from(values, (value) => places.get(value) ?? 0), isNumber };
}

/** Correlation of ranks; equal values share the mean of their ranks. */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [ranks(a), ranks(b)];
  const middle = (x.length - 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const dx = (x[i] as number) - middle;
    const dy = (y[i] as number) - middle;
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy);
}

function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from(values, (_, i) => i).sort((i, j) => (values[i] as number) - (values[j] as number));
  const found = new Float64Array(values.length);
  for (let first = 0; first < order.length; ) {
    let last = first;
    while (last + 1 < order.length && values[order[last + 1] as number] === values[order[first] as number]) last++;
    for (let i = first; i <= last; i++) found[order[i] as number] = (first + last) / 2;
    first = last + 1;
  }
  return found;
}

/** Mulberry32: small, even, and the same everywhere. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
