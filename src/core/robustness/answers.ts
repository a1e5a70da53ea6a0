import { measureClassification } from "../quality/classification";
import { measureRegression } from "../quality/regression";
import { spreadOf } from "./rows";

/** What a model gives for rows: numbers one behind the other, `outputs` a row. */
export interface Answers {
  readonly values: Float64Array;
  readonly outputs: number;
}

export interface Truth {
  readonly metric: string;
  /** Classes in the order of the outputs, of one output 0 and 1; none of numbers. */
  readonly labels: readonly string[];
  /** A class's place a row, or the number itself. */
  readonly actual: Int32Array | Float64Array;
  readonly weights?: Float64Array | undefined;
}

export interface Difference {
  readonly answers_changed: number | null;
  readonly mean_change: number | null;
  readonly why?: string;
}

/** A model that answers with no number there (NaN) has no answer. */
export function compareAnswers(before: Answers, after: Answers, kind: "classification" | "regression"): Difference {
  const { outputs } = before;
  const rows = before.values.length / outputs;
  if (rows === 0) return { answers_changed: null, mean_change: null, why: "no rows" };
  const spread = kind === "regression" ? spreadOf(before.values) || 1 : 1;
  let [changes, sum, silent] = [0, 0, 0];
  for (let row = 0; row < rows; row++) {
    const size = sizeOfChange(before, after, row) / spread;
    if (Number.isNaN(size)) {
      silent++;
      changes++;
      continue;
    }
    sum += size;
    if (kind === "regression" ? size > 0.1 : classOf(before, row) !== classOf(after, row)) changes++;
  }
  return {
    answers_changed: changes / rows,
    mean_change: silent === rows ? null : sum / (rows - silent),
    ...(silent > 0 ? { why: `${silent} rows have no answer then` } : {}),
  };
}

/** Of probabilities half of what moved from one class to others. */
function sizeOfChange({ values, outputs }: Answers, { values: then }: Answers, row: number): number {
  let sum = 0;
  for (let at = row * outputs; at < (row + 1) * outputs; at++)
    sum += Math.abs((then[at] as number) - (values[at] as number));
  return outputs > 1 ? sum / 2 : sum;
}

/** One output is the probability of the second class. */
function classOf({ values, outputs }: Answers, row: number): number {
  if (outputs === 1) return (values[row] as number) >= 0.5 ? 1 : 0;
  let best = 0;
  for (let at = 1; at < outputs; at++)
    if ((values[row * outputs + at] as number) > (values[row * outputs + best] as number)) best = at;
  return best;
}

/** The metric of these answers; undefined where the model gives no number somewhere, or there is no such metric. */
export function metricOf(answers: Answers, { metric, labels, actual, weights }: Truth): number | null | undefined {
  const { values, outputs } = answers;
  if (values.some(Number.isNaN)) return null;
  if (actual instanceof Float64Array)
    return measureRegression({ actual, predicted: values, ...(weights ? { weights } : {}) }).figures[metric];
  const rows = actual.length;
  const column = (output: number) =>
    Float64Array.from({ length: rows }, (_, row) => values[row * outputs + output] as number);
  const only = outputs === 1 ? column(0) : undefined;
  const probabilities = only ? [only.map((p) => 1 - p), only] : labels.map((_, output) => column(output));
  return measureClassification({
    labels,
    actual,
    predicted: Int32Array.from(actual, (_, row) => classOf(answers, row)),
    probabilities,
    ...(labels.length === 2 ? { positive: 1 } : {}),
    ...(weights ? { weights } : {}),
  }).figures[metric];
}

const lowerIsBetter = new Set(["log_loss", "brier", "ece", "mae", "mse", "rmse", "mape", "median_ae", "max_error"]);

/** How much worse. */
export function dropOf(metric: string, before: number | null, after: number | null | undefined): number | null {
  if (before === null || after === null || after === undefined) return null;
  return lowerIsBetter.has(metric) ? after - before : before - after;
}
