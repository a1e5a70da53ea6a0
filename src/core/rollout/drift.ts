import { chiSquareAbove, solve } from "../stats/distributions";
import type { Observed } from "./observed";
import { inOrder } from "./sketch";

/** How far predictions are from others, and how far chance alone takes them once in a thousand times. */
export interface Drift {
  readonly value: number;
  readonly chance: number;
}

type Counts = readonly (readonly [stable: number, canary: number])[];

const mostBins = 10;
const seldom = 0.001;

/**
 * Of the canary's predictions against the stable's. `psi`, the Population Stability Index: sum over bins of
 * (c − s)·ln(c / s), with ten bins at the deciles of the stable's (fewer where predictions are few), or a bin a label;
 * half a prediction is added to each bin, so that none is empty. `ks`, the Kolmogorov-Smirnov distance: the largest gap
 * between the two shares below a value. Undefined without predictions of both.
 */
export function predictionDrift(stable: Observed, canary: Observed, statistic: "psi" | "ks"): Drift | undefined {
  const isLabelled = Object.keys(stable.labels).length + Object.keys(canary.labels).length > 0;
  const counts = isLabelled
    ? together(Object.entries(stable.labels), Object.entries(canary.labels))
    : together(inOrder(stable.predictions.counts), inOrder(canary.predictions.counts));
  const [n, m] = [sum(counts, 0), sum(counts, 1)];
  if (n === 0 || m === 0) return undefined;
  const thinness = 1 / n + 1 / m;
  if (statistic === "ks") {
    const above = (d: number) => 1 - 2 * Math.exp((-2 * d * d) / thinness);
    return { value: largestGap(counts, n, m), chance: Math.min(1, solve(above, 1 - seldom, 0, 10)) };
  }
  const bins = isLabelled ? counts : decilesOf(counts, n);
  return { value: stabilityIndex(bins, n, m), chance: thinness * chiSquareLimit(bins.length - 1) };
}

/** Both counts of each class, in the order of the classes: that in which labels came first says nothing. */
function together<K extends string | number>(stable: readonly [K, number][], canary: readonly [K, number][]): Counts {
  const both = new Map<K, [number, number]>();
  for (const [at, many] of stable) both.set(at, [many, 0]);
  for (const [at, many] of canary) both.set(at, [both.get(at)?.[0] ?? 0, many]);
  const classes = [...both];
  classes.sort(([a], [b]) => Number(a) - Number(b) || (a < b ? -1 : 1));
  return classes.map(([, counts]) => counts);
}

/** Neighbours are put together until each bin has its tenth of the stable's; what lies outside of these is apart. */
function decilesOf(counts: Counts, n: number): Counts {
  const bins: [number, number][] = [];
  let bin: [number, number] = [0, 0];
  let [below, full] = [0, 0];
  const close = () => {
    if (bin[0] + bin[1] > 0) bins.push(bin);
    bin = [0, 0];
  };
  for (const [s, c] of counts) {
    if (s > 0 && below === 0) close();
    bin[0] += s;
    bin[1] += c;
    below += s;
    if (bin[0] === 0 || below < ((full + 1) * n) / mostBins) continue;
    full = Math.floor((below * mostBins) / n);
    close();
  }
  close();
  return bins;
}

function stabilityIndex(bins: Counts, n: number, m: number): number {
  const share = (many: number, of: number) => (many + 0.5) / (of + 0.5 * bins.length);
  return bins.reduce((total, [s, c]) => total + (share(c, m) - share(s, n)) * Math.log(share(c, m) / share(s, n)), 0);
}

function largestGap(counts: Counts, n: number, m: number): number {
  let [s, c, gap] = [0, 0, 0];
  for (const [stable, canary] of counts) {
    s += stable;
    c += canary;
    gap = Math.max(gap, Math.abs(s / n - c / m));
  }
  return gap;
}

/** Without drift the index times the sizes is as chi-square. */
function chiSquareLimit(df: number): number {
  return df < 1 ? 0 : solve((x) => 1 - chiSquareAbove(x, df), 1 - seldom, 0, 10 * df + 100);
}

function sum(counts: Counts, of: 0 | 1): number {
  return counts.reduce((total, each) => total + each[of], 0);
}
