import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { compileKernel } from "../../../core/trees/shap/kernel";
import { emptyExplanation, layOut } from "../../../core/trees/shap/layOut";
import type { ShapForest } from "../../../core/trees/shap/shapForest";
import {
  batches,
  planTrees,
  type Rows,
  refusePairs,
  type TreeExplainer,
  type TreeExplainerOptions,
  type TreeExplanation,
} from "../../../core/trees/shap/treeExplainer";
import { createTreeSummer, type TreeSums } from "../../../core/trees/shap/treeSums";
import { nextPart, partsOf } from "./parts";
import type { FromTreeWorker, TreeJob, TreeWorkerData } from "./treeWorker";

/** A TreeExplainer that spreads the trees over threads where that pays. */
export interface ThreadedExplainer extends Pick<TreeExplainer, "method" | "outputs" | "baseValues" | "explainOne"> {
  explain(rows: Rows): Promise<TreeExplanation>;
  interactions(rows: Rows): Promise<TreeExplanation>;
  close(): Promise<void>;
}

export interface Threads {
  /** This one among them. */
  readonly count?: number;
  /** The program of the others: beside the bundle that runs. Where there is none, this thread does it all. */
  readonly script?: string;
}

/** Nodes times rows from which on a second thread is worth its start. */
const much = 20e6;
const mostThreads = 8;

export function createThreadedExplainer(
  forest: ShapForest,
  options: TreeExplainerOptions = {},
  { count = availableParallelism(), script = join(__dirname, "treeWorker.js") }: Threads = {},
): ThreadedExplainer {
  const plan = planTrees(forest, options);
  const summer = createTreeSummer(plan, compileKernel());
  const others = existsSync(script) ? Math.min(count, mostThreads, forest.roots.length) - 1 : 0;
  const workers: Worker[] = [];
  let turn: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  function begin(): void {
    const { shares, background } = plan;
    const workerData: TreeWorkerData = { plan: { forest, shares, background }, compiled: compileKernel() };
    while (workers.length < others) {
      const worker = new Worker(script, { workerData });
      worker.unref();
      const lose = () => leave(worker);
      worker.on("error", lose);
      worker.on("exit", lose);
      workers.push(worker);
    }
  }
  function leave(worker: Worker): void {
    const at = workers.indexOf(worker);
    if (at >= 0) workers.splice(at, 1);
    void worker.terminate();
  }
  const end = () => Promise.all(workers.splice(0).map((worker) => worker.terminate()));
  async function sum(rows: Rows, isPairs: boolean): Promise<TreeSums> {
    if (others === 0 || isClosed || rows.count * forest.left.length * (isPairs ? 4 : 1) < much)
      return summer.sum(rows, isPairs);
    begin();
    const parts = partsOf(forest.roots.length, others + 1);
    const counter = new Int32Array(new SharedArrayBuffer(4));
    const job: TreeJob = { rows: shared(rows), isPairs, counter, parts };
    const answers = workers.map((worker) => ask(worker, job));
    const all = Promise.all(answers);
    all.catch(() => undefined); // this thread may fail first, and its own words are told then
    try {
      const own = summer.sum(rows, isPairs, nextPart(counter, parts));
      for (const { sums } of await all)
        for (let i = 0; i < sums.length; i++) own.sums[i] = (own.sums[i] as number) + (sums[i] as number);
      return own;
    } catch (error) {
      await end(); // the others may still be at it: what they say of this must not answer the next question
      throw error;
    }
  }
  async function explainAll(rows: Rows, isPairs: boolean): Promise<TreeExplanation> {
    const result = emptyExplanation(plan, rows, isPairs);
    for (const [from, some] of batches(rows, summer.mostRows(isPairs))) {
      const layout = { plan, used: summer.used, columns: rows.stride, from };
      layOut(layout, await sum(some, false), isPairs ? await sum(some, true) : undefined, result);
    }
    return result;
  }
  /** One question after the other: a thread has one set of sums. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  }
  function explainOne(row: Float32Array): TreeExplanation {
    const rows: Rows = { values: row, count: 1, stride: row.length };
    const result = emptyExplanation(plan, rows, false);
    layOut({ plan, used: summer.used, columns: rows.stride, from: 0 }, summer.sum(rows, false), undefined, result);
    return result;
  }

  return {
    method: plan.background === undefined ? "tree_path_dependent" : "interventional",
    outputs: forest.outputs,
    baseValues: plan.baseValues,
    explain: (rows) => inTurn(() => explainAll(rows, false)),
    explainOne,
    async interactions(rows) {
      refusePairs(plan);
      return inTurn(() => explainAll(rows, true));
    },
    async close() {
      isClosed = true;
      await end();
    },
  };
}

function shared({ values, count, stride }: Rows): Rows {
  if (values.buffer instanceof SharedArrayBuffer) return { values, count, stride };
  const copy = new Float32Array(new SharedArrayBuffer(count * stride * 4));
  copy.set(values.subarray(0, count * stride));
  return { values: copy, count, stride };
}

function ask(worker: Worker, job: TreeJob): Promise<TreeSums> {
  return new Promise((resolve, reject) => {
    const answer = (said: FromTreeWorker) => {
      settle();
      if ("sums" in said) resolve(said.sums);
      else reject(new Error(said.failed));
    };
    const fail = (error: Error) => {
      settle();
      reject(error);
    };
    const end = () => fail(new Error("a thread that explains trees ended"));
    const settle = () => {
      worker.off("message", answer);
      worker.off("error", fail);
      worker.off("exit", end);
      worker.unref();
    };
    worker.on("message", answer);
    worker.on("error", fail);
    worker.on("exit", end);
    worker.ref();
    worker.postMessage(job);
  });
}
