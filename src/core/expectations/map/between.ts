import { isDate, isZoned } from "../cells";
import type { Bound } from "../fields";
import type { Kwargs } from "../kwargs";
import { unable } from "../outcome";
import type { ColumnRows } from "./columnMap";

const notOneType = "Column values, min_value, and max_value must either be None or of the same type.";

interface Limits {
  readonly low: number;
  readonly high: number;
  readonly isOpenLow: boolean;
  readonly isOpenHigh: boolean;
}

/** Values that lie between two bounds. */
export function between({ column, rows }: ColumnRows, kwargs: Kwargs): (row: number) => boolean {
  const [min, max] = [kwargs.bound("min_value"), kwargs.bound("max_value")];
  if (min && max && min.kind !== max.kind) return unable("'>' not supported between instances of different types");
  if (min && max && min.value > max.value) return unable("min_value cannot be greater than max_value");
  const bounds = [min, max].filter((each): each is Bound => each !== undefined);
  const limits: Limits = {
    low: min?.value ?? Number.NEGATIVE_INFINITY,
    high: max?.value ?? Number.POSITIVE_INFINITY,
    isOpenLow: kwargs.flag("strict_min") && min !== undefined,
    isOpenHigh: kwargs.flag("strict_max") && max !== undefined,
  };
  switch (column.kind) {
    case "number":
    case "bool": {
      if (bounds.some((each) => each.kind !== "number"))
        return unable(`Invalid comparison between dtype=${column.dtype} and date`);
      return within(column.values, limits);
    }
    case "time": {
      const wanted = isDate(column) ? "date" : "time";
      for (const each of bounds)
        if (each.kind !== wanted || (each.kind === "time" && each.isZoned !== isZoned(column)))
          return unable(`Invalid comparison between dtype=${column.dtype} and ${nameOf(each)}`);
      return within(column.values, limits);
    }
    case "text":
      return unable(notOneType);
    case "other": {
      for (const row of rows) {
        const value = column.values[row];
        if (typeof value === "string") return unable(notOneType);
        if (typeof value !== "number" && typeof value !== "boolean")
          return unable("The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()");
      }
      return within(column.values.map(Number), limits);
    }
  }
}

export function nameOf(bound: Bound): string {
  return bound.kind === "number" ? "float" : bound.kind === "date" ? "date" : "datetime";
}

export function within(
  values: ArrayLike<number>,
  { low, high, isOpenLow, isOpenHigh }: Limits,
): (row: number) => boolean {
  if (!isOpenLow && !isOpenHigh)
    return (row) => {
      const value = values[row] as number;
      return value >= low && value <= high;
    };
  return (row) => {
    const value = values[row] as number;
    return (isOpenLow ? value > low : value >= low) && (isOpenHigh ? value < high : value <= high);
  };
}
