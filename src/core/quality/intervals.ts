const z = 1.959963984540054;

/** 95 % of a share (Wilson's score): honest for few rows and for shares near 0 and 1. */
export function wilson(successes: number, n: number): readonly [number, number] {
  if (n === 0) return [0, 1];
  const p = successes / n;
  const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const reach = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return [p === 0 ? 0 : Math.max(0, middle - reach), p === 1 ? 1 : Math.min(1, middle + reach)];
}

/** 95 % of a mean, from its spread. */
export function meanInterval(mean: number, variance: number, n: number): readonly [number, number] {
  const reach = n > 1 ? z * Math.sqrt(variance / n) : 0;
  return [mean - reach, mean + reach];
}
