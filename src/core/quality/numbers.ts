import { invalid } from "../../shared/apiError";
import { type FrameColumn, noBool } from "../frame/frame";

/** A column as numbers, NaN where there is nothing; yes and no are 1 and 0. */
export function numbersOf(column: FrameColumn, role: string): Float64Array {
  if (column.kind === "number") return column.values;
  if (column.kind === "bool")
    return Float64Array.from(column.values, (value) => (value === noBool ? Number.NaN : value));
  return invalid(`${role}: column '${column.name}' holds ${describeKind(column)}, not numbers`);
}

export function describeKind(column: FrameColumn): string {
  switch (column.kind) {
    case "number":
      return "numbers";
    case "bool":
      return "true and false";
    case "text":
      return column.words[0] === undefined ? "nothing" : `text ('${column.words[0].slice(0, 40)}')`;
    case "time":
      return "dates";
    case "other":
      return `${column.dtype} values`;
    default:
      return column satisfies never;
  }
}
