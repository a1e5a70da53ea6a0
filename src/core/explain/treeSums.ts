import type { ShapForest } from "../trees/shap/shapForest";

/** What the trees give for a row, raw: a number an output, as they are explained. */
export function treeSums(forest: ShapForest, row: ArrayLike<number>, target: Float64Array, at: number): void {
  const { roots, feature, threshold, left, right, missingLeft, leaf, weights, width, base, isShare, outputs } = forest;
  const first = at + outputs - width; // of a share the second output is its own
  for (let k = 0; k < width; k++) target[first + k] = base[k] as number;
  for (const root of roots) {
    let node = root;
    while ((left[node] as number) >= 0) {
      const value = row[feature[node] as number] as number;
      const isLeft = value <= (threshold[node] as number) || (Number.isNaN(value) && missingLeft[node] === 1);
      node = (isLeft ? left[node] : right[node]) as number;
    }
    const from = leaf[node] as number;
    for (let k = 0; k < width; k++) target[first + k] = (target[first + k] as number) + (weights[from + k] as number);
  }
  if (isShare) target[at] = 1 - (target[at + 1] as number);
}

/** From raw scores to the probabilities that the model answers with, in place: row after row. */
export function toProbabilities({ transform, outputs }: ShapForest, scores: Float64Array): void {
  if (transform === "LOGISTIC") for (let i = 0; i < scores.length; i++) scores[i] = logistic(scores[i] as number);
  if (transform !== "SOFTMAX") return;
  for (let at = 0; at < scores.length; at += outputs) {
    const row = scores.subarray(at, at + outputs);
    const largest = row.reduce((most, each) => Math.max(most, each), Number.NEGATIVE_INFINITY);
    let sum = 0;
    for (let k = 0; k < outputs; k++) {
      row[k] = Math.exp((row[k] as number) - largest);
      sum += row[k] as number;
    }
    for (let k = 0; k < outputs; k++) row[k] = (row[k] as number) / sum;
  }
}

export function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
