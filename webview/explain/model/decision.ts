import type { Explained } from "./explained";
import { sortedRows } from "./sortedRows";

/** More lines than these are a band. */
export const mostLines = 300;

/** The rows that a decision plot draws: evenly from the lowest to the highest prediction, and the chosen one last. */
export function decisionRows({ rows, predictions }: Explained, chosen: number | undefined, most = mostLines): number[] {
  const sorted = sortedRows(
    Uint32Array.from(predictions, (_, row) => row),
    (row) => predictions[row] as number,
  );
  const count = Math.min(rows, most);
  const found = Array.from({ length: count }, (_, i) => {
    const at = count === 1 ? 0 : Math.round((i * (rows - 1)) / (count - 1));
    return sorted[at] as number;
  });
  return chosen === undefined ? found : [...found.filter((row) => row !== chosen), chosen];
}

/** Where a row's line stands after each feature, the lightest first: from the base to the prediction. */
export function decisionLine({ features, page }: Explained, shown: number, row: number): number[] {
  const hidden = features.slice(shown).reduce((sum, { values }) => sum + (values[row] as number), 0);
  let at = page.base_value + hidden;
  const line = [at];
  for (let i = Math.min(shown, features.length) - 1; i >= 0; i--) {
    at += features[i]?.values[row] as number;
    line.push(at);
  }
  return line;
}
