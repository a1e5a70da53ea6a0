import { type ConfusionMatrix, confusionMatrixIn, confusionMatrixOfTable } from "./confusionMatrix";
import { type Curve, curveIn, lineOfTable } from "./curve";
import { parsed, tableIn } from "./tableIn";

/** What a logged text is a picture of. */
export type Plot =
  | { readonly kind: "matrix"; readonly matrix: ConfusionMatrix }
  | { readonly kind: "curve"; readonly curve: Curve };

/** A curve or a confusion matrix, if the text of a JSON, CSV or TSV file is one. */
export function plotIn(text: string, ending: "json" | "csv" | "tsv"): Plot | undefined {
  if (ending === "json") {
    const value = parsed(text);
    if (value === undefined) return undefined;
    const curve = curveIn(value);
    if (curve) return { kind: "curve", curve };
    const matrix = confusionMatrixIn(value);
    return matrix && { kind: "matrix", matrix };
  }
  const table = tableIn(text, ending);
  if (table === undefined) return undefined;
  const line = lineOfTable(table);
  if (line) return { kind: "curve", curve: { kind: line.kind, lines: [{ name: "", points: line.points }] } };
  const matrix = confusionMatrixOfTable(table);
  return matrix && { kind: "matrix", matrix };
}
