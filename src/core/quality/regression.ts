import type { RegressionDetail } from "../../shared/quality";
import { addUp, mean } from "./sums";

export interface RegressionRows {
  readonly actual: Float64Array;
  readonly predicted: Float64Array;
  readonly weights?: Float64Array;
}

export const regressionFigures = [
  "mae",
  "mse",
  "rmse",
  "mape",
  "median_ae",
  "max_error",
  "mean_error",
  "r2",
  "explained_variance",
] as const;

/** sklearn's figures; `mean_error` is prediction less actual, so above 0 the model says too much. */
export function measureRegression({ actual, predicted, weights }: RegressionRows): {
  figures: Record<string, number | null>;
  why: Record<string, string>;
} {
  const n = actual.length;
  if (n === 0) {
    const nothing = Object.fromEntries(regressionFigures.map((name) => [name, null]));
    return { figures: nothing, why: Object.fromEntries(regressionFigures.map((name) => [name, "no rows"])) };
  }
  const errors = actual.map((value, row) => (predicted[row] as number) - value);
  const sizes = errors.map(Math.abs);
  const mse = mean(
    errors.map((error) => error * error),
    weights,
  );
  const meanError = mean(errors, weights);
  const middle = mean(actual, weights);
  const spread = mean(
    actual.map((value) => (value - middle) ** 2),
    weights,
  );
  const errorSpread = mean(
    errors.map((error) => (error - meanError) ** 2),
    weights,
  );
  const few = n < 2;
  return {
    figures: {
      mae: mean(sizes, weights),
      mse,
      rmse: Math.sqrt(mse),
      mape: mean(
        sizes.map((size, row) => size / Math.max(Math.abs(actual[row] as number), Number.EPSILON)),
        weights,
      ),
      median_ae: median(sizes, weights),
      max_error: largest(sizes),
      mean_error: meanError,
      r2: few ? null : explained(mse, spread),
      explained_variance: few ? null : explained(errorSpread, spread),
    },
    why: few ? { r2: "one row only", explained_variance: "one row only" } : {},
  };
}

/** Of a constant there is nothing to explain: 1 if it is met, 0 if not, as sklearn has it. */
function explained(left: number, whole: number): number {
  if (whole !== 0) return 1 - left / whole;
  return left === 0 ? 1 : 0;
}

function largest(values: Float64Array): number {
  let most = -Infinity;
  for (const value of values) if (value > most) most = value;
  return most;
}

export function median(values: Float64Array, weights?: Float64Array): number {
  if (!weights) return quantile(values.slice().sort(), 0.5);
  const order = Uint32Array.from(values, (_, row) => row)
    .filter((row) => weights[row] !== 0)
    .sort((a, b) => (values[a] as number) - (values[b] as number));
  const half = addUp(weights) / 2;
  let sum = 0;
  for (let at = 0; at < order.length; at++) {
    const row = order[at] as number;
    sum += weights[row] as number;
    if (sum < half) continue;
    const next = order[Math.min(at + 1, order.length - 1)] as number;
    const value = values[row] as number;
    return sum - half > Number.EPSILON ? value : (value + (values[next] as number)) / 2;
  }
  return Number.NaN;
}

/** numpy's default: between neighbours in a straight line. */
export function quantile(sorted: Float64Array, share: number): number {
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (at - below);
}

const shares = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
const mostPoints = 500;
const mostBins = 40;

export function describeErrors({ actual, predicted }: RegressionRows): RegressionDetail {
  const sorted = actual.map((value, row) => (predicted[row] as number) - value).sort();
  const step = Math.max(1, actual.length / mostPoints);
  const rows = Array.from({ length: Math.min(mostPoints, actual.length) }, (_, at) => Math.floor(at * step));
  return {
    error_quantiles: Object.fromEntries(shares.map((share) => [String(share), quantile(sorted, share)])),
    error_histogram: histogram(sorted),
    sample: rows.map((row) => [actual[row] as number, predicted[row] as number]),
  };
}

function histogram(sorted: Float64Array): { edges: number[]; counts: number[] } {
  const [low, high] = [sorted[0] as number, sorted[sorted.length - 1] as number];
  if (low === high) return { edges: [low - 0.5, low + 0.5], counts: [sorted.length] };
  const bins = Math.min(mostBins, Math.ceil(Math.log2(sorted.length)) + 1);
  const width = (high - low) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const value of sorted) {
    const bin = Math.min(bins - 1, Math.floor((value - low) / width));
    counts[bin] = (counts[bin] as number) + 1;
  }
  return { edges: Array.from({ length: bins + 1 }, (_, at) => low + at * width), counts };
}
