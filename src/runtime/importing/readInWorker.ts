import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Foreign } from "../../core/mlflow/foreign";
import { invalid } from "../../shared/apiError";
import type { FromWorker, ReadTask } from "./worker";

/** Beside the bundle that runs. */
const script = join(__dirname, "importWorker.js");

/** Reads a folder or a database on another thread, one batch ahead of whoever consumes it. */
export async function* readInWorker(task: ReadTask): AsyncGenerator<readonly Foreign[]> {
  const worker = new Worker(script, { workerData: task });
  try {
    for (;;) {
      const [message] = (await Promise.race([once(worker, "message"), exitOf(worker)])) as [FromWorker];
      if (message.type === "done") return;
      if (message.type === "failed") invalid(message.message);
      yield message.batch;
      worker.postMessage("next");
    }
  } finally {
    await worker.terminate();
  }
}

async function exitOf(worker: Worker): Promise<never> {
  const [code] = (await once(worker, "exit")) as [number];
  throw new Error(`the reader of the import ended with code ${code}`);
}
