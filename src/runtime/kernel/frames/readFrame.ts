import type { Frame } from "../../../core/frame/frame";
import { ParquetFault } from "../../../core/table/parquetFile";
import { ApiError, invalid, notFound } from "../../../shared/apiError";
import type { Wanted } from "./chooseColumns";
import { readCsvFrame } from "./csvFrame";
import { threadsFor } from "./helpers";
import { readJsonFrame } from "./jsonFrame";
import { readParquetFrame } from "./parquetFrame";
import { openTextSource } from "./textSource";

export interface FrameOptions {
  /** Only these, in this order; one that is not there is refused. */
  readonly columns?: Wanted;
  /** Cores that may be used. */
  readonly threads?: number;
}

/** A table of a file, by its extension: CSV, TSV, JSON lines, parquet, and the text ones packed as `.gz`. */
export async function readFrame(path: string, options: FrameOptions = {}): Promise<Frame> {
  try {
    return await readKind(path, options);
  } catch (error) {
    if (error instanceof ApiError) throw error;
    if (error instanceof ParquetFault) return invalid(`${path}: ${error.message}`);
    const code = codeOf(error);
    if (code === "ENOENT") return notFound(`File '${path}'`);
    if (code === "EISDIR") return invalid(`${path}: it is a folder, and no file`);
    if (code === "EACCES") return invalid(`${path}: it may not be read`);
    if (code?.startsWith("Z_")) return invalid(`${path}: it is no gzip file, or a damaged one`);
    if (code !== undefined && /^E[A-Z0-9]+$/.test(code)) return invalid(`${path}: it cannot be read (${code})`);
    // lengths are as the file says them
    if (error instanceof RangeError && isParquet(path))
      return invalid(`${path}: this parquet file is damaged, or needs more memory than there is`);
    throw error;
  }
}

async function readKind(path: string, { columns, threads }: FrameOptions): Promise<Frame> {
  const kind = kindOf(path);
  if (isParquet(path)) return readParquetFrame(path, columns, threadsFor(threads));
  if (kind !== "csv" && kind !== "tsv" && kind !== "jsonl" && kind !== "ndjson")
    return invalid(`${path}: tables are read from .csv, .tsv, .jsonl, .ndjson and .parquet files`);
  const source = openTextSource(path);
  try {
    if (kind === "jsonl" || kind === "ndjson") return readJsonFrame(path, source, columns);
    return await readCsvFrame({ path, source, separator: kind === "tsv" ? tab : comma, columns }, threadsFor(threads));
  } finally {
    source.close();
  }
}

function kindOf(path: string): string | undefined {
  return /\.([a-z]+)(?:\.gz)?$/i.exec(path)?.[1]?.toLowerCase();
}

function isParquet(path: string): boolean {
  const kind = kindOf(path);
  return kind === "parquet" || kind === "pq";
}

const [comma, tab] = [44, 9];

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
