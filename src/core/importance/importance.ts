import { type Feature, growForest } from "./forest";

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
/** In distances between the quartiles. */
const farOut = 1.5;

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
  const target = drawnIn(Float64Array.from(rows, (row) => metric[row] as number));
  const chosen = params.filter(({ values }) => new Set(rows.map((row) => values[row])).size > 1);
  const columns = chosen.map(({ values }) => rows.map((row) => values[row]));
  const numbers = columns.map(numbersOf);
  const forest = growForest(
    columns.map((column, i) => featureOf(column, numbers[i])),
    target,
    { trees, sample, depth, random: createRandom(rows.length) },
  );
  const all = forest.lost.reduce((sum, lost) => sum + lost, 0);
  const shares = chosen.map(({ key }, i): Importance => {
    const share = all === 0 ? 0 : (forest.explained * (forest.lost[i] ?? 0)) / all;
    const own = numbers[i];
    return own === undefined ? { key, share } : { key, share, correlation: correlationOf(own, target) };
  });
  return {
    params: shares.sort((a, b) => b.share - a.share || (a.key < b.key ? -1 : 1)),
    explained: forest.explained,
    runs: rows.length,
  };
}

/** A few runs that went quite wrong must not be all that there is to explain: what lies far out is drawn in. */
function drawnIn(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] as number;
  const reach = farOut * (at(0.75) - at(0.25));
  if (reach === 0) return values;
  const [low, high] = [at(0.25) - reach, at(0.75) + reach];
  return values.map((value) => Math.min(high, Math.max(low, value)));
}

type Values = readonly (string | undefined)[];

/** NaN where there is none; undefined for a param that holds other texts. */
function numbersOf(values: Values): Float64Array | undefined {
  const numbers = Float64Array.from(values, (value) =>
    value === undefined || value.trim() === "" ? Number.NaN : Number(value),
  );
  return values.every((value, i) => value === undefined || Number.isFinite(numbers[i])) ? numbers : undefined;
}

function featureOf(values: Values, numbers: Float64Array | undefined): Feature {
  if (numbers === undefined) return codesOf(values);
  // runs without the param stand apart, below all others
  const lowest = numbers.reduce((low, each) => (each < low ? each : low), Number.POSITIVE_INFINITY);
  return {
    kind: "numbers",
    column: numbers.map((each) => (Number.isNaN(each) ? lowest - 1 - Math.abs(lowest) : each)),
  };
}

/** A text that hardly any other run has, such as the name of a folder, is like every other such text. */
const leastAlike = 3;

function codesOf(values: Values): Feature {
  const counts = new Map<string | undefined, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const common = [...counts].filter(([, count]) => count >= leastAlike).map(([value]) => value);
  const codes = new Map(common.map((value, i) => [value, i + 1]));
  return { kind: "codes", column: Uint32Array.from(values, (value) => codes.get(value) ?? 0), count: codes.size + 1 };
}

function correlationOf(numbers: Float64Array, target: Float64Array): number {
  const isKnown = (_: number, i: number) => !Number.isNaN(numbers[i]);
  return spearman(numbers.filter(isKnown), target.filter(isKnown));
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
