import { type FrameColumn, noBool } from "../../frame/frame";

/** Rows that have all that is asked for, and how many were left out, each counted once under the first column it misses. */
export interface KeptRows {
  readonly rows: Uint32Array;
  readonly dropped: Readonly<Record<string, number>>;
}

export interface Needed {
  readonly name: string;
  isMissing(row: number): boolean;
}

export function keepRows(length: number, needed: readonly Needed[]): KeptRows {
  const rows = new Uint32Array(length);
  const dropped: Record<string, number> = {};
  let kept = 0;
  for (let row = 0; row < length; row++) {
    const missing = needed.find((each) => each.isMissing(row));
    if (missing) dropped[missing.name] = (dropped[missing.name] ?? 0) + 1;
    else rows[kept++] = row;
  }
  return { rows: rows.subarray(0, kept), dropped };
}

export function missingIn(column: FrameColumn): Needed {
  const { name } = column;
  switch (column.kind) {
    case "number":
    case "time":
      return { name, isMissing: (row) => Number.isNaN(column.values[row]) };
    case "bool":
      return { name, isMissing: (row) => column.values[row] === noBool };
    case "text":
      return { name, isMissing: (row) => column.codes[row] === -1 };
    case "other":
      return { name, isMissing: (row) => column.values[row] === null || column.values[row] === undefined };
    default:
      return column satisfies never;
  }
}

/** Missing or infinite: neither can be measured with. */
export function notFiniteIn(name: string, values: Float64Array): Needed {
  return { name, isMissing: (row) => !Number.isFinite(values[row]) };
}

export function pick<T extends Float64Array | Int32Array>(values: T, rows: Uint32Array): T {
  const picked = values.slice(0, rows.length) as T;
  for (let at = 0; at < rows.length; at++) picked[at] = values[rows[at] as number] as number;
  return picked;
}
