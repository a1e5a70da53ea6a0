import type { ColumnType } from "../../shared/drift";
import type { FrameColumn, NumberColumn } from "../frame/frame";

/** A whole number column of at most so many different values holds categories. */
const categories = 10;

/** What a column of the current table counts as, by Evidently's rules; else why it is not tested. */
export function columnType(column: FrameColumn): { readonly type: ColumnType } | { readonly why: string } {
  switch (column.kind) {
    case "number":
      return numberType(column);
    case "bool":
      return column.dtype === "bool" ? { type: "cat" } : { why: "true, false and missing values mixed: not tested" };
    case "text": {
      const filled = column.codes.length - column.missing;
      if (filled === 0) return { why: "no values in the current table" };
      if (column.dtype === "category") return { type: "cat" };
      return { type: column.words.length > filled * 0.5 ? "text" : "cat" };
    }
    case "time":
      return { why: "dates are not tested" };
    case "other":
      return {
        why: column.values.some(Array.isArray)
          ? "lists are not tested; name them with --embeddings"
          : "values of several kinds are not tested",
      };
  }
}

function numberType(column: NumberColumn): { readonly type: ColumnType } | { readonly why: string } {
  if (column.dtype.startsWith("float")) return { type: "num" };
  if (column.dtype.startsWith("uint")) return { why: `${column.dtype} is not tested` };
  return { type: hasFew(column.values) ? "cat" : "num" };
}

function hasFew(values: Float64Array): boolean {
  const seen = new Set<number>();
  let last = Number.NaN;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value === last) continue;
    last = value;
    seen.add(value);
    if (seen.size > categories) return false;
  }
  return true;
}
