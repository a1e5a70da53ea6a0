import { existsSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { ApiError } from "../../../shared/apiError";
import type { Log } from "../log";
import { type CheckpointAnswer, type CheckpointRequest, writeCheckpoint } from "./checkpointWork";
import type { Files } from "./files";
import { createSqlConsole, type SqlRequest } from "./sqlConsole";
import type { SqlRows } from "./store";
import { messageOf } from "./wal";
import type { WorkAnswer, WorkRequest } from "./worker";

/** What is too long for the main thread. */
export interface Workers {
  checkpoint(request: CheckpointRequest): Promise<CheckpointAnswer>;
  sql(request: SqlRequest): Promise<SqlRows>;
  /** Ends what runs; nothing of it is missed. */
  close(): Promise<void>;
}

/** An SQL worker that nobody asks any more gives its memory back. */
const idleAfter = 60_000;
const sqlTakesAtMost = 30_000;

/** The bundled worker beside this program, if it is there. */
export function findWorker(): string | undefined {
  const beside = join(__dirname, "storeWorker.js");
  return existsSync(beside) ? beside : undefined;
}

interface Thread {
  ask(work: Unnumbered): Promise<CheckpointAnswer | SqlRows>;
  end(): Promise<void>;
}

type Unnumbered = WorkRequest extends infer Each ? (Each extends WorkRequest ? Omit<Each, "id"> : never) : never;

export function createWorkers(path: string, log: Log): Workers {
  const threads = new Set<Thread>();
  let sql: Thread | undefined;
  let idle: NodeJS.Timeout | undefined;

  function start(): Thread {
    const worker = new Worker(path, { stdout: false, stderr: false });
    const waiting = new Map<
      number,
      { resolve(answer: CheckpointAnswer | SqlRows): void; reject(error: Error): void }
    >();
    let last = 0;
    const failAll = (error: Error) => {
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    };
    worker.on("message", (message: WorkAnswer) => {
      if ("log" in message) {
        const [level, text, facts] = message.log;
        log[level](text, facts);
        return;
      }
      const asked = waiting.get(message.id);
      waiting.delete(message.id);
      if (waiting.size === 0) worker.unref();
      if ("answer" in message) asked?.resolve(message.answer);
      else
        asked?.reject(
          message.invalid ? new ApiError("INVALID_PARAMETER_VALUE", message.error) : new Error(message.error),
        );
    });
    worker.on("error", failAll);
    worker.on("exit", () => failAll(new Error("the store's worker ended")));
    worker.unref();
    const thread: Thread = {
      ask: (work) =>
        new Promise((resolve, reject) => {
          waiting.set(++last, { resolve, reject });
          worker.ref(); // a process that waits for an answer does not end
          worker.postMessage({ ...work, id: last });
        }),
      async end() {
        threads.delete(thread);
        await worker.terminate();
      },
    };
    threads.add(thread);
    return thread;
  }

  function endSql(): void {
    clearTimeout(idle);
    void sql?.end(); // a thread that is told to end has nothing more to say
    sql = undefined;
  }

  return {
    async checkpoint(request) {
      const thread = start();
      try {
        return (await thread.ask({ kind: "checkpoint", request })) as CheckpointAnswer;
      } finally {
        await thread.end();
      }
    },
    async sql(request) {
      clearTimeout(idle);
      sql ??= start();
      let late: NodeJS.Timeout | undefined;
      const tooLong = new Promise<never>((_, reject) => {
        late = setTimeout(() => {
          endSql();
          reject(
            new ApiError("REQUEST_TIMEOUT", `The query took longer than ${sqlTakesAtMost / 1000} s and was given up`),
          );
        }, sqlTakesAtMost);
      });
      try {
        return (await Promise.race([sql.ask({ kind: "sql", request }), tooLong])) as SqlRows;
      } finally {
        clearTimeout(late);
        clearTimeout(idle);
        idle = setTimeout(endSql, idleAfter);
        idle.unref();
      }
    },
    async close() {
      clearTimeout(idle);
      await Promise.all([...threads].map((thread) => thread.end()));
    },
  };
}

/** The same on the main thread: where no worker is at hand, and for tests that put another disk in. */
export function createInlineWorkers(files: Files, log: Log): Workers {
  const console = createSqlConsole(files, log);
  return {
    checkpoint: (request) => writeCheckpoint(request, files, log),
    async sql(request) {
      try {
        return await console.answer(request);
      } catch (error) {
        throw error instanceof SyntaxError ? new ApiError("INVALID_PARAMETER_VALUE", messageOf(error)) : error;
      }
    },
    close: async () => undefined,
  };
}
