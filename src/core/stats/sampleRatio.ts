import { chiSquareAbove } from "./distributions";

/** Whether counts can have come from these weights. Undefined: nothing counted, or one weight alone. */
export function sampleRatio(
  counts: readonly number[],
  weights: readonly number[],
): { statistic: number; p: number } | undefined {
  const n = counts.reduce((sum, count) => sum + count, 0);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const parts = weights.filter((weight) => weight > 0).length;
  if (n === 0 || parts < 2) return undefined;
  const statistic = counts.reduce((sum, count, i) => {
    const expected = (n * (weights[i] ?? 0)) / whole;
    return expected === 0 ? sum + (count > 0 ? Number.POSITIVE_INFINITY : 0) : sum + (count - expected) ** 2 / expected;
  }, 0);
  return { statistic, p: statistic === Number.POSITIVE_INFINITY ? 0 : chiSquareAbove(statistic, parts - 1) };
}
