import type { Frame } from "../../frame/frame";

/** Row by row in one array. */
export interface Vectors {
  readonly rows: number;
  readonly dimensions: number;
  readonly values: Float64Array;
}

/** Rows whose vector is whole and finite; else what is wrong. */
export function readVectors(frame: Frame, names: readonly string[]): Vectors | string {
  const columns = names.map((name) => frame.columns.find((column) => column.name === name));
  const [first] = columns;
  if (columns.length === 1 && first?.kind === "other") return ofLists(first.name, first.values);
  const numbers: Float64Array[] = [];
  for (const column of columns) {
    if (column?.kind !== "number") return `'${column?.name}' holds no numbers`;
    numbers.push(column.values);
  }
  const values = new Float64Array(frame.rows * numbers.length);
  let at = 0;
  for (let row = 0; row < frame.rows; row++) {
    if (!numbers.every((each) => Number.isFinite(each[row]))) continue;
    for (const each of numbers) values[at++] = each[row] as number;
  }
  return { rows: at / numbers.length, dimensions: numbers.length, values: values.subarray(0, at) };
}

function ofLists(name: string, lists: readonly unknown[]): Vectors | string {
  const rows = lists.filter(isList);
  const dimensions = rows[0]?.length ?? 0;
  if (dimensions === 0) return `'${name}' holds no lists of numbers`;
  const whole = rows.filter((row) => row.length === dimensions && Array.prototype.every.call(row, Number.isFinite));
  const values = new Float64Array(whole.length * dimensions);
  for (const [i, row] of whole.entries()) values.set(row as ArrayLike<number>, i * dimensions);
  return { rows: whole.length, dimensions, values };
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && "length" in value);
}
