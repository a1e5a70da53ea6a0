import { parentPort, workerData } from "node:worker_threads";
import type { Rows } from "../../../core/trees/shap/treeExplainer";
import { createTreeSummer, type TreePlan, type TreeSums } from "../../../core/trees/shap/treeSums";
import { nextPart } from "./parts";

/** What a thread that sums trees is begun with. */
export interface TreeWorkerData {
  readonly plan: TreePlan;
  readonly compiled: object;
}

export interface TreeJob {
  /** On shared memory. */
  readonly rows: Rows;
  readonly isPairs: boolean;
  readonly counter: Int32Array;
  readonly parts: number;
}

export type FromTreeWorker = { readonly sums: TreeSums } | { readonly failed: string };

const { plan, compiled } = workerData as TreeWorkerData;
const summer = createTreeSummer(plan, compiled);

parentPort?.on("message", ({ rows, isPairs, counter, parts }: TreeJob) => {
  try {
    const sums = summer.sum(rows, isPairs, nextPart(counter, parts));
    parentPort?.postMessage({ sums } satisfies FromTreeWorker, [sums.sums.buffer as ArrayBuffer]);
  } catch (error) {
    parentPort?.postMessage({
      failed: error instanceof Error ? error.message : String(error),
    } satisfies FromTreeWorker);
  }
});
