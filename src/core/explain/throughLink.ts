import type { ShapForest } from "../trees/shap/shapForest";
import { createTreeExplainer, type Rows } from "../trees/shap/treeExplainer";
import type { Explained } from "./game";
import { logistic } from "./treeSums";

/**
 * Probabilities of trees with one raw score, as shap does it: against each row of the background for itself, what the scores differ by
 * becomes what the probabilities do.
 */
export function explainThroughLink(
  forest: ShapForest,
  background: Rows,
  rows: Rows,
  onRow: (done: number) => void = () => undefined,
): Explained {
  const { count, stride } = rows;
  const values = new Float64Array(count * stride);
  const predictions = new Float64Array(count);
  let base = 0;
  for (let other = 0; other < background.count; other++) {
    const found = createTreeExplainer(forest, { background: rowOf(background, other) });
    const explained = found.explain(rows);
    const from = found.baseValues[0] as number;
    base += logistic(from) / background.count;
    for (let row = 0; row < count; row++) {
      const score = explained.predictions[row] as number;
      predictions[row] = logistic(score);
      const change = score === from ? 1 : (logistic(score) - logistic(from)) / (score - from);
      for (let at = row * stride; at < (row + 1) * stride; at++)
        values[at] = (values[at] as number) + (change * (explained.values[at] as number)) / background.count;
    }
    onRow(Math.floor((count * (other + 1)) / background.count));
  }
  return { rows: count, values, base: Float64Array.of(base), predictions };
}

function rowOf({ values, stride }: Rows, row: number): Rows {
  return { values: values.slice(row * stride, (row + 1) * stride), count: 1, stride };
}
