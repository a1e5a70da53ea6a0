import { movedStudentBelow, normalAbove, normalQuantile, solve, studentQuantile } from "./distributions";

/** How sure a test of two equal arms is to see an effect of d deviations. */
export function powerOf(d: number, n: number, alpha: number): number {
  const df = 2 * n - 2;
  const shift = d * Math.sqrt(n / 2);
  const limit = studentQuantile(1 - alpha / 2, df);
  return 1 - movedStudentBelow(limit, df, shift) + movedStudentBelow(-limit, df, shift);
}

/** The size of each arm that sees an effect of d deviations. */
export function sizeForMeans(d: number, power = 0.8, alpha = 0.05): number {
  return solve((n) => powerOf(Math.abs(d), n, alpha), power, 2, 1e9);
}

/** The smallest effect, in deviations, that arms of this size see. */
export function leastEffect(n: number, power = 0.8, alpha = 0.05): number {
  return solve((d) => powerOf(d, n, alpha), power, 0, 100);
}

/** The size of each arm that sees a proportion become another one, by Cohen's h. */
export function sizeForProportions(from: number, to: number, power = 0.8, alpha = 0.05): number {
  const h = Math.abs(2 * Math.asin(Math.sqrt(to)) - 2 * Math.asin(Math.sqrt(from)));
  const limit = normalQuantile(1 - alpha / 2);
  const sees = (n: number) => {
    const shift = h * Math.sqrt(n / 2);
    return normalAbove(limit - shift) + normalAbove(limit + shift);
  };
  return solve(sees, power, 1, 1e12);
}
