import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { type AnswerOf, type PartOf, type TaskName, tasks } from "./tasks";

export interface ThreadWork<N extends TaskName> {
  readonly task: N;
  /** Each some milliseconds of work: so long an abort waits, and so often `answered` is called. */
  readonly parts: readonly PartOf<N>[];
  readonly most?: number;
  readonly signal?: AbortSignal | undefined;
  answered(answer: AnswerOf<N>, index: number): void;
}

const mostThreads = 4;

/** All parts, in threads where there is more than one part; here where there is no bundle beside. */
export async function inThreads<N extends TaskName>(work: ThreadWork<N>): Promise<void> {
  const { parts, signal, most = mostThreads } = work;
  const script = join(__dirname, "dataWorker.js");
  const threads = Math.min(parts.length, most, mostThreads, availableParallelism());
  signal?.throwIfAborted();
  if (parts.length < 2 || !existsSync(script)) return here(work);
  let next = 0;
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(script);
      let index = -1;
      const end = (settle: () => void) => {
        void worker.terminate(); // it has nothing to say any more
        settle();
      };
      const give = () => {
        if (signal?.aborted) return end(() => reject(signal.reason));
        if (next >= parts.length) return end(resolve);
        index = next++;
        return worker.postMessage({ task: work.task, part: parts[index] });
      };
      worker.on("message", (message: { answer: AnswerOf<N> } | { error: unknown }) => {
        if ("error" in message) return end(() => reject(message.error));
        work.answered(message.answer, index);
        return give();
      });
      worker.on("error", (error) => end(() => reject(error)));
      give();
    });
  // all of them have ended before anybody goes on: none is left in the middle of a file
  const ended = await Promise.allSettled(Array.from({ length: threads }, one));
  for (const each of ended) if (each.status === "rejected") throw each.reason;
}

async function here<N extends TaskName>({ task, parts, signal, answered }: ThreadWork<N>): Promise<void> {
  const run = tasks[task] as (part: PartOf<N>) => AnswerOf<N>;
  for (const [index, part] of parts.entries()) {
    signal?.throwIfAborted();
    answered(run(part), index);
    await new Promise((turn) => setImmediate(turn));
  }
}
