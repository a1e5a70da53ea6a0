import type { Kwargs } from "../kwargs";
import { unable } from "../outcome";
import type { ColumnRows } from "./columnMap";

/** Each value against the one before it; missing ones in between are passed over. */
export function ordered(direction: 1 | -1): (given: ColumnRows, kwargs: Kwargs) => (row: number) => boolean {
  return ({ column, rows }, kwargs) => {
    if (column.kind === "text" && rows.length > 1) return unable("unsupported operand type(s) for -: 'str' and 'str'");
    if (column.kind === "other" && rows.some((row) => typeof column.values[row] !== "number"))
      return unable("unsupported operand type(s) for -");
    if (column.kind === "text") return () => true;
    const isStrict = kwargs.flag("strictly");
    const isBits = column.kind === "bool" && column.dtype === "bool"; // pandas' difference of truth values is whether they differ
    const { values } = column;
    let before: number | undefined;
    return (row) => {
      const value = Number(values[row]);
      const last = before;
      before = value;
      if (last === undefined) return true;
      const step = direction * (isBits ? Math.abs(value - last) : value - last);
      return isStrict ? step > 0 : step >= 0 || Number.isNaN(step);
    };
  };
}
