import { logGamma } from "../special";
import { kolmogorovMatrix } from "./kolmogorovMatrix";

/** P(Dn > x) for n values: which way is taken where follows Simard and L'Ecuyer, and scipy. */
export function kolmogorovAbove(x: number, n: number): number {
  if (x >= 1) return 0;
  const t = n * x;
  if (t <= 0.5) return 1;
  if (t <= 1) return 1 - Math.exp(logGamma(n + 1) - n * Math.log(n) + n * Math.log(2 * t - 1));
  if (t >= n - 1) return 2 * (1 - x) ** n;
  if (x >= 0.5) return 2 * oneSided(x, n);
  const square = t * x;
  if (n <= 140) return square <= 4 ? 1 - kolmogorovMatrix(x, n) : Math.min(1, 2 * oneSided(x, n));
  if (square >= 370) return 0;
  if (square >= 2.2) return Math.min(1, 2 * oneSided(x, n));
  const below = n <= 100_000 && n * x ** 1.5 <= 1.4 ? kolmogorovMatrix(x, n) : pelzGood(x, n);
  return Math.min(1, Math.max(0, 1 - below));
}

/** P(Dn+ > x): Smirnov's sum, each term a binomial share so that large n cost no digits. */
function oneSided(x: number, n: number): number {
  const last = Math.floor(n * (1 - x));
  let sum = 0;
  for (let j = 0; j <= last; j++) {
    const p = x + j / n;
    if (p >= 1) break;
    sum += binomialShare(j, n, p) / p;
  }
  return x * sum;
}

/** P(X = j) of n tries at p: Loader's way. */
function binomialShare(j: number, n: number, p: number): number {
  const q = 1 - p;
  if (j === 0) return Math.exp(n * Math.log1p(-p));
  if (j === n) return Math.exp(n * Math.log(p));
  const log = stirlingError(n) - stirlingError(j) - stirlingError(n - j) - deviance(j, n * p) - deviance(n - j, n * q);
  return Math.exp(log) * Math.sqrt(n / (2 * Math.PI * j * (n - j)));
}

/** j ln(j/at) + at − j. */
function deviance(j: number, at: number): number {
  const v = (j - at) / (j + at);
  if (Math.abs(v) >= 0.1) return j * Math.log(j / at) + at - j;
  let sum = (j - at) * v;
  let power = 2 * j * v;
  for (let k = 1; k < 1000; k++) {
    power *= v * v;
    const next = sum + power / (2 * k + 1);
    if (next === sum) return sum;
    sum = next;
  }
  return sum;
}

const smallErrors: number[] = [];

/** ln n! less Stirling's formula. */
function stirlingError(n: number): number {
  if (n >= 16) {
    const square = 1 / (n * n);
    return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - (1 / 1188) * square) * square) * square) * square) / n;
  }
  smallErrors[n] ??= logGamma(n + 1) - (n + 0.5) * Math.log(n) + n - 0.5 * Math.log(2 * Math.PI);
  return smallErrors[n] as number;
}

/** P(Dn ≤ x) by Pelz and Good's expansion in powers of n^−½. */
function pelzGood(x: number, n: number): number {
  const z = Math.sqrt(n) * x;
  const z2 = z * z;
  const pi2 = Math.PI ** 2;
  if (-pi2 / 8 / z2 < -708) return 0;
  const [z4, z6] = [z2 ** 2, z2 ** 3];
  const most = Math.ceil((16 * z) / Math.PI);
  const sums: [number, number, number, number] = [0, 0, 0, 0];
  for (let k = 1; k <= most; k++) {
    const odd = 2 * k - 1;
    const [m2, m4, m6] = [odd ** 2, odd ** 4, odd ** 6];
    const weight = Math.exp((-pi2 * m2) / 8 / z2);
    sums[0] += weight;
    sums[1] += weight * (-z2 + (pi2 / 4) * m2);
    sums[2] += weight * (6 * z6 + 2 * z4 + ((2 * z4 - 5 * z2) * pi2 * m2) / 4 + (pi2 ** 2 * (1 - 2 * z2) * m4) / 16);
    sums[3] +=
      weight *
      (-30 * z6 -
        90 * z2 ** 4 +
        (pi2 * (135 * z4 - 96 * z6) * m2) / 4 +
        (pi2 ** 2 * (-60 * z2 + 212 * z4) * m4) / 16 +
        (pi2 ** 3 * (5 - 30 * z2) * m6) / 64);
  }
  const root = Math.sqrt(2 * Math.PI);
  let second = 0;
  let third = 0;
  for (let k = 1; k <= most; k++) {
    const weight = k ** 2 * Math.exp((-pi2 * k ** 2) / 2 / z2);
    second += weight;
    third += weight * (3 * z2 - pi2 * k ** 2);
  }
  const k0 = (root / z) * sums[0];
  const k1 = (root / (6 * z4)) * sums[1];
  const k2 = (root / (72 * z ** 7)) * sums[2] - (pi2 * root * second) / (36 * z ** 3);
  const k3 = (root / (6480 * z ** 10)) * sums[3] + (pi2 * root * third) / (216 * z6);
  return k0 + k1 / Math.sqrt(n) + k2 / n + k3 / n ** 1.5;
}
