import type { FrameColumn } from "../../../core/frame/frame";
import { numbersOf } from "../../../core/quality/numbers";
import { readLabelColumn, unifyLabels } from "../../../core/quality/read/labels";
import type { Truth } from "../../../core/robustness/answers";
import type { OpenedModel } from "../../../runtime/explain/openModel";
import { UsageError } from "../../args";

/** What came, in the model's own classes. */
export function readTruth(column: FrameColumn, { facts, classes }: OpenedModel, metric: string | undefined): Truth {
  if (column.missing > 0)
    throw new UsageError(
      `--actual: ${column.missing} rows have nothing in '${column.name}'; leave them out of the table`,
    );
  if (facts.probabilities === undefined)
    return { metric: metric ?? "mae", labels: [], actual: Float64Array.from(numbersOf(column, "--actual")) };
  const own = readLabelColumn(column);
  const found = unifyLabels([own]);
  const labels = (classes ?? found.names).map(String);
  const places = found.names.map((name) => labels.findIndex((label) => isSame(label, name)));
  const strange = places.indexOf(-1);
  if (strange >= 0)
    throw new UsageError(
      `--actual: '${column.name}' has '${found.names[strange]}', and the model knows ${labels.slice(0, 8).join(", ")}`,
    );
  const codes = found.codes[0] as Int32Array;
  return { metric: metric ?? "accuracy", labels, actual: codes.map((code) => places[code] as number) };
}

function isSame(label: string, name: string): boolean {
  if (label.toLowerCase() === name.toLowerCase()) return true;
  const truth: Readonly<Record<string, string>> = { true: "1", false: "0" };
  const number = (word: string) => Number(truth[word.toLowerCase()] ?? (word.trim() === "" ? Number.NaN : word));
  return number(label) === number(name);
}
