import { type Frame, type FrameColumn, noBool } from "../frame/frame";
import { unable } from "./outcome";

/** The rows that an expectation is about. */
export interface Domain {
  readonly frame: Frame;
  /** Of all columns of the table, also those that were not read. */
  readonly names: readonly string[];
  /** In the frame's order. */
  readonly rows: Int32Array;
  /** Of each column that was asked for: those of `rows` that have a value. */
  readonly present: Map<FrameColumn, Int32Array>;
}

export function wholeTable(frame: Frame, names: readonly string[]): Domain {
  const rows = new Int32Array(frame.rows);
  for (let i = 0; i < rows.length; i++) rows[i] = i;
  return { frame, names, rows, present: new Map() };
}

export function columnOf({ frame }: Domain, name: string): FrameColumn {
  return (
    frame.columns.find((each) => each.name === name) ??
    unable(`Error: The column "${name}" in BatchData does not exist.`)
  );
}

/** Whether there is nothing in a row. */
export function missingIn(column: FrameColumn): (row: number) => boolean {
  switch (column.kind) {
    case "text":
      return (row) => column.codes[row] === -1;
    case "bool":
      return (row) => column.values[row] === noBool;
    case "other":
      return (row) => column.values[row] === null;
    case "number":
    case "time":
      return (row) => Number.isNaN(column.values[row]);
  }
}

/** Rows of the domain in which the column has a value. */
export function presentRows(domain: Domain, column: FrameColumn): Int32Array {
  if (column.missing === 0) return domain.rows;
  const known = domain.present.get(column);
  if (known) return known;
  const isMissing = missingIn(column);
  const found = domain.rows.filter((row) => !isMissing(row));
  domain.present.set(column, found);
  return found;
}
