import { kolmogorovAbove } from "./kolmogorov";

/** Up to so many values on either side the p-value is counted out. */
const countedUpTo = 10_000;

/** Kolmogorov and Smirnov's test of two sorted samples, two-sided. */
export function kolmogorovSmirnov(reference: Float64Array, current: Float64Array): number {
  const [n, m] = [reference.length, current.length];
  const apart = largestGap(reference, current);
  if (Math.max(n, m) <= countedUpTo) {
    const p = countedP(apart, n, m);
    if (p >= 0 && p <= 1) return p;
  }
  return Math.min(1, Math.max(0, kolmogorovAbove(apart, roundToEven((n * m) / (n + m)))));
}

function largestGap(a: Float64Array, b: Float64Array): number {
  const [n, m] = [a.length, b.length];
  let [i, j, most] = [0, 0, 0];
  while (i < n && j < m) {
    const [x, y] = [a[i] as number, b[j] as number];
    const value = x < y ? x : y;
    while (i < n && a[i] === value) i++;
    while (j < m && b[j] === value) j++;
    const gap = Math.abs(i / n - j / m);
    if (gap > most) most = gap;
  }
  return most;
}

function countedP(apart: number, n: number, m: number): number {
  const divisor = gcd(n, m);
  const gap = roundToEven(apart * (n / divisor) * m);
  if (gap === 0) return 1;
  return n === m ? equalSizes(n, gap) : leavingPaths(Math.max(n, m), Math.min(n, m), divisor, gap);
}

/** Gnedenko and Korolyuk's alternating sum, from its inside out. */
function equalSizes(n: number, gap: number): number {
  let p = 0;
  for (let k = Math.floor(n / gap); k >= 0; k--) {
    let ratio = 1;
    for (let j = 0; j < gap; j++) ratio *= (n - k * gap - j) / (n + k * gap + j + 1);
    p = ratio * (1 - p);
  }
  return 2 * p;
}

/**
 * The share of lattice paths from (0, 0) to (n, m) that leave the band |x/n − y/m| < gap: of paths to a point, those
 * that came from its left are as many as its place is far from the start that way. Only sums of shares, so no digits are lost.
 */
function leavingPaths(n: number, m: number, divisor: number, gap: number): number {
  const [stepX, stepY] = [m / divisor, n / divisor];
  // the share at (x, y) for the current x; 1 outside of the band
  const shares = new Float64Array(m + 1).fill(1);
  for (let x = 0; x <= n; x++) {
    const from = Math.max(0, Math.floor((x * stepX - gap) / stepY) + 1);
    const to = Math.min(m, Math.ceil((x * stepX + gap) / stepY) - 1);
    if (from > 0) shares[from - 1] = 1;
    for (let y = from; y <= to; y++) {
      const fromLeft = x === 0 ? 0 : (shares[y] as number) * x;
      const fromBelow = y === 0 ? 0 : (shares[y - 1] as number) * y;
      shares[y] = x + y === 0 ? 0 : (fromLeft + fromBelow) / (x + y);
    }
  }
  return shares[m] as number;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

function roundToEven(value: number): number {
  const low = Math.floor(value);
  const rest = value - low;
  return rest < 0.5 || (rest === 0.5 && low % 2 === 0) ? low : low + 1;
}
