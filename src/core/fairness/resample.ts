import { normal } from "../stats/random";
import type { Cells } from "./cells";

/**
 * As many rows drawn again with replacement. All that is measured are counts of cells, so these are drawn at once (a multinomial
 * by binomials one after the other): a million rows cost as much as a hundred.
 */
export function resampleCells(groups: readonly Cells[], random: () => number): Cells[] {
  const counts = groups.flatMap(({ tp, fp, fn, tn }) => [tp, fp, fn, tn]);
  let left = counts.reduce((sum, count) => sum + count, 0);
  let draws = left;
  const drawn = counts.map((count) => {
    const got = left === 0 ? 0 : binomial(draws, count / left, random);
    left -= count;
    draws -= got;
    return got;
  });
  return groups.map((_, at) => {
    const [tp = 0, fp = 0, fn = 0, tn = 0] = drawn.slice(4 * at, 4 * at + 4);
    return { tp, fp, fn, tn };
  });
}

const asGoodAsNormal = 100;

/** Successes among n: counted up exactly where they are few, else from the normal curve. */
function binomial(n: number, p: number, random: () => number): number {
  if (p >= 1) return n;
  if (p <= 0 || n === 0) return 0;
  if (p > 0.5) return n - binomial(n, 1 - p, random);
  if (n * p > asGoodAsNormal) {
    const value = Math.round(n * p + normal(random) * Math.sqrt(n * p * (1 - p)));
    return Math.min(n, Math.max(0, value));
  }
  // steps between successes are geometric
  let [at, count] = [0, 0];
  for (;;) {
    at += Math.floor(Math.log(1 - random()) / Math.log1p(-p)) + 1;
    if (at > n) return count;
    count++;
  }
}
