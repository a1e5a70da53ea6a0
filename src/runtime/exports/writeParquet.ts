import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Columns } from "../../core/table/parquetWriter";
import type { FromParquet, ParquetTask, ToParquet } from "./parquetWorker";
import type { Row, Rows } from "./rows";

/** Beside the bundle that runs. */
const script = join(__dirname, "parquetWorker.js");
const batchRows = 5000;

/** As a parquet file, made on another thread; the next rows are read when it asks for them. */
export async function* writeParquet({ fields, batches: some }: Rows): AsyncGenerator<Buffer> {
  const task: ParquetTask = { do: "write", fields };
  const worker = new Worker(script, { workerData: task });
  const heard: FromParquet[] = [];
  let wake: () => void = () => undefined;
  worker.on("message", (message: FromParquet) => {
    heard.push(message);
    wake();
  });
  const failed = once(worker, "exit").then(() => {
    heard.push({ type: "failed", message: "the thread that writes parquet ended" });
    wake();
  });
  const batches = batchesOf(fields.length, some);
  try {
    for (;;) {
      const message = heard.shift();
      if (!message) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (heard.length > 0) resolve();
        });
        continue;
      }
      if (message.type === "done") return;
      if (message.type === "failed") throw new Error(`parquet: ${message.message}`);
      if (message.type === "bytes") {
        yield Buffer.from(message.bytes);
        continue;
      }
      if (message.type === "head") continue; // of the other task
      const { done, value } = await batches.next();
      worker.postMessage((done ? { type: "end" } : { type: "batch", columns: value }) satisfies ToParquet);
    }
  } finally {
    await worker.terminate();
    await failed;
  }
}

async function* batchesOf(width: number, some: AsyncIterable<readonly Row[]>): AsyncGenerator<Columns> {
  let columns = emptyColumns(width);
  let count = 0;
  for await (const rows of some) {
    for (const row of rows) for (let i = 0; i < width; i++) columns[i]?.push(row[i] ?? null);
    count += rows.length;
    if (count < batchRows) continue;
    yield columns;
    columns = emptyColumns(width);
    count = 0;
  }
  if (count > 0) yield columns;
}

function emptyColumns(width: number): (string | number | null)[][] {
  return Array.from({ length: width }, () => []);
}
