import type { FrameColumn } from "../../frame/frame";
import { cellOf } from "../cells";
import { columnOf, type Domain, presentRows } from "../domain";
import type { Kwargs } from "../kwargs";
import { mapOutcome } from "../mapOutcome";
import type { Outcome } from "../outcome";

/** A claim about each value of a column. */
export interface ColumnRows {
  readonly column: FrameColumn;
  /** Those that have a value. */
  readonly rows: Int32Array;
  readonly domain: Domain;
}

/** Makes a test of present rows; it is asked in their order, once for each. */
export type ColumnTest = (given: ColumnRows, kwargs: Kwargs) => (row: number) => boolean;

const always = () => true;

/** An expectation that holds or does not for each value by itself; missing ones are left out. */
export function columnMap(test: ColumnTest): (domain: Domain, kwargs: Kwargs) => Outcome {
  return (domain, kwargs) => {
    const column = columnOf(domain, kwargs.text("column"));
    const rows = presentRows(domain, column);
    return mapOutcome({
      rows,
      elements: domain.rows.length,
      mostly: kwargs.mostly,
      holds: rows.length === 0 ? always : test({ column, rows, domain }, kwargs),
      cell: (row) => cellOf(column, row),
    });
  };
}

/** A test of texts is asked once for each word, not for each row. */
export function perWord(
  column: FrameColumn,
  rows: Int32Array,
  test: (text: string) => boolean,
): ((row: number) => boolean) | undefined {
  if (column.kind !== "text") return undefined;
  const { codes, words } = column;
  const known = new Int8Array(words.length).fill(-1);
  for (const row of rows) {
    const code = codes[row] as number;
    if (known[code] === -1) known[code] = test(words[code] as string) ? 1 : 0;
  }
  return (row) => known[codes[row] as number] === 1;
}
