import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { FromHelper, HelperTask } from "./frameWorker";

/** Beside the bundle that runs; in a test there is none, and all is read in one thread. */
const script = join(__dirname, "frameWorker.js");
/** Milliseconds. Who reads one table mostly reads another one soon. */
const idle = 5000;

interface Helper {
  readonly worker: Worker;
  readonly tasks: Map<number, (said: FromHelper | undefined) => void>;
  timer: NodeJS.Timeout | undefined;
}

const helpers: Helper[] = [];
let nextTask = 0;

/** What each piece of a work came to: helpers take pieces as well as this thread does. `own` does one of them here. */
export async function shareWork<T>(
  pieces: number,
  threads: number,
  describe: (next: SharedArrayBuffer) => HelperTask,
  own: (piece: number) => T,
): Promise<T[]> {
  const counter = new SharedArrayBuffer(4);
  const next = new Int32Array(counter);
  const results = new Map<number, T>();
  let wake: () => void = () => undefined;
  let working = 0;
  for (const helper of take(Math.min(threads, pieces) - 1)) {
    const id = nextTask++;
    working++;
    helper.tasks.set(id, (said) => {
      if (said?.result !== undefined) results.set(said.piece, said.result as T);
      else {
        working--;
        helper.tasks.delete(id);
        rest(helper);
      }
      wake();
    });
    helper.worker.ref();
    helper.worker.postMessage({ ...describe(counter), id });
  }
  for (let piece = Atomics.add(next, 0, 1); piece < pieces; piece = Atomics.add(next, 0, 1)) {
    results.set(piece, own(piece));
    if (working > 0) await new Promise(setImmediate); // what helpers say is heard
  }
  while (results.size < pieces && working > 0) await new Promise<void>((done) => (wake = done));
  // a helper that died leaves what it had begun
  return Array.from({ length: pieces }, (_, piece) => results.get(piece) ?? own(piece));
}

export function threadsFor(asked: number | undefined): number {
  return Math.max(1, Math.min(asked ?? availableParallelism(), 8));
}

function take(count: number): Helper[] {
  if (count <= 0 || !existsSync(script)) return [];
  while (helpers.length < count) helpers.push(start());
  const taken = helpers.slice(0, count);
  for (const helper of taken) clearTimeout(helper.timer);
  return taken;
}

function start(): Helper {
  const worker = new Worker(script);
  const helper: Helper = { worker, tasks: new Map(), timer: undefined };
  const end = () => {
    if (helpers.includes(helper)) helpers.splice(helpers.indexOf(helper), 1);
    for (const tell of [...helper.tasks.values()]) tell(undefined);
  };
  worker.on("message", (said: FromHelper) => helper.tasks.get(said.id)?.(said));
  worker.on("error", end);
  worker.on("exit", end);
  worker.unref();
  return helper;
}

function rest(helper: Helper): void {
  if (helper.tasks.size > 0) return;
  helper.worker.unref();
  helper.timer = setTimeout(() => void helper.worker.terminate(), idle); // it has nothing to lose
  helper.timer.unref();
}
