import { gather, momentsOf, quantileOf } from "../aggregate/numbers";
import { ranksOf } from "../aggregate/ranks";
import { isDate } from "../cells";
import type { Kwargs } from "../kwargs";
import { unable } from "../outcome";
import type { ColumnRows } from "./columnMap";

function numbersOf({ column }: ColumnRows, why: string): ArrayLike<number> {
  if (column.kind === "text" || column.kind === "other" || isDate(column)) return unable(why);
  return column.values;
}

/** Not further than so many standard deviations from the mean. */
export function zScore(given: ColumnRows, kwargs: Kwargs): (row: number) => boolean {
  const values = numbersOf(given, "Cannot complete Z-score calculations on a non-numerical column.");
  const { mean, std } = momentsOf(values, given.rows);
  const threshold = kwargs.number("threshold");
  if (std === 0 || Number.isNaN(std)) return () => true;
  const isDouble = kwargs.flag("double_sided");
  const limit = Math.abs(threshold);
  return (row) => {
    const score = ((values[row] as number) - mean) / std;
    return Number.isNaN(score) || (isDouble ? Math.abs(score) < limit : score < threshold);
  };
}

/** By the quartiles and what lies between them, or by the standard deviation. */
export function outliers(given: ColumnRows, kwargs: Kwargs): (row: number) => boolean {
  const { column, rows } = given;
  const why = "Cannot detect outliers in a non-numerical column";
  if (column.kind === "time") return unable(why);
  const values = numbersOf(given, why);
  const multiplier = kwargs.has("multiplier") ? kwargs.number("multiplier") : 1.5;
  if (!kwargs.has("method") || kwargs.text("method") === "iqr") {
    if (column.kind === "bool" && column.dtype === "bool")
      return unable(
        "numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` operator, or the logical_xor function instead.",
      );
    const ranks = ranksOf(gather(values, rows));
    const [first, third] = [
      quantileOf(ranks, rows.length, 0.25, "linear"),
      quantileOf(ranks, rows.length, 0.75, "linear"),
    ];
    if (!Number.isFinite(first) || !Number.isFinite(third)) return () => true;
    const reach = multiplier * (third - first);
    return (row) => (values[row] as number) >= first - reach && (values[row] as number) <= third + reach;
  }
  const { mean, std } = momentsOf(values, rows);
  if (!Number.isFinite(mean) || !Number.isFinite(std)) return () => true;
  const reach = multiplier * std;
  if (reach <= 0) return (row) => values[row] === mean;
  return (row) => Math.abs((values[row] as number) - mean) < reach;
}
