import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { ApiError } from "../../../shared/apiError";
import type { FromExplainer, ToExplainer } from "./explainWorker";
import type { AnswerOf, ExplainKind, TaskOf } from "./works";

export interface ExplainThread {
  ask<K extends ExplainKind>(kind: K, task: TaskOf<K>): Promise<AnswerOf<K>>;
  close(): Promise<void>;
}

export interface ExplainThreadParts {
  /** Its program: beside the bundle that runs. */
  readonly script?: string;
  /** Milliseconds without a question after which the thread ends, and with it what it kept ready. */
  readonly idle?: number;
}

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/** A thread that explains, and keeps what it made ready; it starts with the first question. */
export function createExplainThread({
  script = join(__dirname, "explainWorker.js"),
  idle = 5 * 60_000,
}: ExplainThreadParts = {}): ExplainThread {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let timer: NodeJS.Timeout | undefined;
  let last = 0;

  function begin(): Worker {
    const made = new Worker(script);
    made.unref();
    made.on("message", (said: FromExplainer) => {
      if (worker !== made) return; // it was ended meanwhile, and who asked was told
      const asked = waiting.get(said.id);
      waiting.delete(said.id);
      if (waiting.size === 0) rest(made);
      if ("answer" in said) asked?.resolve(said.answer);
      else if (said.code !== undefined) asked?.reject(new ApiError(said.code, said.failed));
      else asked?.reject(Object.assign(new Error(said.failed), said.stack ? { stack: said.stack } : {}));
    });
    made.once("error", (error) => lose(made, error));
    made.once("exit", () => lose(made, new Error("the thread of explanations ended")));
    return made;
  }
  function rest(resting: Worker): void {
    resting.unref();
    timer = setTimeout(() => void end(), idle).unref();
  }
  function lose(which: Worker, error: Error): void {
    if (worker !== which) return;
    worker = undefined;
    clearTimeout(timer);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }
  async function end(): Promise<void> {
    clearTimeout(timer);
    const ending = worker;
    worker = undefined;
    for (const { reject } of waiting.values()) reject(new ApiError("TEMPORARILY_UNAVAILABLE", "the runtime ends"));
    waiting.clear();
    await ending?.terminate();
  }

  return {
    ask<K extends ExplainKind>(kind: K, task: TaskOf<K>) {
      worker ??= begin();
      const asked = worker;
      clearTimeout(timer);
      asked.ref();
      const id = ++last;
      return new Promise<AnswerOf<K>>((resolve, reject) => {
        waiting.set(id, { resolve: (answer) => resolve(answer as AnswerOf<K>), reject });
        asked.postMessage({ id, kind, task } satisfies ToExplainer);
      });
    },
    close: end,
  };
}
