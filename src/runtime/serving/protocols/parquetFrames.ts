import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parentPort } from "node:worker_threads";
import { type ParquetTable, readParquetTable } from "../../../core/table/parquetTable";
import { startParquet } from "../../../core/table/parquetWriter";

// A thread that reads Parquet bodies, one after the other: one that is damaged may take it along.

export interface ParquetQuestion {
  readonly body: Uint8Array;
  readonly mostCells: number;
}

export type ParquetReply = { readonly table: ParquetTable } | { readonly why: string };

const port = parentPort;
if (port) {
  startParquet(readFileSync(join(__dirname, "parquet_wasm_bg.wasm")));
  const reply = (said: ParquetReply) => port.postMessage(said);
  port.on("message", ({ body, mostCells }: ParquetQuestion) => {
    readParquetTable(body, mostCells).then(
      (table) => reply({ table }),
      (error: unknown) => reply({ why: error instanceof Error ? error.message : String(error) }),
    );
  });
}
