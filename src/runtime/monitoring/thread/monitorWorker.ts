import { parentPort, workerData } from "node:worker_threads";
import { ApiError, type ErrorCode } from "../../../shared/apiError";
import { type MonitorKind, monitorWorks } from "./works";

export interface MonitorTask {
  readonly kind: MonitorKind;
  readonly task: unknown;
}

/** With a code it is an error that a caller can act on. */
export type FromMonitorWorker =
  | { readonly answer: unknown }
  | { readonly failed: string; readonly code?: ErrorCode; readonly stack?: string };

const port = parentPort;
if (port) {
  work(workerData as MonitorTask)
    .then((answer): FromMonitorWorker => ({ answer }))
    .catch(failure)
    .then((said) => port.postMessage(said))
    .finally(() => port.close());
}

async function work({ kind, task }: MonitorTask): Promise<unknown> {
  const run = (await monitorWorks[kind]()) as (task: unknown) => Promise<unknown>;
  return run(task);
}

function failure(error: unknown): FromMonitorWorker {
  if (error instanceof ApiError) return { failed: error.message, code: error.code };
  return error instanceof Error ? { failed: error.message, stack: error.stack ?? "" } : { failed: String(error) };
}
