import { gaussLegendre } from "./gaussLegendre";
import { createKernel, type Kernel } from "./kernel";
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

const mostPoints = 64;
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
  load(kernel, forest, used, shares);
  if (background !== undefined) {
    const stride = padded(background.count);
    kernel.setBackground(putColumns(kernel, background, used, stride), background.count, stride);
  }
  check(kernel.prepare(mostReadyBytes));
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
      const sums = take(kernel, size * 8);
      new Float64Array(kernel.memory.buffer, sums, size).fill(0);
      const fitting = Math.floor(chunkCells / Math.max(1, columns * forest.width));
      const chunk = Math.min(padded(rows.count), Math.max(128, Math.min(1024, fitting & ~7)));
      for (let part = next(); part !== undefined; part = next()) {
        const { first, step } = part;
        const pairs = isPairs ? 1 : 0;
        check(kernel.explain(place, rows.count, stride, sums, pairs, first, step, chunk, mostTableBytes));
      }
      const result = new Float64Array(kernel.memory.buffer, sums, size).slice();
      kernel.release(kept);
      return { sums: result, stride, count: rows.count, isPairs };
    },
  };
}

function check(failed: number): void {
  if (failed === 2) throw new Error("a tree of the model is too deep to be explained");
  if (failed !== 0) throw new Error("the trees need more memory than there is to be explained");
}

function once(part: TreePart): () => TreePart | undefined {
  let left: TreePart | undefined = part;
  return () => {
    const given = left;
    left = undefined;
    return given;
  };
}

function padded(count: number): number {
  return (count + 7) & ~7;
}

function usedFeatures({ features, feature, left }: ShapForest): Int32Array {
  const isUsed = new Uint8Array(features);
  for (let node = 0; node < left.length; node++) if (left[node] !== -1) isUsed[feature[node] as number] = 1;
  return Int32Array.from(isUsed.keys()).filter((each) => isUsed[each] === 1);
}

function take(kernel: Kernel, bytes: number): number {
  const place = bytes < 2 ** 32 ? kernel.take(bytes) >>> 0 : 0;
  if (place === 0) throw new Error("the trees need more memory than there is to be explained");
  return place;
}

function put(kernel: Kernel, values: Int32Array | Float32Array | Float64Array | Uint8Array): number {
  const place = take(kernel, values.byteLength);
  new Uint8Array(kernel.memory.buffer).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), place);
  return place;
}

function putColumns(kernel: Kernel, { values, count, stride }: Rows, used: Int32Array, padding: number): number {
  const place = take(kernel, used.length * padding * 4);
  const columns = new Float32Array(kernel.memory.buffer, place, used.length * padding);
  for (let column = 0; column < used.length; column++) {
    let from = used[column] as number;
    for (let to = column * padding; to < column * padding + count; to++, from += stride)
      columns[to] = values[from] as number;
    columns.fill(0, column * padding + count, (column + 1) * padding);
  }
  return place;
}

/** A number that all leaves of a tree share changes no value, and without it 32 bits tell more of what they differ by. */
function centred({ roots, left, right, leaf, weights, width }: ShapForest): Float64Array {
  const moved = weights.slice();
  const open: number[] = [];
  for (const root of roots) {
    const leaves: number[] = [];
    open.push(root);
    for (let node = open.pop(); node !== undefined; node = open.pop())
      if (left[node] === -1) leaves.push(leaf[node] as number);
      else open.push(left[node] as number, right[node] as number);
    for (let k = 0; k < width; k++) {
      let sum = 0;
      for (const place of leaves) sum += weights[place + k] as number;
      for (const place of leaves) moved[place + k] = (weights[place + k] as number) - sum / leaves.length;
    }
  }
  return moved;
}

function load(kernel: Kernel, forest: ShapForest, used: Int32Array, shares: Float64Array): void {
  const columnOf = new Int32Array(forest.features);
  for (const [column, feature] of used.entries()) columnOf[feature] = column;
  const points = new Float64Array((mostPoints * (mostPoints + 1)) / 2);
  const weights = new Float64Array(points.length);
  for (let count = 1; count <= mostPoints; count++) {
    const each = gaussLegendre(count);
    points.set(each.points, (count * (count - 1)) / 2);
    weights.set(each.weights, (count * (count - 1)) / 2);
  }
  const lists = [
    forest.roots,
    forest.feature.map((feature, node) => (forest.left[node] === -1 ? 0 : (columnOf[feature] as number))),
    forest.left,
    forest.right,
    forest.leaf,
    forest.threshold,
    forest.missingLeft,
    centred(forest),
    shares,
    points,
    weights,
  ].map((list) => put(kernel, list));
  const words = Int32Array.of(forest.roots.length, forest.width, ...lists, forest.left.length);
  kernel.setForest(put(kernel, words), used.length);
}
