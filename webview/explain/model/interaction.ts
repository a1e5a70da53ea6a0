import type { Explained, Feature } from "./explained";

/** So many rows show which feature goes along. */
const enough = 2000;

/**
 * The feature whose values best tell apart what values of SHAP a feature has where its own value is about the same: rows
 * are put into groups by its value, and within each the correlation with the other feature's values is taken.
 */
export function strongestCompanion({ features, rows }: Explained, of: Feature): Feature | undefined {
  const sample = evenSample(rows, enough).filter((row) => Number.isFinite(of.given[row]));
  const sorted = sample.sort((a, b) => (of.given[a] as number) - (of.given[b] as number));
  const size = Math.max(20, Math.min(50, Math.floor(sorted.length / 10)));
  let found: Feature | undefined;
  let best = 0;
  for (const other of features) {
    if (other === of) continue;
    let sum = 0;
    for (let at = 0; at < sorted.length; at += size)
      sum += correlation(of.values, other.given, sorted.slice(at, at + size));
    if (sum <= best) continue;
    best = sum;
    found = other;
  }
  return found ?? features.find((other) => other !== of);
}

function evenSample(rows: number, most: number): number[] {
  const every = Math.max(1, rows / most);
  return Array.from({ length: Math.min(rows, most) }, (_, i) => Math.floor(i * every));
}

/** Its size, of 0 to 1; 0 where one side is constant. */
function correlation(a: Float32Array, b: Float32Array, rows: readonly number[]): number {
  let [n, sumA, sumB] = [0, 0, 0];
  for (const row of rows) {
    const [x, y] = [a[row] as number, b[row] as number];
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    n++;
    sumA += x;
    sumB += y;
  }
  if (n < 3) return 0;
  let [ab, aa, bb] = [0, 0, 0];
  for (const row of rows) {
    const [x, y] = [(a[row] as number) - sumA / n, (b[row] as number) - sumB / n];
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 1e-12 && bb > 1e-12 ? (Math.abs(ab) / Math.sqrt(aa * bb)) * Math.sqrt(aa) : 0;
}
