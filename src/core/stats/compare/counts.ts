import { chiSquareAbove, normalAbove } from "../distributions";
import { logGamma } from "../special";

type Counts = readonly number[] | Float64Array;

const sum = (counts: Counts) => {
  let total = 0;
  for (const count of counts) total += count;
  return total;
};

/** Whether the current counts can have come from the reference's shares: Pearson's chi-square. One value has no answer. */
export function chiSquare(reference: Counts, current: Counts): number {
  const scale = sum(current) / sum(reference);
  let statistic = 0;
  for (let i = 0; i < reference.length; i++) {
    const expected = (reference[i] as number) * scale;
    statistic += ((current[i] as number) - expected) ** 2 / expected;
  }
  return chiSquareP(statistic, reference.length - 1);
}

/** The same by the likelihood ratio; both sides must have as many rows. */
export function gTest(reference: Counts, current: Counts): number {
  let statistic = 0;
  for (let i = 0; i < reference.length; i++) {
    const [expected, observed] = [reference[i] as number, current[i] as number];
    if (observed > 0) statistic += 2 * observed * Math.log(observed / expected);
  }
  return chiSquareP(statistic, reference.length - 1);
}

function chiSquareP(statistic: number, freedom: number): number {
  if (Number.isNaN(statistic) || freedom < 1) return Number.NaN;
  return statistic === Number.POSITIVE_INFINITY ? 0 : chiSquareAbove(statistic, freedom);
}

/** Two proportions, pooled. The p-value is rounded as 1 − Φ is, so that tiny ones are those that others print. */
export function zTest(first: { hits: number; of: number }, second: { hits: number; of: number }): number {
  const [p1, p2] = [first.hits / first.of, second.hits / second.of];
  const p = (p1 * first.of + p2 * second.of) / (first.of + second.of);
  const z = (p1 - p2) / Math.sqrt(p * (1 - p) * (1 / first.of + 1 / second.of));
  const below = 1 - normalAbove(Math.abs(z));
  return 2 * (1 - below);
}

/** Shares that are equal but for rounding are as likely. */
const nearly = 1 + 1e-7;

/** Fisher's exact test of the table [[a, b], [c, d]], two-sided. */
export function fisherExact(a: number, b: number, c: number, d: number): number {
  if (a + b === 0 || c + d === 0 || a + c === 0 || b + d === 0) return 1;
  const [row, column, all] = [a + b, a + c, a + b + c + d];
  const whole = logChoose(all, column);
  const share = (x: number) => Math.exp(logChoose(row, x) + logChoose(all - row, column - x) - whole);
  const seen = share(a);
  let p = 0;
  for (let x = Math.max(0, column - (all - row)); x <= Math.min(row, column); x++) {
    const each = share(x);
    if (each <= seen * nearly) p += each;
  }
  return Math.min(1, p);
}

function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}
