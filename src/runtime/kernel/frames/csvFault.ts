import { isUtf8 } from "node:buffer";
import type { CsvFault, CsvPlan } from "../../../core/frame/csv/csvPlan";
import { FileError, invalid } from "../../../shared/apiError";
import type { TextSource } from "./textSource";

const lineFeed = 10;
const step = 1024 * 1024;

/** What is wrong with a text file, with its line. */
export function csvFault(path: string, source: TextSource, fault: CsvFault | "empty", plan?: CsvPlan): never {
  if (fault === "empty") return invalid(`${path}: the file is empty`);
  switch (fault.kind) {
    case "fields": {
      const what = `this row has ${fault.fields} fields, but there are ${plan?.width ?? 0}`;
      throw new FileError(path, { line: lineOf(source, fault.at) }, what);
    }
    case "quote":
      throw new FileError(path, { line: lineOf(source, fault.at) }, "a quote that opens in this row is never closed");
    case "encoding": {
      const { line, byte } = strangeLine(source);
      const what = `this is not UTF-8 (byte 0x${byte.toString(16)}, as in Latin-1 or Windows-1252): save the file as UTF-8`;
      throw new FileError(path, { line }, what);
    }
    default:
      return fault satisfies never;
  }
}

/** What is no text of a table at all, by its first bytes. */
export function strangeText(path: string, bytes: Uint8Array): void {
  const begins = (...head: number[]) => head.every((byte, i) => bytes[i] === byte);
  if (begins(0xff, 0xfe) || begins(0xfe, 0xff)) invalid(`${path}: it is UTF-16: save the file as UTF-8`);
  if (begins(0x50, 0x41, 0x52, 0x31)) invalid(`${path}: it is a parquet file: name it ….parquet`);
  if (begins(0x1f, 0x8b)) invalid(`${path}: it is packed with gzip: name it ….gz`);
  if (begins(0x50, 0x4b, 3, 4)) invalid(`${path}: it is a ZIP archive or a spreadsheet, and no text`);
  if (bytes.subarray(0, 4096).includes(0)) invalid(`${path}: it is no text of a table: it has bytes that are zero`);
}

function lineOf(source: TextSource, at: number): number {
  let line = 1;
  for (let from = 0; from < at; from += step) {
    const bytes = new Uint8Array(Math.min(step, at - from));
    source.readInto(from, bytes);
    for (const byte of bytes) if (byte === lineFeed) line++;
  }
  return line;
}

/** The first line that is not UTF-8, and its first byte that is strange. */
function strangeLine(source: TextSource): { readonly line: number; readonly byte: number } {
  let line = 1;
  for (let from = 0; from < source.size; ) {
    let bytes = new Uint8Array(Math.min(step, source.size - from));
    source.readInto(from, bytes);
    if (from + bytes.length < source.size) bytes = bytes.subarray(0, bytes.lastIndexOf(lineFeed) + 1 || bytes.length);
    if (!isUtf8(bytes)) {
      let start = 0;
      for (;;) {
        const end = bytes.indexOf(lineFeed, start);
        const row = bytes.subarray(start, end < 0 ? bytes.length : end);
        if (!isUtf8(row)) return { line, byte: strangeByte(row) };
        if (end < 0) break;
        start = end + 1;
        line++;
      }
    } else for (const byte of bytes) if (byte === lineFeed) line++;
    from += bytes.length;
  }
  return { line, byte: 0xff };
}

function strangeByte(row: Uint8Array): number {
  let last = 0;
  for (let i = 0; i <= row.length; i++) {
    const next = row[i];
    if (next !== undefined && (next & 0xc0) === 0x80) continue; // within a character
    if (!isUtf8(row.subarray(last, i))) break;
    last = i;
  }
  return row[last] ?? 0xff;
}
