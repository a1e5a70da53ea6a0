import type { FrameColumn, TimeColumn } from "../frame/frame";
import { cellOf, isDate, isZoned, numpyCell } from "./cells";
import { columnOf, type Domain, missingIn } from "./domain";
import type { Kwargs } from "./kwargs";
import { mapOutcome } from "./mapOutcome";
import { type Outcome, unable } from "./outcome";

type PairTest = (a: FrameColumn, b: FrameColumn, kwargs: Kwargs) => (row: number) => boolean;

/** A claim about two values of the same row. */
export function pairMap(test: PairTest): (domain: Domain, kwargs: Kwargs) => Outcome {
  return (domain, kwargs) => {
    const [a, b] = [columnOf(domain, kwargs.text("column_A")), columnOf(domain, kwargs.text("column_B"))];
    const ignored = kwargs.has("ignore_row_if") ? kwargs.text("ignore_row_if") : "both_values_are_missing";
    const [noA, noB] = [missingIn(a), missingIn(b)];
    const rows =
      ignored === "neither" || (a.missing === 0 && b.missing === 0)
        ? domain.rows
        : domain.rows.filter((row) =>
            ignored === "both_values_are_missing" ? !(noA(row) && noB(row)) : !noA(row) && !noB(row),
          );
    return mapOutcome({
      rows,
      elements: domain.rows.length,
      mostly: kwargs.mostly,
      holds: rows.length === 0 ? () => true : test(a, b, kwargs),
      cell: (row) => [numpyCell(a, row), numpyCell(b, row)],
    });
  };
}

function timeKind(column: TimeColumn): string {
  return isDate(column) ? "date" : isZoned(column) ? "zoned" : "time";
}

/** Values of two columns that can be compared: numbers with numbers, times with times, texts with texts. */
function comparable(a: FrameColumn, b: FrameColumn): ((row: number) => [number | string, number | string]) | undefined {
  const value = (column: FrameColumn): ((row: number) => number | string) => {
    if (column.kind === "text") return (row) => column.words[column.codes[row] as number] ?? "";
    if (column.kind === "other") return (row) => column.values[row] as number | string;
    return (row) => column.values[row] as number;
  };
  const [x, y] = [value(a), value(b)];
  const kindOf = (column: FrameColumn) =>
    column.kind === "bool" ? "number" : column.kind === "time" ? timeKind(column) : column.kind;
  return kindOf(a) === kindOf(b) ? (row) => [x(row), y(row)] : undefined;
}

/** A date is the time at its beginning, when it is asked for equality. */
function dateAndTime(a: FrameColumn, b: FrameColumn): ((row: number) => [number, number]) | undefined {
  if (a.kind !== "time" || b.kind !== "time" || isZoned(a) || isZoned(b)) return undefined;
  return (row) => [a.values[row] as number, b.values[row] as number];
}

export const equalPair: PairTest = (a, b) => {
  const values = comparable(a, b) ?? dateAndTime(a, b);
  const [noA, noB] = [missingIn(a), missingIn(b)];
  if (!values) return () => false;
  return (row) => {
    const [x, y] = values(row);
    return x === y && !noA(row) && !noB(row);
  };
};

export const greaterPair: PairTest = (a, b, kwargs) => {
  const values = comparable(a, b);
  if (!values) return unable(`'>' not supported between instances of '${nameOf(a)}' and '${nameOf(b)}'`);
  const [noA, noB] = [missingIn(a), missingIn(b)];
  const isEqualToo = kwargs.flag("or_equal");
  return (row) => {
    const [x, y] = values(row);
    return !noA(row) && !noB(row) && (x > y || (isEqualToo && x === y));
  };
};

function nameOf(column: FrameColumn): string {
  return column.kind === "text"
    ? "str"
    : column.kind === "time"
      ? "Timestamp"
      : column.kind === "number" && column.isInteger
        ? "int"
        : "float";
}

export const pairInSet: PairTest = (a, b, kwargs) => {
  const key = (x: unknown, y: unknown) => JSON.stringify([plain(x), plain(y)]);
  const wanted = new Set(
    kwargs.list("value_pairs_set").map((each) => key((each as unknown[])[0], (each as unknown[])[1])),
  );
  // a time is no text: none of a suite's values is equal to it
  const value = (column: FrameColumn, row: number) => {
    const cell = cellOf(column, row);
    return column.kind === "time" && cell !== null ? { time: cell } : cell;
  };
  return (row) => wanted.has(key(value(a, row), value(b, row)));
};

const plain = (value: unknown) => (typeof value === "boolean" ? Number(value) : value);
