import { measureClassification } from "./classification";
import type { ClassificationRows } from "./read/classRows";

/** Figures that calibrated probabilities make expected of rows whose truth is not known. */
export interface Estimated {
  readonly figures: Record<string, number | null>;
  readonly why: Record<string, string>;
}

/** Beyond so many rows times classes an even choice is taken: the estimate is then surer than the probabilities are. */
const mostParts = 4_000_000;

/**
 * Each row counts as each class by its probability, beside what the model answered; figures of these weighted rows are the
 * expected confusion's, and the expected curve's (confidence-based performance estimation).
 */
export function estimateQuality({
  labels,
  predicted,
  positive,
  probabilities,
}: Omit<ClassificationRows, "actual">): Estimated {
  if (!probabilities) return { figures: {}, why: { accuracy: "without labels probabilities are needed" } };
  const [n, k] = [predicted.length, labels.length];
  const step = Math.max(1, Math.ceil((n * k) / mostParts));
  const kept = Math.ceil(n / step);
  const actual = new Int32Array(kept * k);
  const said = new Int32Array(kept * k);
  const weights = new Float64Array(kept * k);
  const columns = labels.map(() => new Float64Array(kept * k));
  for (let at = 0; at < kept; at++)
    for (let label = 0; label < k; label++) {
      const [row, place] = [at * step, at * k + label];
      actual[place] = label;
      said[place] = predicted[row] as number;
      weights[place] = probabilities[label]?.[row] as number;
      columns.forEach((column, each) => {
        column[place] = probabilities[each]?.[row] as number;
      });
    }
  const { figures, why } = measureClassification({
    labels,
    actual,
    predicted: said,
    probabilities: columns,
    weights,
    ...(positive === undefined ? {} : { positive }),
  });
  // a calibrated probability has no error of calibration by being one
  const { ece: _, ...estimated } = figures;
  return { figures: estimated, why };
}
