import { type FrameColumn, noBool } from "../../frame/frame";
import { isDate, isZoned } from "../cells";
import type { Kwargs } from "../kwargs";
import { unable } from "../outcome";
import { parseDate } from "../text/parseDate";
import { type ColumnRows, perWord } from "./columnMap";

/** Whether a value is one of a list, as pandas' `isin` compares: 1 is 1.0 and true, "1" is a text. */
export function isIn(
  { column, rows }: ColumnRows,
  values: readonly unknown[],
  areTimesStrict: boolean,
): (row: number) => boolean {
  switch (column.kind) {
    case "number": {
      const { longs } = column;
      const numbers = new Set(values.filter(isNumeric).map(Number));
      const { values: own } = column;
      if (longs && numbers.size > 0) return (row) => numbers.has(Number(longs[row]));
      return (row) => numbers.has(own[row] as number);
    }
    case "bool": {
      const bits = new Set(values.filter(isNumeric).map(Number));
      return (row) => column.values[row] !== noBool && bits.has(column.values[row] as number);
    }
    case "text": {
      const words = new Set(values);
      return perWord(column, rows, (word) => words.has(word)) ?? (() => false);
    }
    case "time": {
      const times = timesOf(column, values, areTimesStrict);
      return (row) => times.has(column.values[row] as number);
    }
    case "other": {
      const plain = new Set(values.map((each) => (typeof each === "boolean" ? Number(each) : each)));
      return (row) => {
        const value = column.values[row];
        return plain.has(typeof value === "boolean" ? Number(value) : value);
      };
    }
  }
}

const isNumeric = (value: unknown): value is number | boolean =>
  typeof value === "number" || typeof value === "boolean";

/** Texts that are times. One that is none spoils all of them. */
function timesOf(column: FrameColumn, values: readonly unknown[], isStrict: boolean): Set<number> {
  if (column.kind !== "time" || isDate(column)) return new Set();
  const zoned = isZoned(column);
  const times = new Set<number>();
  for (const value of values) {
    const read = typeof value === "string" ? parseDate(value) : undefined;
    if (read === undefined) {
      if (isStrict) return unable(`Unknown string format: ${String(value)}`);
      return new Set();
    }
    if (zoned === (read.offset !== undefined)) times.add(read.at - (read.offset ?? 0) * 60_000);
  }
  return times;
}

export function inSet(given: ColumnRows, kwargs: Kwargs): (row: number) => boolean {
  return isIn(given, kwargs.list("value_set"), false);
}

export function notInSet(given: ColumnRows, kwargs: Kwargs): (row: number) => boolean {
  const isInside = isIn(given, kwargs.list("value_set"), true);
  return (row) => !isInside(row);
}
