import type { CalibrationBin } from "../../../shared/quality";
import { wilson } from "../intervals";
import { mean } from "../sums";

/** A column of probabilities a class. */
export type Probabilities = readonly Float64Array[];

/** Mean surprise; probabilities are kept a float's breadth off 0 and 1, as sklearn does. */
export function logLoss(actual: Int32Array, probabilities: Probabilities, weights?: Float64Array): number {
  const losses = Float64Array.from(actual, (label, row) => {
    const given = probabilities[label]?.[row] ?? 0;
    return -Math.log(Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, given)));
  });
  return mean(losses, weights);
}

/** Mean squared distance of probabilities from what came; of two classes half of it, so that it lies in 0…1. */
export function brier(actual: Int32Array, probabilities: Probabilities, weights?: Float64Array): number {
  const squares = Float64Array.from(actual, (label, row) => {
    let sum = 0;
    probabilities.forEach((column, at) => {
      sum += ((label === at ? 1 : 0) - (column[row] as number)) ** 2;
    });
    return sum;
  });
  return mean(squares, weights) / (probabilities.length === 2 ? 2 : 1);
}

/** Ten equal bins of the probability, those that have rows. A probability on an edge belongs below it, as in sklearn. */
export function calibration(scores: Float64Array, isHit: Uint8Array, bins = 10): CalibrationBin[] {
  const sums = Array.from({ length: bins }, () => ({ predicted: 0, hits: 0, rows: 0 }));
  const edges = Array.from({ length: bins - 1 }, (_, at) => (at + 1) * (1 / bins));
  scores.forEach((score, row) => {
    let bin = Math.min(bins - 1, Math.floor(score * bins));
    while (bin > 0 && score <= (edges[bin - 1] as number)) bin--;
    while (bin < bins - 1 && score > (edges[bin] as number)) bin++;
    const sum = sums[bin] as (typeof sums)[number];
    sum.predicted += score;
    sum.hits += isHit[row] as number;
    sum.rows++;
  });
  return sums
    .filter(({ rows }) => rows > 0)
    .map(({ predicted, hits, rows }) => {
      const [low, high] = wilson(hits, rows);
      return { predicted: predicted / rows, observed: hits / rows, rows, low, high };
    });
}

/** Mean gap between what was said and what came, bins weighing as much as they have rows. */
export function expectedCalibrationError(bins: readonly CalibrationBin[]): number | null {
  const rows = bins.reduce((sum, bin) => sum + bin.rows, 0);
  if (rows === 0) return null;
  return bins.reduce((sum, bin) => sum + bin.rows * Math.abs(bin.observed - bin.predicted), 0) / rows;
}
