import { betaShare, gammaAbove, logGamma } from "./special";

/** P(Z > z) of the standard normal distribution. */
export function normalAbove(z: number): number {
  const half = gammaAbove(0.5, (z * z) / 2) / 2;
  return z >= 0 ? half : 1 - half;
}

export function normalQuantile(p: number): number {
  return solve((z) => 1 - normalAbove(z), p, -40, 40);
}

/** Degrees of freedom above which Student's distribution and the normal one differ by less than is printed. */
const asGoodAsNormal = 1e8;

/** P(|T| > |t|) of Student's distribution. */
export function studentBeyond(t: number, df: number): number {
  if (df > asGoodAsNormal) return 2 * normalAbove(Math.abs(t));
  const whole = df + t * t;
  return betaShare(df / whole, df / 2, 0.5, (t * t) / whole);
}

function studentBelow(t: number, df: number): number {
  const half = studentBeyond(t, df) / 2;
  return t >= 0 ? 1 - half : half;
}

export function studentQuantile(p: number, df: number): number {
  let reach = 2;
  while (studentBelow(reach, df) < Math.max(p, 1 - p)) reach *= 2;
  return solve((t) => studentBelow(t, df), p, -reach, reach);
}

/** P(X > x) of the chi-square distribution. */
export function chiSquareAbove(x: number, df: number): number {
  return gammaAbove(df / 2, x / 2);
}

/** P(T ≤ t) of Student's distribution whose centre is moved by `shift`: sums of incomplete betas (AS 243). */
export function movedStudentBelow(t: number, df: number, shift: number): number {
  if (t < 0) return 1 - movedStudentBelow(-t, df, -shift);
  const below = normalAbove(shift);
  if (t === 0) return below;
  const x = (t * t) / (t * t + df);
  const half = (shift * shift) / 2;
  let sum = 0;
  for (let j = 0; j < 10_000; j++) {
    const log = -half + j * Math.log(half);
    const p = half === 0 ? (j === 0 ? 0.5 : 0) : 0.5 * Math.exp(log - logGamma(j + 1));
    const q = half === 0 ? 0 : (0.5 * shift * Math.exp(log - logGamma(j + 1.5))) / Math.SQRT2;
    sum += p * betaShare(x, j + 0.5, df / 2) + q * betaShare(x, j + 1, df / 2);
    if (j > half && Math.abs(p) + Math.abs(q) < 1e-17) break;
  }
  return Math.min(1, below + sum);
}

/** Where a rising function has a value, by halving. */
export function solve(rising: (x: number) => number, value: number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let i = 0; i < 200; i++) {
    const middle = low + (high - low) / 2;
    if (middle === low || middle === high) break;
    if (rising(middle) < value) low = middle;
    else high = middle;
  }
  return low + (high - low) / 2;
}
