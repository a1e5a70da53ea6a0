import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { type Columns, type FieldSpec, startParquet, writeParquet } from "../../core/table/parquetWriter";

export interface ParquetTask {
  readonly fields: readonly FieldSpec[];
}

/** Main → worker. Each batch is answered by `next` once the worker wants another. */
export type ToParquet = { readonly type: "batch"; readonly columns: Columns } | { readonly type: "end" };

export type FromParquet =
  | { readonly type: "next" }
  | { readonly type: "bytes"; readonly bytes: Uint8Array }
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
  const work = async () => {
    startParquet(readFileSync(join(__dirname, "parquet_wasm_bg.wasm")));
    for await (const bytes of writeParquet((workerData as ParquetTask).fields, batches()))
      say({ type: "bytes", bytes });
    say({ type: "done" });
  };
  work()
    .catch((error: unknown) => say({ type: "failed", message: error instanceof Error ? error.message : String(error) }))
    .finally(() => port.close());
}
