import { readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { FrameColumn } from "../../../core/frame/frame";
import { arrowColumns } from "../../../core/table/arrowColumns";
import { ParquetFault } from "../../../core/table/parquetFile";
import { startParquet } from "../../../core/table/parquetWriter";
import { fileParts } from "../fileParts";

let isStarted = false;

/** Columns that only the whole library reads: lists, decimals, what is packed with Zstandard. */
export async function readOtherColumns(path: string, names: readonly string[]): Promise<FrameColumn[]> {
  if (!isStarted) startParquet(readFileSync(wasmPath()));
  isStarted = true;
  const handle = await open(path);
  try {
    return await arrowColumns(fileParts(handle, (await handle.stat()).size), names);
  } catch (error) {
    throw new ParquetFault(error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
  } finally {
    await handle.close();
  }
}

function wasmPath(): string {
  try {
    return require.resolve("parquet-wasm/esm/parquet_wasm_bg.wasm");
  } catch {
    return join(__dirname, "parquet_wasm_bg.wasm");
  }
}
