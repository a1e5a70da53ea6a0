import { spreadOf } from "./spread";

/** The area between two cumulative distributions, in deviations of the reference: at least a thousandth each. Sorted samples. */
export function wasserstein(reference: Float64Array, current: Float64Array): number {
  const unit = Math.max(Math.sqrt(spreadOf(reference).variance), 0.001);
  return areaBetween(reference, current, false) / unit;
}

export function energyDistance(reference: Float64Array, current: Float64Array): number {
  return Math.SQRT2 * Math.sqrt(areaBetween(reference, current, true));
}

/** The integral of how far apart the cumulative distributions are, or of its square. */
function areaBetween(a: Float64Array, b: Float64Array, isSquared: boolean): number {
  const [n, m] = [a.length, b.length];
  let i = 0;
  let j = 0;
  let area = 0;
  let last = Math.min(a[0] as number, b[0] as number);
  while (i < n && j < m) {
    const [x, y] = [a[i] as number, b[j] as number];
    const next = x < y ? x : y;
    if (next !== last) {
      const apart = i / n - j / m;
      area += (isSquared ? apart * apart : Math.abs(apart)) * (next - last);
      last = next;
    }
    if (x <= y) i++;
    if (y <= x) j++;
  }
  const rest = i < n ? a : b;
  for (let k = i < n ? i : j; k < rest.length; k++) {
    const next = rest[k] as number;
    const apart = i < n ? k / n - 1 : 1 - k / m;
    area += (isSquared ? apart * apart : Math.abs(apart)) * (next - last);
    last = next;
  }
  return area;
}
