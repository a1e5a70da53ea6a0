import { invalid } from "../../shared/apiError";
import type { DriftReport } from "../../shared/drift";
import type { Frame, FrameColumn } from "../frame/frame";
import { noBool } from "../frame/frame";
import { compareColumns, type DriftOptions, reportOf } from "./driftReport";

/** Values with the most rows on both sides; each needs so many rows on either. */
const mostSegments = 20;
const leastRows = 30;

/** A report for each value of a column that both tables have. */
export function segmentReports(
  reference: Frame,
  current: Frame,
  column: string,
  options: DriftOptions,
): Record<string, DriftReport> {
  const [old, fresh] = [rowsByValue(reference, column, "reference"), rowsByValue(current, column, "current table")];
  const sizes = [...fresh].flatMap(([value, rows]) => {
    const before = old.get(value);
    return before && Math.min(before.length, rows.length) >= leastRows
      ? [{ value, size: before.length + rows.length }]
      : [];
  });
  const chosen = sizes.sort((a, b) => b.size - a.size).slice(0, mostSegments);
  return Object.fromEntries(
    chosen.map(({ value }) => {
      const part = (frame: Frame, rows: Int32Array | undefined) =>
        without(takeRows(frame, rows ?? new Int32Array()), column);
      const compared = compareColumns(part(reference, old.get(value)), part(current, fresh.get(value)), {
        ...options,
        columns: options.columns?.filter((name) => name !== column),
      });
      return [value, reportOf(compared, options.driftShare)];
    }),
  );
}

function without({ rows, columns }: Frame, name: string): Frame {
  return { rows, columns: columns.filter((column) => column.name !== name) };
}

function rowsByValue(frame: Frame, name: string, table: string): Map<string, Int32Array> {
  const column = frame.columns.find((each) => each.name === name);
  if (!column) return invalid(`--segment ${name}: the ${table} has no such column`);
  if (column.kind === "other" || column.kind === "time")
    return invalid(`--segment ${name}: only a column of texts, numbers, true and false parts the rows`);
  const found = new Map<string, number[]>();
  for (let row = 0; row < frame.rows; row++) {
    const value = valueAt(column, row);
    if (value === undefined) continue;
    const rows = found.get(value);
    if (rows) rows.push(row);
    else found.set(value, [row]);
  }
  return new Map([...found].map(([value, rows]) => [value, Int32Array.from(rows)]));
}

function valueAt(column: Exclude<FrameColumn, { kind: "other" | "time" }>, row: number): string | undefined {
  switch (column.kind) {
    case "text": {
      const code = column.codes[row] as number;
      return code < 0 ? undefined : column.words[code];
    }
    case "bool":
      return column.values[row] === noBool ? undefined : String(column.values[row] === 1);
    case "number":
      return Number.isNaN(column.values[row]) ? undefined : String(column.values[row]);
  }
}

/** Some rows of a table, in the order given. */
export function takeRows(frame: Frame, rows: Int32Array): Frame {
  return { rows: rows.length, columns: frame.columns.map((column) => takeColumn(column, rows)) };
}

function takeColumn(column: FrameColumn, rows: Int32Array): FrameColumn {
  switch (column.kind) {
    case "number":
    case "time": {
      const values = Float64Array.from(rows, (row) => column.values[row] as number);
      const missing = values.reduce((sum, value) => sum + (Number.isNaN(value) ? 1 : 0), 0);
      if (column.kind === "time") return { ...column, values, missing };
      const { longs, ...rest } = column;
      return {
        ...rest,
        values,
        missing,
        ...(longs && { longs: BigInt64Array.from(rows, (row) => longs[row] as bigint) }),
      };
    }
    case "bool": {
      const values = Uint8Array.from(rows, (row) => column.values[row] as number);
      return { ...column, values, missing: values.reduce((sum, value) => sum + (value === noBool ? 1 : 0), 0) };
    }
    case "text":
      return takeWords(column, rows);
    case "other": {
      const values = Array.from(rows, (row) => column.values[row]);
      return { ...column, values, missing: values.filter((value) => value === null).length };
    }
  }
}

function takeWords(column: Extract<FrameColumn, { kind: "text" }>, rows: Int32Array): FrameColumn {
  const places = new Int32Array(column.words.length).fill(-1);
  const words: string[] = [];
  let missing = 0;
  const codes = Int32Array.from(rows, (row) => {
    const code = column.codes[row] as number;
    if (code < 0) {
      missing++;
      return -1;
    }
    if ((places[code] as number) < 0) {
      places[code] = words.length;
      words.push(column.words[code] as string);
    }
    return places[code] as number;
  });
  return { ...column, codes, words, missing };
}
