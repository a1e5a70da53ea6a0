import type { Correlations } from "../../../shared/profile";
import { finite } from "./numberProfile";
import { ranks, risingRows } from "./ranks";

export interface Series {
  readonly name: string;
  /** NaN where there is nothing. */
  readonly values: Float64Array;
  readonly hasGaps: boolean;
}

/** Of the rows in which both have a value, as pandas' `corr`. */
export function pearsonAll(series: readonly Series[]): Correlations {
  return allPairs(series, pearsonOf);
}

function pearsonOf(a: Series, b: Series): number {
  return a.hasGaps || b.hasGaps ? pearson(...both(a, b)) : pearson(a.values, b.values);
}

/** Pearson's of the ranks. */
export function spearmanAll(series: readonly Series[]): Correlations {
  const known = new Map(
    series.map((each) => {
      const rising = risingRows(each.values);
      return [each, { rising, whole: ranks(each.values, rising) }];
    }),
  );
  const of = (one: Series, other: Series): Series => {
    const { rising, whole } = known.get(one) as { rising: Uint32Array; whole: Float64Array };
    return { ...one, values: other.hasGaps ? ranks(one.values, rising, other.values) : whole };
  };
  return allPairs(series, (a, b) => pearsonOf(of(a, b), of(b, a)));
}

export function allPairs<T extends { readonly name: string }>(
  all: readonly T[],
  measure: (a: T, b: T) => number,
): Correlations {
  const values = all.map(() => new Array<number | null>(all.length).fill(null));
  all.forEach((a, i) => {
    for (let k = i; k < all.length; k++) {
      const value = finite(measure(a, all[k] as T));
      (values[i] as (number | null)[])[k] = value;
      (values[k] as (number | null)[])[i] = value;
    }
  });
  return { columns: all.map(({ name }) => name), values };
}

function both(a: Series, b: Series): [Float64Array, Float64Array] {
  const rows = a.values.length;
  const [left, right] = [new Float64Array(rows), new Float64Array(rows)];
  let count = 0;
  for (let i = 0; i < rows; i++) {
    const [x, y] = [a.values[i] as number, b.values[i] as number];
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    left[count] = x;
    right[count++] = y;
  }
  return [left.subarray(0, count), right.subarray(0, count)];
}

/** NaN: one of them does not vary. */
function pearson(a: Float64Array, b: Float64Array): number {
  const n = a.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [squaresA, squaresB, products] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const x = (a[i] as number) - meanA;
    const y = (b[i] as number) - meanB;
    squaresA += x * x;
    squaresB += y * y;
    products += x * y;
  }
  if (squaresA === 0 || squaresB === 0) return Number.NaN;
  return Math.max(-1, Math.min(1, products / (Math.sqrt(squaresA) * Math.sqrt(squaresB))));
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
}
