import { normalAbove, studentBeyond, studentQuantile } from "./distributions";
import type { Moments } from "./moments";

export interface Welch {
  readonly statistic: number;
  readonly p: number;
  readonly df: number;
  readonly low: number;
  readonly high: number;
}

/** Whether the means of a and b differ, whatever their variances; the interval is of a − b. Undefined: too few, or none varies. */
export function welch(a: Moments, b: Moments, confidence = 0.95): Welch | undefined {
  const [va, vb] = [a.variance / a.n, b.variance / b.n];
  const error = Math.sqrt(va + vb);
  if (!(a.n > 1 && b.n > 1 && error > 0)) return undefined;
  const df = (va + vb) ** 2 / (va ** 2 / (a.n - 1) + vb ** 2 / (b.n - 1));
  const difference = a.mean - b.mean;
  const statistic = difference / error;
  const reach = error * studentQuantile(1 - (1 - confidence) / 2, df);
  return { statistic, df, p: studentBeyond(statistic, df), low: difference - reach, high: difference + reach };
}

export interface Proportion {
  readonly successes: number;
  readonly n: number;
}

/** The z-test of two proportions, pooled. Undefined where all or none succeeded, or nobody tried. */
export function twoProportions(a: Proportion, b: Proportion): { statistic: number; p: number } | undefined {
  const share = (a.successes + b.successes) / (a.n + b.n);
  const error = Math.sqrt(share * (1 - share) * (1 / a.n + 1 / b.n));
  if (!(a.n > 0 && b.n > 0 && error > 0)) return undefined;
  const statistic = (a.successes / a.n - b.successes / b.n) / error;
  return { statistic, p: 2 * normalAbove(Math.abs(statistic)) };
}

/** The logarithm of a mixture sequential test's likelihood ratio: its p stays valid however often somebody looks. */
export function logMixtureRatio(a: Moments, b: Moments, tau2 = 1): number | undefined {
  const v = a.variance / a.n + b.variance / b.n;
  if (!(v > 0)) return undefined;
  const difference = a.mean - b.mean;
  return 0.5 * Math.log(v / (v + tau2)) + (tau2 * difference ** 2) / (2 * v * (v + tau2));
}
