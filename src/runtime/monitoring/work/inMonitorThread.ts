import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { ApiError } from "../../../shared/apiError";
import type { FromMonitorWorker, MonitorTask } from "./monitorWorker";
import type { AnswerOf, MonitorKind, TaskOf } from "./works";

/** Beside the bundle that runs. */
const script = join(__dirname, "monitorWorker.js");

/** So many tables are looked at at once: each fills memory and a core. */
const most = 2;
let running = 0;
const waiting: (() => void)[] = [];

/** Has a thread of its own do a task, since none of them may hold up the runtime; it ends with the task, and its memory with it. */
export async function inMonitorThread<K extends MonitorKind>(kind: K, task: TaskOf<K>): Promise<AnswerOf<K>> {
  if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
  running++;
  const worker = new Worker(script, { workerData: { kind, task } satisfies MonitorTask });
  try {
    const said = await new Promise<FromMonitorWorker>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
      worker.once("exit", () => reject(new Error(`the thread of ${kind} ended`)));
    });
    if ("answer" in said) return said.answer as AnswerOf<K>;
    if (said.code !== undefined) throw new ApiError(said.code, said.failed);
    throw Object.assign(new Error(said.failed), said.stack ? { stack: said.stack } : {});
  } finally {
    running--;
    waiting.shift()?.();
    await worker.terminate();
  }
}
