import { groupRows } from "../groups";
import type { ColumnRows } from "./columnMap";

/** Values that stand once only. */
export function unique({ column, rows }: ColumnRows): (row: number) => boolean {
  const { counts, of } = groupRows(column, rows);
  let place = 0;
  return () => counts[of[place++] as number] === 1;
}
