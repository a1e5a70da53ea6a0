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
  if (d === 0) return Number.POSITIVE_INFINITY;
  const near = 2 * (reachOf(power, alpha) / d) ** 2;
  return solve((n) => powerOf(Math.abs(d), n, alpha), power, Math.max(2, near - 1), near + 10);
}

/** The smallest effect, in deviations, that arms of this size (two or more) see. */
export function leastEffect(n: number, power = 0.8, alpha = 0.05): number {
  let most = reachOf(power, alpha) * Math.sqrt(2 / n);
  while (powerOf(most, n, alpha) < power) most *= 2;
  return solve((d) => powerOf(d, n, alpha), power, 0, most);
}

/** Standard errors that an effect has to measure, were the deviation known. */
function reachOf(power: number, alpha: number): number {
  return normalQuantile(1 - alpha / 2) + normalQuantile(power);
}

/** The size of each arm that sees a proportion become another one, by Cohen's h. */
export function sizeForProportions(from: number, to: number, power = 0.8, alpha = 0.05): number {
  const h = Math.abs(2 * Math.asin(Math.sqrt(to)) - 2 * Math.asin(Math.sqrt(from)));
  if (h === 0) return Number.POSITIVE_INFINITY;
  const limit = normalQuantile(1 - alpha / 2);
  const sees = (n: number) => {
    const shift = h * Math.sqrt(n / 2);
    return normalAbove(limit - shift) + normalAbove(limit + shift);
  };
  return solve(sees, power, 1, 1e12);
}

/** The smallest rise of a proportion that arms of this size see; undefined where not even a rise to all would be seen. */
export function leastRise(from: number, n: number, power = 0.8, alpha = 0.05): number | undefined {
  if (!(sizeForProportions(from, 1, power, alpha) <= n)) return undefined;
  return solve((rise) => -sizeForProportions(from, from + rise, power, alpha), -n, 0, 1 - from);
}
