import { isObject, type LoggedTable, tableOf } from "./tableIn";

/** Rows are what was, columns what was said. */
export interface ConfusionMatrix {
  readonly labels: readonly string[];
  readonly cells: readonly (readonly number[])[];
}

const mostClasses = 100;
/** Names around a matrix, one in the other: a file may have any number. */
const deepest = 4;

/**
 * A confusion matrix in any of the shapes that people log: a square of numbers, with or without its labels; a row a
 * class with a column a guess; or a row a sample with what was and what was said (DVC's `confusion`).
 */
export function confusionMatrixIn(value: unknown, depth = 0): ConfusionMatrix | undefined {
  if (depth > deepest) return undefined;
  const square = squareIn(value);
  if (square) return square;
  if (isObject(value))
    for (const name of ["confusion_matrix", "confusion", "cm", "matrix"]) {
      const inner = Object.hasOwn(value, name) ? confusionMatrixIn(labelled(value[name], value), depth + 1) : undefined;
      if (inner) return inner;
    }
  const table = tableOf(value);
  return table && confusionMatrixOfTable(table);
}

/** Labels that stand beside the matrix rather than in it. */
function labelled(inner: unknown, outer: Record<string, unknown>): unknown {
  const labels = outer.labels ?? outer.classes ?? outer.class_names ?? outer.target_names;
  return Array.isArray(inner) && Array.isArray(labels) ? { labels, matrix: inner } : inner;
}

function squareIn(value: unknown): ConfusionMatrix | undefined {
  const rows = isObject(value) ? (value.matrix ?? value.values ?? value.z) : value;
  if (!isSquare(rows)) return undefined;
  const names = isObject(value) ? (value.labels ?? value.classes ?? value.x) : undefined;
  const labels =
    Array.isArray(names) && names.length === rows.length ? names.map(String) : rows.map((_, i) => String(i));
  return { labels, cells: rows };
}

function isSquare(rows: unknown): rows is number[][] {
  return (
    Array.isArray(rows) &&
    rows.length >= 2 &&
    rows.length <= mostClasses &&
    rows.every(
      (row) => Array.isArray(row) && row.length === rows.length && row.every((cell) => typeof cell === "number"),
    )
  );
}

const actualName = /^(actual|true|truth|y_?true|target|label|y|true_?label|actual_?label)$/i;
const predictedName = /^(predicted|prediction|pred|y_?pred|predicted_?label|pred_?label|y_?hat)$/i;

export function confusionMatrixOfTable({ columns, rows }: LoggedTable): ConfusionMatrix | undefined {
  const actual = columns.findIndex((name) => actualName.test(name));
  const predicted = columns.findIndex((name) => predictedName.test(name));
  if (actual >= 0 && predicted >= 0)
    return counted(
      rows,
      actual,
      predicted,
      columns.findIndex((name) => /^(count|n|value)$/i.test(name)),
    );
  return wide({ columns, rows, isCut: false });
}

/** A row a sample, or a row a pair with its count. */
function counted(
  rows: LoggedTable["rows"],
  actual: number,
  predicted: number,
  count: number,
): ConfusionMatrix | undefined {
  const labels = [...new Set(rows.flatMap((row) => [String(row[actual]), String(row[predicted])]))].sort(
    byNumberOrName,
  );
  if (labels.length < 2 || labels.length > mostClasses) return undefined;
  const place = new Map(labels.map((label, i) => [label, i]));
  const cells = labels.map(() => labels.map(() => 0));
  for (const row of rows) {
    const [at, to] = [place.get(String(row[actual])) ?? 0, place.get(String(row[predicted])) ?? 0];
    const line = cells[at] as number[];
    line[to] = (line[to] ?? 0) + (count < 0 ? 1 : Number(row[count]));
  }
  return cells.flat().every(Number.isFinite) ? { labels, cells } : undefined;
}

/** The first column names the class, the others are the guesses: as many as there are rows. */
function wide({ columns, rows }: LoggedTable): ConfusionMatrix | undefined {
  const names = columns.slice(1);
  if (names.length !== rows.length || names.length < 2 || names.length > mostClasses) return undefined;
  const cells = rows.map((row) =>
    row.slice(1).map((cell) => (cell === "" || cell === null ? Number.NaN : Number(cell))),
  );
  if (!cells.flat().every((cell) => Number.isInteger(cell) && cell >= 0)) return undefined;
  const labels = rows.map((row) => String(row[0]));
  // the guesses must be the same classes in the same order, perhaps with a word before each
  const fits = names.every((name, i) => name === labels[i] || name.endsWith(labels[i] ?? ""));
  return fits ? { labels, cells } : undefined;
}

function byNumberOrName(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  return Number.isNaN(x) || Number.isNaN(y) ? (a < b ? -1 : 1) : x - y;
}
