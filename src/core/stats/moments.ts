/** What a t-test needs of a sample. */
export interface Moments {
  readonly n: number;
  readonly mean: number;
  /** With n − 1 below the line; NaN for fewer than two. */
  readonly variance: number;
}

/** Welford's way: one pass, and no digits lost where the mean is far from zero. */
export function momentsOf(values: Iterable<number>): Moments {
  let n = 0;
  let mean = 0;
  let squares = 0;
  for (const value of values) {
    n++;
    const off = value - mean;
    mean += off / n;
    squares += off * (value - mean);
  }
  return { n, mean: n === 0 ? Number.NaN : mean, variance: n < 2 ? Number.NaN : squares / (n - 1) };
}
