import { Worker } from "node:worker_threads";
import { ApiError } from "../../../shared/apiError";
import type { FromMonitorWorker, MonitorTask } from "./monitorWorker";
import { createTurns } from "./turns";
import type { AnswerOf, MonitorKind, TaskOf } from "./works";

export interface MonitorThreads {
  /** The program of a thread. */
  readonly script: string;
  /** So many tables are looked at at once: each fills memory and a core. */
  readonly most: number;
  /** Requests that wait behind them; looks of monitors are never refused, and go first. */
  readonly mostWaiting: number;
  /** Milliseconds after which a task is given up. */
  readonly longest: number;
}

export type InMonitorThread = <K extends MonitorKind>(kind: K, task: TaskOf<K>) => Promise<AnswerOf<K>>;

/** Threads that each do one task and end with it, and its memory with them. */
export function createMonitorThreads({ script, most, mostWaiting, longest }: MonitorThreads): InMonitorThread {
  const turns = createTurns(most, mostWaiting);
  return async <K extends MonitorKind>(kind: K, task: TaskOf<K>) => {
    await turns.take(kind === "look");
    try {
      return (await answerOf({ kind, task })) as AnswerOf<K>;
    } finally {
      turns.giveBack();
    }
  };

  async function answerOf(task: MonitorTask): Promise<unknown> {
    const { kind } = task;
    const worker = new Worker(script, { workerData: task });
    let timer: NodeJS.Timeout | undefined;
    try {
      const said = await new Promise<FromMonitorWorker>((resolve, reject) => {
        timer = setTimeout(() => reject(tooLong(kind, longest)), longest);
        worker.once("message", resolve);
        worker.on("error", reject);
        worker.once("exit", () => reject(new Error(`the thread of ${kind} ended`)));
      });
      if ("answer" in said) return said.answer;
      if (said.code !== undefined) throw new ApiError(said.code, said.failed);
      throw Object.assign(new Error(said.failed), said.stack ? { stack: said.stack } : {});
    } finally {
      clearTimeout(timer);
      await worker.terminate();
    }
  }
}

function tooLong(kind: MonitorKind, longest: number): ApiError {
  const what = kind === "look" ? "a look of a monitor" : kind;
  return new ApiError(
    "TEMPORARILY_UNAVAILABLE",
    `${what} took longer than ${Math.round(longest / 1000)} s and was ended: ask for fewer columns or rows, or for a simpler pattern`,
  );
}
