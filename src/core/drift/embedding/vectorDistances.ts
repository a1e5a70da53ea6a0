import { createMersenne } from "../../stats/mersenne";
import type { Vectors } from "./vectors";

/** Of each side at the most: every vector is held against every other. */
const mostVectors = 1000;
const seed = 0;

/** 1 − the cosine between the means. */
export function meanCosine(a: Vectors, b: Vectors): number {
  const [x, y] = [meanOf(a), meanOf(b)];
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [p, q] = [x[i] as number, y[i] as number];
    xy += p * q;
    xx += p * p;
    yy += q * q;
  }
  const whole = Math.sqrt(xx) * Math.sqrt(yy);
  return whole === 0 ? 0 : Math.max(0, 1 - xy / whole);
}

function meanOf({ rows, dimensions, values }: Vectors): Float64Array {
  const mean = new Float64Array(dimensions);
  for (let row = 0, at = 0; row < rows; row++)
    for (let i = 0; i < dimensions; i++, at++) mean[i] = (mean[i] as number) + (values[at] as number) / rows;
  return mean;
}

/** The unbiased squared maximum mean discrepancy; its kernel is as wide as the sides lie apart in the median. Not below 0. */
export function squaredDiscrepancy(reference: Vectors, current: Vectors): number {
  const random = createMersenne(seed);
  const [a, b] = [reference, current].map((side) => some(side, random.permutation(side.rows))) as [Vectors, Vectors];
  const across = squaresBetween(a, b);
  const width = medianRoot(across) ** 2 || 1;
  const mean = (squares: Float64Array) => squares.reduce((sum, square) => sum + Math.exp(-square / width), 0);
  // a vector's distance to itself is no pair
  const within = (side: Vectors) => (mean(squaresBetween(side, side)) - side.rows) / (side.rows * (side.rows - 1));
  return Math.max(0, within(a) + within(b) - (2 * mean(across)) / (a.rows * b.rows));
}

function some({ rows, dimensions, values }: Vectors, order: Int32Array): Vectors {
  if (rows <= mostVectors) return { rows, dimensions, values };
  const taken = new Float64Array(mostVectors * dimensions);
  for (let i = 0; i < mostVectors; i++) {
    const at = (order[i] as number) * dimensions;
    taken.set(values.subarray(at, at + dimensions), i * dimensions);
  }
  return { rows: mostVectors, dimensions, values: taken };
}

function squaresBetween(a: Vectors, b: Vectors): Float64Array {
  const squares = new Float64Array(a.rows * b.rows);
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < b.rows; j++) {
      let sum = 0;
      for (let k = 0; k < a.dimensions; k++) {
        const apart = (a.values[i * a.dimensions + k] as number) - (b.values[j * b.dimensions + k] as number);
        sum += apart * apart;
      }
      squares[i * b.rows + j] = sum;
    }
  return squares;
}

function medianRoot(squares: Float64Array): number {
  const sorted = squares.slice().sort();
  const half = sorted.length >> 1;
  const high = Math.sqrt(sorted[half] as number);
  return sorted.length % 2 === 1 ? high : (high + Math.sqrt(sorted[half - 1] as number)) / 2;
}
