import { normalAbove, studentBeyond } from "../distributions";
import { spreadOf } from "./spread";
import { walk } from "./walk";

/** Student's test of two means, with one variance for both. */
export function studentTest(reference: Float64Array, current: Float64Array): number {
  const [n, m] = [reference.length, current.length];
  const [a, b] = [spreadOf(reference), spreadOf(current)];
  const freedom = n + m - 2;
  const variance = (a.variance * n + b.variance * m) / freedom;
  const t = (a.mean - b.mean) / Math.sqrt(variance * (1 / n + 1 / m));
  if (Number.isNaN(t) || freedom < 1) return Number.NaN;
  return Number.isFinite(t) ? studentBeyond(t, freedom) : 0;
}

/** With so few on one side, and no value twice, the p-value is counted out. */
const countedUpTo = 8;

/** Mann and Whitney's: whether the reference tends to be less. Sorted samples. */
export function mannWhitneyLess(reference: Float64Array, current: Float64Array): number {
  const [n, m] = [reference.length, current.length];
  let rank = 0;
  let ranks = 0;
  let ties = 0;
  walk(reference, current, (_value, inA, inB) => {
    const together = inA + inB;
    ranks += inA * (rank + (together + 1) / 2);
    ties += together ** 3 - together;
    rank += together;
  });
  const u = n * m - (ranks - (n * (n + 1)) / 2);
  if (Math.min(n, m) <= countedUpTo && ties === 0) return atLeast(Math.round(u), Math.min(n, m), Math.max(n, m));
  const all = n + m;
  const deviation = Math.sqrt(((n * m) / 12) * (all + 1 - ties / (all * (all - 1))));
  // where all are equal nothing speaks for less
  return deviation === 0 ? 1 : normalAbove((u - (n * m) / 2 - 0.5) / deviation);
}

/** P(U ≥ u) for samples of n and m values. */
function atLeast(u: number, n: number, m: number): number {
  const other = n * m - u;
  // the distribution is symmetric: its shorter end is summed
  if (u >= other) return sumTo(sharesOfU(n, m, other), other);
  return 1 - sumTo(sharesOfU(n, m, u), u) + (sharesOfU(n, m, u)[u] as number);
}

function sumTo(shares: Float64Array, last: number): number {
  let sum = 0;
  for (let i = 0; i <= last; i++) sum += shares[i] as number;
  return sum;
}

/** P(U = 0 … most): the coefficients of a Gaussian binomial, a factor at a time. */
function sharesOfU(n: number, m: number, most: number): Float64Array {
  const shares = new Float64Array(most + 1);
  shares[0] = 1;
  for (let i = 1; i <= n; i++) {
    for (let at = most; at >= m + i; at--) shares[at] = (shares[at] as number) - (shares[at - m - i] as number);
    for (let at = i; at <= most; at++) shares[at] = (shares[at] as number) + (shares[at - i] as number);
    const scale = i / (m + i);
    for (let at = 0; at <= most; at++) shares[at] = (shares[at] as number) * scale;
  }
  return shares;
}
