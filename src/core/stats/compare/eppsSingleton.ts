import { chiSquareAbove } from "../distributions";
import { symmetricEigen } from "./symmetricEigen";
import { pool, quantileOf } from "./walk";

/** Where the characteristic functions are compared, in half ranges between the quartiles. */
const places = [0.4, 0.8];
/** What a pseudo-inverse leaves out: only noise is so small. */
const inverseFrom = 1e-14;
const epsilon = 2 ** -52;

/** Epps and Singleton's test of two sorted samples; NaN below five values. The middle half must not be one value. */
export function eppsSingleton(reference: Float64Array, current: Float64Array): number {
  const [n, m] = [reference.length, current.length];
  if (n < 5 || m < 5) return Number.NaN;
  const half = middleRange(reference, current) / 2;
  const [a, b] = [wavesOf(reference, half), wavesOf(current, half)];
  const all = n + m;
  const covariance = a.covariance.map((row, i) =>
    row.map((value, j) => (all / n) * value + (all / m) * ((b.covariance[i] as number[])[j] as number)),
  );
  const { values, vectors } = symmetricEigen(covariance);
  const largest = Math.max(...values.map(Math.abs));
  const inverses = values.map((value) => (Math.abs(value) > inverseFrom * largest ? 1 / value : 0));
  const top = Math.max(...inverses.map(Math.abs));
  const rank = inverses.filter((value) => Math.abs(value) > top * inverses.length * epsilon).length;
  const apart = a.means.map((mean, i) => mean - (b.means[i] as number));
  const statistic = inverses.reduce((sum, inverse, k) => {
    const along = apart.reduce((total, each, i) => total + each * ((vectors[i] as number[])[k] as number), 0);
    return sum + inverse * along ** 2;
  }, 0);
  // of small samples
  const correction = Math.max(n, m) < 25 ? 1 / (1 + all ** -0.45 + 10.1 * (n ** -1.7 + m ** -1.7)) : 1;
  return chiSquareAbove(all * statistic * correction, rank);
}

/** Between the quartiles of both together. */
export function middleRange(reference: Float64Array, current: Float64Array): number {
  const pooled = pool(reference, current);
  return quantileOf(pooled, 0.75) - quantileOf(pooled, 0.25);
}

function wavesOf(values: Float64Array, unit: number): { means: number[]; covariance: number[][] } {
  const n = values.length;
  const scales = places.map((place) => place / unit);
  const waves = [
    ...scales.map((s) => values.map((x) => Math.cos(s * x))),
    ...scales.map((s) => values.map((x) => Math.sin(s * x))),
  ];
  const means = waves.map((wave) => wave.reduce((sum, value) => sum + value, 0) / n);
  const covariance = waves.map((first, i) =>
    waves.map((second, j) => {
      let sum = 0;
      for (let k = 0; k < n; k++)
        sum += ((first[k] as number) - (means[i] as number)) * ((second[k] as number) - (means[j] as number));
      return sum / n;
    }),
  );
  return { means, covariance };
}
