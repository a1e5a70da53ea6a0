import type { SparseRows } from "./tfIdf";

export interface Classifier {
  readonly weights: Float64Array;
  readonly intercept: number;
}

const alpha = 0.0001;
const epochs = 50;
const tolerance = 0.001;
const patience = 5;
/** The intercept learns this much slower than weights of sparse rows. */
const interceptPace = 0.01;

/**
 * Stochastic gradient descent with a modified Huber loss and weights that are drawn to zero (Tsuruoka and others' truncated
 * gradient), step for step as scikit-learn takes them, so that its scores are ours. `examples` are rows; `isPositive` by example.
 */
export function trainSparse(
  rows: SparseRows,
  features: number,
  examples: Int32Array,
  isPositive: (example: number) => boolean,
  seed: number,
): Classifier {
  const weights = new Float64Array(features);
  const taken = new Float64Array(features);
  const order = Int32Array.from(examples, (_, i) => i);
  const typical = Math.sqrt(1 / Math.sqrt(alpha));
  const start = 1 / (typical * alpha);
  let [intercept, penalty, time, norm] = [0, 0, 1, 0];
  let [best, waited] = [Number.POSITIVE_INFINITY, 0];
  for (let epoch = 0; epoch < epochs; epoch++) {
    let objective = 0;
    shuffle(order, seed);
    for (const example of order) {
      const row = examples[example] as number;
      const [from, to] = [rows.starts[row] as number, rows.starts[row + 1] as number];
      const y = isPositive(example) ? 1 : -1;
      let p = 0;
      for (let k = from; k < to; k++) p += (weights[rows.terms[k] as number] as number) * (rows.weights[k] as number);
      p += intercept;
      const pace = 1 / (alpha * (start + time - 1));
      objective += loss(y, p) + alpha * norm;
      const update = -pace * gradient(y, p);
      if (update !== 0) {
        norm = 0;
        for (let k = from; k < to; k++) {
          const term = rows.terms[k] as number;
          const weight = (weights[term] as number) + (rows.weights[k] as number) * update;
          weights[term] = weight;
          norm += Math.abs(weight);
        }
        intercept += update * interceptPace;
      }
      penalty += pace * alpha;
      for (let k = from; k < to; k++) {
        const term = rows.terms[k] as number;
        const weight = weights[term] as number;
        const already = taken[term] as number;
        if (weight > 0) weights[term] = Math.max(0, weight - (penalty + already));
        else if (weight < 0) weights[term] = Math.min(0, weight + (penalty - already));
        taken[term] = already + ((weights[term] as number) - weight);
      }
      time++;
    }
    const mean = objective / examples.length;
    waited = mean > best - tolerance ? waited + 1 : 0;
    best = Math.min(best, mean);
    if (waited >= patience) break;
  }
  return { weights, intercept };
}

/** How sure it is of each row, 0 to 1. */
export function scoreSparse({ weights, intercept }: Classifier, rows: SparseRows, examples: Int32Array): Float64Array {
  return Float64Array.from(examples, (row) => {
    let p = 0;
    for (let k = rows.starts[row] as number; k < (rows.starts[row + 1] as number); k++)
      p += (weights[rows.terms[k] as number] as number) * (rows.weights[k] as number);
    return (Math.min(1, Math.max(-1, p + intercept)) + 1) / 2;
  });
}

function loss(y: number, p: number): number {
  const z = p * y;
  if (z >= 1) return 0;
  return z >= -1 ? (1 - z) ** 2 : -4 * z;
}

function gradient(y: number, p: number): number {
  const z = p * y;
  if (z >= 1) return 0;
  return z >= -1 ? 2 * (1 - z) * -y : -4 * y;
}

/** Fisher and Yates' shuffle on Marsaglia's xorshift. */
export function shuffle(order: Int32Array, seed: number): void {
  let state = seed === 0 ? 1 : seed;
  for (let i = 0; i < order.length - 1; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const j = i + ((state & 0x7fffffff) % (order.length - i));
    const moved = order[i] as number;
    order[i] = order[j] as number;
    order[j] = moved;
  }
}
