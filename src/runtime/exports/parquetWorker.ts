import { readFileSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { type Head, readParquetHead } from "../../core/table/parquetReader";
import { type Columns, type FieldSpec, startParquet, writeParquet } from "../../core/table/parquetWriter";
import { fileParts } from "../kernel/fileParts";

export type ParquetTask =
  | { readonly do: "write"; readonly fields: readonly FieldSpec[] }
  /** The file is handed over, and closed here. */
  | { readonly do: "head"; readonly handle: FileHandle; readonly size: number; readonly rows: number };

/** Main → worker. Each batch is answered by `next` once the worker wants another. */
export type ToParquet = { readonly type: "batch"; readonly columns: Columns } | { readonly type: "end" };

export type FromParquet =
  | { readonly type: "next" }
  | { readonly type: "bytes"; readonly bytes: Uint8Array }
  | { readonly type: "head"; readonly head: Head }
  | { readonly type: "done" }
  | { readonly type: "failed"; readonly message: string };

const port = parentPort;
if (port) {
  const say = (message: FromParquet) => port.postMessage(message);
  const batches = async function* (): AsyncGenerator<Columns> {
    for (;;) {
      const heard = new Promise<ToParquet>((resolve) => port.once("message", resolve));
      say({ type: "next" });
      const message = await heard;
      if (message.type === "end") return;
      yield message.columns;
    }
  };
  const work = async (task: ParquetTask) => {
    startParquet(readFileSync(join(__dirname, "parquet_wasm_bg.wasm")));
    switch (task.do) {
      case "write":
        for await (const bytes of writeParquet(task.fields, batches())) say({ type: "bytes", bytes });
        say({ type: "done" });
        return;
      case "head":
        try {
          say({ type: "head", head: await readParquetHead(fileParts(task.handle, task.size), task.rows) });
        } finally {
          await task.handle.close();
        }
        return;
      default:
        task satisfies never;
    }
  };
  work(workerData as ParquetTask)
    .catch((error: unknown) => say({ type: "failed", message: error instanceof Error ? error.message : String(error) }))
    .finally(() => port.close());
}
