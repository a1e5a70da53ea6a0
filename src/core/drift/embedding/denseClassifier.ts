import { createMersenne } from "../../stats/mersenne";
import { rankArea } from "../../stats/rankArea";
import { shuffle } from "../text/sparseClassifier";
import type { Vectors } from "./vectors";

const alpha = 0.0001;
const epochs = 1000;
const tolerance = 0.001;
const patience = 5;
const seed = 42;
/** Of each side at the most. */
const mostRows = 20_000;
/** Weights are scaled as a whole; below this the scale is worked into them. */
const smallestScale = 1e-9;

/** How well logistic regression by gradient descent tells the sides apart on rows that it has not seen; step for step as scikit-learn takes them. */
export function trainedArea(reference: Vectors, current: Vectors): number {
  const { dimensions } = reference;
  const [old, fresh] = [reference, current].map(({ rows }) => sample(rows)) as [Int32Array, Int32Array];
  const [n, m] = [old.length, fresh.length];
  const rowAt = (place: number) => {
    const [{ values }, row] = place < n ? [reference, old[place] as number] : [current, fresh[place - n] as number];
    return values.subarray(row * dimensions, (row + 1) * dimensions);
  };
  const order = createMersenne(seed).permutation(n + m);
  const tested = order.subarray(0, Math.ceil((n + m) / 2));
  const trained = order.subarray(tested.length);
  const isReference = (place: number) => place < n;
  const { weights, intercept } = train(trained, dimensions, rowAt, isReference);
  const scores = Float64Array.from(tested, (place) => dot(weights, rowAt(place)) + intercept);
  return rankArea(scores, (i) => isReference(tested[i] as number));
}

/** All rows in their order, or some from all over the table: many are ordered by time. */
function sample(rows: number): Int32Array {
  if (rows <= mostRows) return Int32Array.from({ length: rows }, (_, i) => i);
  return createMersenne(seed).permutation(rows).subarray(0, mostRows);
}

function train(
  places: Int32Array,
  dimensions: number,
  rowAt: (place: number) => Float64Array,
  isPositive: (place: number) => boolean,
): { weights: Float64Array; intercept: number } {
  const weights = new Float64Array(dimensions);
  const draws = createMersenne(seed);
  draws.upTo(2147483645); // one that scikit-learn spends elsewhere
  const shuffled = draws.upTo(2147483646);
  const order = Int32Array.from(places, (_, i) => i);
  const start = 1 / (Math.sqrt(1 / Math.sqrt(alpha)) * alpha);
  let [intercept, scale, time, square] = [0, 1, 1, 0];
  let [best, waited] = [Number.POSITIVE_INFINITY, 0];
  for (let epoch = 0; epoch < epochs && waited < patience; epoch++) {
    let objective = 0;
    shuffle(order, shuffled);
    for (const i of order) {
      const place = places[i] as number;
      const row = rowAt(place);
      const y = isPositive(place) ? 1 : 0;
      const p = dot(weights, row) * scale + intercept;
      const pace = 1 / (alpha * (start + time - 1));
      objective += softPlus(p) - y * p + (alpha * square) / 2;
      const update = -pace * (1 / (1 + Math.exp(-p)) - y);
      const less = Math.max(0, 1 - pace * alpha);
      scale *= less;
      square *= less * less;
      if (scale < smallestScale) {
        for (let k = 0; k < dimensions; k++) weights[k] = (weights[k] as number) * scale;
        scale = 1;
      }
      if (update !== 0) {
        let sum = 0;
        for (let k = 0; k < dimensions; k++) {
          const weight = (weights[k] as number) + (row[k] as number) * (update / scale);
          weights[k] = weight;
          sum += weight * weight;
        }
        square = sum * scale * scale;
        intercept += update;
      }
      time++;
    }
    const mean = objective / places.length;
    waited = mean > best - tolerance ? waited + 1 : 0;
    best = Math.min(best, mean);
  }
  return { weights: weights.map((weight) => weight * scale), intercept };
}

function softPlus(p: number): number {
  return p > 0 ? p + Math.log1p(Math.exp(-p)) : Math.log1p(Math.exp(p));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
