import { createKernel } from "./kernel";
import { checkKernel, loadForest, padded, putColumns, takeMemory, usedFeatures } from "./loadForest";
import type { ShapForest } from "./shapForest";
import type { Rows } from "./treeExplainer";

/** Raw sums of some rows, before they are laid out: [width][column][row]. */
export interface TreeSums {
  readonly sums: Float64Array;
  /** From one column to the next. */
  readonly stride: number;
  readonly count: number;
  readonly isPairs: boolean;
}

/** Every `step`th tree from `first` on: what one of several threads does. */
export interface TreePart {
  readonly first: number;
  readonly step: number;
}

export interface TreeSummer {
  /** The forest's columns that some tree looks at, in order; pairs of them count (0,1), (0,2), (1,2), (0,3)… */
  readonly used: Int32Array;
  /** Rows that should go at once at most. */
  mostRows(isPairs: boolean): number;
  /** With the trees of all parts that `next` gives; without it with all trees. */
  sum(rows: Rows, isPairs: boolean, next?: () => TreePart | undefined): TreeSums;
}

const mostSums = 12 * 2 ** 20;
/** Tables that are made before rows go through them: what the second cache and some of the third hold. */
const mostTableBytes = 4 * 2 ** 20;
/** What is kept ready for single rows. */
const mostReadyBytes = 48 * 2 ** 20;
const chunkCells = 2 ** 15;

/** What is the same for all rows. */
export interface TreePlan {
  readonly forest: ShapForest;
  /** By node, of its parent's cover. */
  readonly shares: Float64Array;
  readonly background: Rows | undefined;
}

/** `compiled`: what compileKernel gave, here or in another thread. */
export function createTreeSummer({ forest, shares, background }: TreePlan, compiled: object): TreeSummer {
  const used = usedFeatures(forest);
  const kernel = createKernel(compiled);
  loadForest(kernel, forest, used, shares);
  if (background !== undefined) {
    const stride = padded(background.count);
    kernel.setBackground(putColumns(kernel, background, used, stride), background.count, stride);
  }
  checkKernel(kernel.prepare(mostReadyBytes));
  const columnsOf = (isPairs: boolean) => (isPairs ? (used.length * (used.length - 1)) / 2 : used.length);
  return {
    used,
    mostRows: (isPairs) => Math.max(64, Math.floor(mostSums / Math.max(1, columnsOf(isPairs) * forest.width))),
    sum(rows, isPairs, next = once({ first: 0, step: 1 })) {
      const kept = kernel.mark();
      const stride = padded(rows.count);
      const columns = columnsOf(isPairs);
      const size = forest.width * columns * stride;
      const place = putColumns(kernel, rows, used, stride);
      const sums = takeMemory(kernel, size * 8);
      new Float64Array(kernel.memory.buffer, sums, size).fill(0);
      const fitting = Math.floor(chunkCells / Math.max(1, columns * forest.width));
      const chunk = Math.min(padded(rows.count), Math.max(128, Math.min(1024, fitting & ~7)));
      for (let part = next(); part !== undefined; part = next()) {
        const { first, step } = part;
        const pairs = isPairs ? 1 : 0;
        checkKernel(kernel.explain(place, rows.count, stride, sums, pairs, first, step, chunk, mostTableBytes));
      }
      const result = new Float64Array(kernel.memory.buffer, sums, size).slice();
      kernel.release(kept);
      return { sums: result, stride, count: rows.count, isPairs };
    },
  };
}

function once(part: TreePart): () => TreePart | undefined {
  let left: TreePart | undefined = part;
  return () => {
    const given = left;
    left = undefined;
    return given;
  };
}
