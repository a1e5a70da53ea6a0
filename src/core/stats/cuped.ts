/** How much of an outcome what was known before it explains: cov(x, y) / var(x). Undefined where x does not vary. */
export function cupedTheta(before: readonly number[], outcome: readonly number[]): number | undefined {
  const [mx, my] = [mean(before), mean(outcome)];
  let together = 0;
  let alone = 0;
  for (const [i, x] of before.entries()) {
    together += (x - mx) * ((outcome[i] ?? 0) - my);
    alone += (x - mx) ** 2;
  }
  return alone > 0 ? together / alone : undefined;
}

/** The outcomes without what was known before; their mean over all stays. */
export function cupedAdjusted(before: readonly number[], outcome: readonly number[], theta: number, centre: number) {
  return outcome.map((y, i) => y - theta * ((before[i] ?? 0) - centre));
}

/** One after the other, so that the mean of equal values is that value. */
function mean(values: readonly number[]): number {
  return values.reduce((so, value, i) => so + (value - so) / (i + 1), 0);
}
