import { type FrameColumn, noBool, type TimeColumn } from "../frame/frame";

/** A cell as Great Expectations prints it into JSON. */
export function cellOf(column: FrameColumn, row: number): unknown {
  switch (column.kind) {
    case "text":
      return column.words[column.codes[row] as number] ?? null;
    case "bool":
      return column.values[row] === noBool ? null : column.values[row] === 1;
    case "other":
      return plainValue(column.values[row]);
    case "time":
      return isoTime(column, column.values[row] as number);
    case "number": {
      const long = column.longs?.[row];
      return long !== undefined && !Number.isSafeInteger(Number(long))
        ? String(long)
        : finite(column.values[row] as number);
    }
  }
}

/** What JSON can say of a value. */
function plainValue(value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === "number") return finite(value);
  if (value instanceof Date) return value.toISOString();
  if (ArrayBuffer.isView(value)) return value instanceof DataView ? null : Array.from(value as Uint8Array, plainValue);
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plainValue(each)]));
}

/** JSON has no infinities: they are told by name. */
export function finite(value: number): number | string | null {
  if (Number.isNaN(value)) return null;
  return Number.isFinite(value) ? value : value > 0 ? "Infinity" : "-Infinity";
}

/** Dates without a time of day are objects in pandas. */
export function isDate(column: FrameColumn): boolean {
  return column.kind === "time" && column.dtype === "object";
}

/** Has it a zone? */
export function isZoned(column: TimeColumn): boolean {
  return column.dtype.includes(",");
}

/** As `isoformat` prints it. */
export function isoTime(column: TimeColumn, value: number): string | null {
  if (Number.isNaN(value)) return null;
  const text = new Date(value).toISOString();
  if (isDate(column)) return text.slice(0, 10);
  const fraction = text.slice(20, 23);
  return `${text.slice(0, 19)}${fraction === "000" ? "" : `.${fraction}000`}${isZoned(column) ? "+00:00" : ""}`;
}

/** As numpy prints a time without pandas around it. */
export function numpyTime(column: TimeColumn, value: number): string | null {
  if (isDate(column)) return isoTime(column, value);
  return Number.isNaN(value) ? "NaT" : `${new Date(value).toISOString().slice(0, 23)}000000`;
}

export function numpyCell(column: FrameColumn, row: number): unknown {
  return column.kind === "time" ? numpyTime(column, column.values[row] as number) : cellOf(column, row);
}
