/** Rows as a model is asked for them: numbers row by row, of words their places. */
export interface ModelRows {
  readonly count: number;
  readonly values: Float64Array;
  readonly features: readonly ModelFeature[];
}

export interface ModelFeature {
  readonly name: string;
  readonly kind: "number" | "whole" | "words";
}

export function columnOf({ values, features, count }: ModelRows, feature: number): Float64Array {
  return Float64Array.from({ length: count }, (_, row) => values[row * features.length + feature] as number);
}

/** Numbers of a few values, such as 0 and 1 or codes: noise would make what never is. */
export function isCategory(column: Float64Array): boolean {
  const seen = new Set<number>();
  for (const value of column) {
    if (Number.isNaN(value)) continue;
    if (!Number.isInteger(value)) return false;
    seen.add(value);
    if (seen.size > 10) return false;
  }
  return true;
}

export function spreadOf(column: ArrayLike<number>): number {
  let [n, mean, squares] = [0, 0, 0];
  for (let row = 0; row < column.length; row++) {
    const value = column[row] as number;
    if (!Number.isFinite(value)) continue;
    n++;
    const off = value - mean;
    mean += off / n;
    squares += off * (value - mean);
  }
  return n > 0 ? Math.sqrt(squares / n) : 0;
}
