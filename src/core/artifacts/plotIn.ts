import { type ConfusionMatrix, confusionMatrixIn, confusionMatrixOfTable } from "./confusionMatrix";
import { type Curve, curveIn, lineOfTable } from "./curve";
import { type LoggedTable, parsed, tableIn } from "./tableIn";

/** What a logged text is a picture of. */
export type Plot =
  | { readonly kind: "matrix"; readonly matrix: ConfusionMatrix }
  | { readonly kind: "curve"; readonly curve: Curve };

export type TableEnding = "json" | "csv" | "tsv";

/** A curve or a confusion matrix, if the text of a JSON, CSV or TSV file is one. */
export function plotIn(text: string, ending: TableEnding): Plot | undefined {
  const found = plotOrTableIn(text, ending);
  return found?.kind === "table" ? undefined : found;
}

/** As `plotIn`; a text that is no plot may still be a table. */
export function plotOrTableIn(
  text: string,
  ending: TableEnding,
): Plot | { readonly kind: "table"; readonly table: LoggedTable } | undefined {
  const plot = ending === "json" ? plotOfJson(text) : undefined;
  if (plot) return plot;
  const table = tableIn(text, ending);
  if (table === undefined) return undefined;
  const line = lineOfTable(table);
  if (line) return { kind: "curve", curve: { kind: line.kind, lines: [{ name: "", points: line.points }] } };
  // JSON has ways of its own to write a matrix
  const matrix = ending === "json" ? undefined : confusionMatrixOfTable(table);
  return matrix ? { kind: "matrix", matrix } : { kind: "table", table };
}

function plotOfJson(text: string): Plot | undefined {
  const value = parsed(text);
  if (value === undefined) return undefined;
  const curve = curveIn(value);
  if (curve) return { kind: "curve", curve };
  const matrix = confusionMatrixIn(value);
  return matrix && { kind: "matrix", matrix };
}
