import { parentPort, workerData } from "node:worker_threads";
import type { Foreign, Taken } from "../../core/mlflow/foreign";
import { readMlflowDb } from "./mlflowDb";
import { readMlrunsFolder } from "./mlrunsFolder";

export interface ReadTask {
  readonly kind: "mlruns" | "sqlite";
  readonly path: string;
  readonly taken: Taken;
  /** Of a folder, only these runs. */
  readonly runs?: readonly string[];
}

/** Worker → main: a batch, then silence until it is asked for the next; `done` is the last word. */
export type FromWorker =
  | { readonly type: "batch"; readonly batch: readonly Foreign[] }
  | { readonly type: "done" }
  | { readonly type: "failed"; readonly message: string };

const recordsAtOnce = 256;
const pointsAtOnce = 100_000;

async function read(task: ReadTask, send: (message: FromWorker) => Promise<void>): Promise<void> {
  const source =
    task.kind === "sqlite" ? readMlflowDb(task.path, task.taken) : readMlrunsFolder(task.path, task.taken, task.runs);
  let batch: Foreign[] = [];
  let points = 0;
  for await (const record of source) {
    batch.push(record);
    if (record.kind === "points") points += record.values.length;
    // what a mark covers must arrive together with it
    if (batch.length < recordsAtOnce && points < pointsAtOnce) continue;
    if (task.kind === "sqlite" && record.kind === "points") continue;
    await send({ type: "batch", batch });
    batch = [];
    points = 0;
  }
  await send({ type: "batch", batch });
  await send({ type: "done" });
}

const port = parentPort;
if (port) {
  const send = (message: FromWorker) =>
    new Promise<void>((resolve) => {
      if (message.type === "batch") port.once("message", () => resolve());
      port.postMessage(message);
      if (message.type !== "batch") resolve();
    });
  read(workerData as ReadTask, send)
    .catch((error: unknown) =>
      send({ type: "failed", message: error instanceof Error ? error.message : String(error) }),
    )
    .finally(() => port.close());
}
