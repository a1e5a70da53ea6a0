import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ParquetTable, readParquetTable } from "../../../core/table/parquetTable";
import { startParquet } from "../../../core/table/parquetWriter";

/** The reader is several megabytes, so it is a bundle of its own: loaded for the first body that needs it. */
export function openParquetReader(): (body: Uint8Array, mostCells: number) => Promise<ParquetTable> {
  startParquet(readFileSync(join(__dirname, "parquet_wasm_bg.wasm")));
  return readParquetTable;
}
