import type { Frame, FrameColumn } from "../frame/frame";
import { noBool } from "../frame/frame";
import { textColumn } from "../frame/textColumn";

/** The end of a table. */
export function lastRows(frame: Frame, count: number): Frame {
  if (count >= frame.rows) return frame;
  const from = frame.rows - count;
  return { rows: count, columns: frame.columns.map((column) => cut(column, from)) };
}

function cut(column: FrameColumn, from: number): FrameColumn {
  switch (column.kind) {
    case "number": {
      const { longs, ...rest } = column;
      const values = column.values.subarray(from);
      return { ...rest, values, missing: count(values, Number.isNaN), ...(longs && { longs: longs.subarray(from) }) };
    }
    case "time": {
      const values = column.values.subarray(from);
      return { ...column, values, missing: count(values, Number.isNaN) };
    }
    case "bool": {
      const values = column.values.subarray(from);
      return { ...column, values, missing: count(values, (value) => value === noBool) };
    }
    case "text": {
      const { name, dtype, words } = column;
      return {
        ...textColumn(
          name,
          Array.from(column.codes.subarray(from), (code) => words[code]),
        ),
        dtype,
      };
    }
    case "other": {
      const values = column.values.slice(from);
      return { ...column, values, missing: values.filter((value) => value === null).length };
    }
  }
}

function count<T extends number>(values: Iterable<T>, test: (value: T) => boolean): number {
  let found = 0;
  for (const value of values) if (test(value)) found++;
  return found;
}
