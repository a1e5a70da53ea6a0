import { type ChildProcess, fork } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, resolve } from "node:path";
import { openFileSource } from "../fileSource";
import { assemble, beginOutput } from "./assemble";
import { BatchRefusal, type BatchTask, type FromWorker, nameOf, type Slice, type ToWorker } from "./batchTask";
import { identityOf, type JobFolder, openJobFolder } from "./jobFolder";
import { planSlices } from "./planSlices";
import { shareSlices } from "./shareSlices";

export interface BatchOptions {
  readonly task: BatchTask;
  /** Default: one a core. */
  readonly workers?: number | undefined;
  report(done: number, total: number): void;
  readonly signal: AbortSignal;
  readonly script?: string;
}

export interface BatchResult {
  readonly rows: number | undefined;
  readonly bytes: number;
  /** Pieces that an earlier run had done. */
  readonly resumed: number;
  readonly slices: number;
}

/** Beside the bundle that runs. */
const workerScript = join(__dirname, "batchWorker.js");
/** A piece that kills its worker so often is given up. */
const mostDeaths = 2;

/**
 * Predictions for all rows of a file, into a file that is there as a whole or not at all. Pieces are done by processes of
 * their own and lie beside the output until the end, so that the same task goes on where it was stopped.
 */
export async function predictFiles(options: BatchOptions): Promise<BatchResult> {
  const { task, signal } = options;
  checkPlaces(task);
  const files = identityOf(task);
  const most = Math.max(1, options.workers ?? availableParallelism());
  const folder = openJobFolder(task, () => {
    const source = openFileSource(task.input.path);
    try {
      return planSlices(task, source, most);
    } finally {
      source.close();
    }
  });
  try {
    const { slices } = folder.plan;
    const left = slices.flatMap((_, index) => (folder.isDone(index) ? [] : [index]));
    const resumed = slices.length - left.length;
    const begun = beginOutput(task, folder);
    begun.catch(() => undefined); // heard below
    const rows = await work(options, folder, left, most).finally(() => begun.catch(() => undefined));
    await begun;
    signal.throwIfAborted();
    if (identityOf(task) !== files)
      throw new BatchRefusal(`${nameOf(task.input)}: it or the model was written anew meanwhile; nothing is kept`);
    const bytes = assemble(task, folder);
    folder.remove();
    return { rows: resumed === 0 ? rows : undefined, bytes, resumed, slices: slices.length };
  } catch (error) {
    // what is wrong with the input stays wrong
    if (error instanceof BatchRefusal) folder.remove();
    else folder.release();
    throw error;
  }
}

function checkPlaces({ input, output }: BatchTask): void {
  checkInput(input.path);
  checkOutput(output.path);
  if (resolve(input.path) === resolve(output.path))
    throw new BatchRefusal("--output: is the input itself; name another file");
}

export function checkInput(path: string): void {
  const found = statOrUndefined(path);
  if (found === undefined) throw new BatchRefusal(`--input: ${path} is not there`);
  if (!found.isFile()) throw new BatchRefusal(`--input: ${path} is no file`);
}

export function checkOutput(path: string): void {
  if (!existsSync(dirname(path))) throw new BatchRefusal(`--output: the folder ${dirname(path)} is not there`);
  if (statOrUndefined(path)?.isDirectory()) throw new BatchRefusal(`--output: ${path} is a folder`);
}

function statOrUndefined(path: string) {
  return statSync(path, { throwIfNoEntry: false });
}

/** Gives pieces to workers until all are done. Returns the rows of those that it had done. */
async function work(options: BatchOptions, folder: JobFolder, left: readonly number[], most: number): Promise<number> {
  const { task, report, signal } = options;
  const { plan } = folder;
  const count = Math.min(most, left.length);
  const threads = count === 0 ? 1 : Math.max(1, Math.floor(availableParallelism() / count));
  const deaths = new Map<number, number>();
  const workers = new Set<ChildProcess>();
  let rows = 0;
  const total = plan.slices.reduce((sum, slice) => sum + sizeOf(slice), 0);
  let done = total - left.reduce((sum, index) => sum + sizeOf(plan.slices[index] as Slice), 0);
  report(done, total);
  const stop = () => {
    for (const each of workers) each.kill("SIGKILL");
  };
  signal.addEventListener("abort", stop, { once: true });
  const shares = shareSlices(left, count);
  const one = async (own: number): Promise<void> => {
    while (!shares.isEmpty() && !signal.aborted) {
      const worker = startWorker(options.script ?? workerScript);
      workers.add(worker.child);
      try {
        await worker.ask({ type: "open", task, plan, threads });
        for (let index = shares.take(own); index !== undefined && !signal.aborted; index = shares.take(own)) {
          const answer = await worker
            .ask({ type: "slice", index, part: folder.part(index) })
            .catch((error: unknown) => {
              if (!(error instanceof WorkerDeath)) throw error;
              deaths.set(index as number, (deaths.get(index as number) ?? 0) + 1);
              shares.giveBack(own, index as number);
              throw error;
            });
          if (answer.type === "done") rows += answer.rows;
          done += sizeOf(plan.slices[index] as Slice);
          report(done, total);
        }
      } catch (error) {
        if (signal.aborted || !(error instanceof WorkerDeath)) throw error;
        if (deaths.size === 0) throw new Error(`the process that opens the model died (${error.how})`);
        const isOften = [...deaths.values()].some((each) => each >= mostDeaths);
        if (isOften) throw new Error(`the process that runs the model died (${error.how}) again and again`);
      } finally {
        workers.delete(worker.child);
        worker.child.kill("SIGKILL");
      }
    }
  };
  try {
    let why: unknown;
    const ended = Array.from({ length: count }, (_, own) =>
      one(own).catch((error: unknown) => {
        why ??= error;
        shares.clear();
        stop();
      }),
    );
    // all of them: none may write into a folder that is being removed
    await Promise.all(ended);
    signal.throwIfAborted();
    if (why !== undefined) throw why;
    return rows;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Rows, or bytes of text. */
function sizeOf(slice: Slice): number {
  return slice.kind === "rows" ? slice.rows : slice.to - slice.from;
}

class WorkerDeath extends Error {
  constructor(readonly how: string) {
    super(`the worker ended with ${how}`);
  }
}

function startWorker(script: string): { child: ChildProcess; ask(message: ToWorker): Promise<FromWorker> } {
  const child = fork(script, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  let settle: { done(answer: FromWorker): void; fail(why: Error): void } | undefined;
  child.on("message", (answer: FromWorker) => settle?.done(answer));
  child.on("error", (error) => settle?.fail(error));
  child.on("exit", (code, signal) => settle?.fail(new WorkerDeath(signal ?? `code ${code}`)));
  return {
    child,
    async ask(message) {
      const answer = await new Promise<FromWorker>((done, fail) => {
        settle = { done, fail };
        if (!child.connected) fail(new WorkerDeath(child.signalCode ?? `code ${child.exitCode}`));
        else child.send(message, (error) => error && fail(new WorkerDeath(error.message)));
      });
      if (answer.type === "refused") throw new BatchRefusal(answer.message);
      if (answer.type === "failed") throw new Error(answer.message);
      return answer;
    },
  };
}
