import { type FrameColumn, noBool } from "./frame";
import { textColumn } from "./textColumn";

const whole = /^[ \t]*[+-]?\d+[ \t]*$/;
const decimal = /^[ \t]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[ \t]*$/;
const endless = /^[ \t]*([+-]?)inf(?:inity)?[ \t]*$/i;
const truths: ReadonlyMap<string, number> = new Map([
  ["True", 1],
  ["TRUE", 1],
  ["true", 1],
  ["False", 0],
  ["FALSE", 0],
  ["false", 0],
]);
const [least, most] = [-(2n ** 63n), 2n ** 63n - 1n];

/** What the cells of a text file's column are, read as pandas reads them. undefined: nothing. */
export function columnOfCells(name: string, cells: readonly (string | undefined)[]): FrameColumn {
  const present = cells.filter((cell) => cell !== undefined);
  const missing = cells.length - present.length;
  if (cells.length === 0) return textColumn(name, cells);
  if (present.every((cell) => whole.test(cell))) {
    const values = Float64Array.from(cells, (cell) => (cell === undefined ? Number.NaN : Number(cell)));
    if (missing > 0) return { kind: "number", name, missing, dtype: "float64", isInteger: false, values };
    const isSafe = values.every(Number.isSafeInteger);
    if (isSafe) return { kind: "number", name, missing, dtype: "int64", isInteger: true, values };
    const longs = BigInt64Array.from(cells, (cell) => BigInt(cell?.trim().replace(/^\+/, "") ?? 0));
    const isLong = cells.every((cell, i) => String(longs[i]) === cell?.trim() && (longs[i] as bigint) <= most);
    if (isLong && longs.every((each) => each >= least))
      return { kind: "number", name, missing, dtype: "int64", isInteger: true, values, longs };
    return textColumn(name, cells);
  }
  if (present.every((cell) => decimal.test(cell) || endless.test(cell))) {
    const values = Float64Array.from(cells, (cell) => (cell === undefined ? Number.NaN : numberOf(cell)));
    return { kind: "number", name, missing, dtype: "float64", isInteger: false, values };
  }
  if (present.every((cell) => truths.has(cell))) {
    const values = Uint8Array.from(cells, (cell) => (cell === undefined ? noBool : (truths.get(cell) as number)));
    return { kind: "bool", name, missing, dtype: missing > 0 ? "object" : "bool", values };
  }
  return textColumn(name, cells);
}

function numberOf(cell: string): number {
  const found = endless.exec(cell);
  if (found === null) return Number(cell);
  return found[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
