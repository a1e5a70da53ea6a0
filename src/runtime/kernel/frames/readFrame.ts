import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { csvRows } from "../../../core/csv/csvRows";
import { arrowColumns } from "../../../core/frame/arrowColumns";
import { columnNames } from "../../../core/frame/columnNames";
import { columnOfCells } from "../../../core/frame/columnOfCells";
import { columnOfValues } from "../../../core/frame/columnOfValues";
import type { Frame, FrameColumn } from "../../../core/frame/frame";
import { missingWords } from "../../../core/frame/missingWords";
import { startParquet } from "../../../core/table/parquetWriter";
import { invalid } from "../../../shared/apiError";

export interface FrameOptions {
  /** Only these, in this order; one that is not there is refused. */
  readonly columns?: readonly string[];
  /** Cores that may be used. */
  readonly threads?: number;
}

/** A table of a file, by its extension: CSV, TSV, JSON lines, parquet, and the text ones packed as `.gz`. */
export async function readFrame(path: string, { columns }: FrameOptions = {}): Promise<Frame> {
  const isPacked = path.endsWith(".gz");
  const kind = /\.([a-z]+)$/i.exec(isPacked ? path.slice(0, -3) : path)?.[1]?.toLowerCase();
  const bytes = (): Buffer => {
    try {
      const raw = readFileSync(path);
      return isPacked ? gunzipSync(raw) : raw;
    } catch (error) {
      return invalid(`${path}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const frame =
    kind === "csv" || kind === "tsv"
      ? readText(path, bytes().toString("utf8"), kind === "tsv" ? "\t" : ",")
      : kind === "jsonl" || kind === "ndjson"
        ? readLines(path, bytes().toString("utf8"))
        : kind === "parquet"
          ? readParquet(path, bytes())
          : invalid(`${path}: not a table that is read here: CSV, TSV, JSONL, NDJSON or parquet`);
  if (columns === undefined) return frame;
  const found = columns.map(
    (name) => frame.columns.find((each) => each.name === name) ?? invalid(`${path}: there is no column '${name}'`),
  );
  return { rows: frame.rows, columns: found };
}

function frameOf(columns: readonly FrameColumn[], rows: number): Frame {
  return { rows, columns };
}

function readText(path: string, text: string, separator: string): Frame {
  let head: string[] | undefined;
  const cells: (string | undefined)[][] = [];
  let rows = 0;
  const reader = csvRows(separator, (row) => {
    if (head === undefined) {
      head = columnNames(row);
      for (const _ of head) cells.push([]);
      return;
    }
    rows++;
    if (row.length > head.length)
      invalid(`${path}: row ${rows} has ${row.length} cells, but there are ${head.length} columns`);
    for (let i = 0; i < head.length; i++) {
      const cell = row[i];
      cells[i]?.push(cell === undefined || missingWords.has(cell) ? undefined : cell);
    }
  });
  reader.push(text.replace(/^\ufeff/, ""));
  reader.end();
  if (head === undefined) return invalid(`${path}: the file is empty`);
  return frameOf(
    head.map((name, i) => columnOfCells(name, cells[i] ?? [])),
    rows,
  );
}

function readLines(path: string, text: string): Frame {
  const values = new Map<string, unknown[]>();
  let rows = 0;
  for (const [i, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const read = parse(path, line, i + 1);
    for (const [name, value] of Object.entries(read)) {
      const column = values.get(name) ?? new Array<unknown>(rows).fill(null);
      values.set(name, column);
      column.push(value);
    }
    rows++;
    for (const column of values.values()) if (column.length < rows) column.push(null);
  }
  return frameOf(
    [...values].map(([name, column]) => columnOfValues(name, column)),
    rows,
  );
}

function parse(path: string, line: string, number: number): object {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return invalid(`${path}:${number}: this line is no JSON`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return invalid(`${path}:${number}: this line is no JSON object`);
  return value;
}

let isStarted = false;

function readParquet(path: string, bytes: Uint8Array): Frame {
  if (!isStarted) startParquet(readFileSync(wasmPath()));
  isStarted = true;
  try {
    const columns = arrowColumns(bytes, undefined);
    const first = columns[0];
    const rows = first === undefined ? 0 : first.kind === "text" ? first.codes.length : first.values.length;
    return frameOf(columns, rows);
  } catch (error) {
    return invalid(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function wasmPath(): string {
  const beside = join(__dirname, "parquet_wasm_bg.wasm");
  try {
    return require.resolve("parquet-wasm/esm/parquet_wasm_bg.wasm");
  } catch {
    return beside;
  }
}
