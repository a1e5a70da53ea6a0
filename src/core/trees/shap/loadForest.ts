import { gaussLegendre } from "./gaussLegendre";
import type { Kernel } from "./kernel";
import type { ShapForest } from "./shapForest";
import type { Rows } from "./treeExplainer";

/** Points of the largest quadrature: for twice as many features on a path. */
const mostPoints = 64;

export function checkKernel(failed: number): void {
  if (failed === 2) throw new Error("a tree of the model is too deep to be explained");
  if (failed !== 0) throw new Error("the trees need more memory than there is to be explained");
}

/** Columns are of whole vectors. */
export function padded(count: number): number {
  return (count + 7) & ~7;
}

/** That some tree looks at, in order. */
export function usedFeatures({ features, feature, left }: ShapForest): Int32Array {
  const isUsed = new Uint8Array(features);
  for (let node = 0; node < left.length; node++) if (left[node] !== -1) isUsed[feature[node] as number] = 1;
  return Int32Array.from(isUsed.keys()).filter((each) => isUsed[each] === 1);
}

export function takeMemory(kernel: Kernel, bytes: number): number {
  const place = bytes < 2 ** 32 ? kernel.take(bytes) >>> 0 : 0;
  if (place === 0) throw new Error("the trees need more memory than there is to be explained");
  return place;
}

function put(kernel: Kernel, values: Int32Array | Float32Array | Float64Array | Uint8Array): number {
  const place = takeMemory(kernel, values.byteLength);
  new Uint8Array(kernel.memory.buffer).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), place);
  return place;
}

/** Rows as columns of the features that are used. */
export function putColumns(kernel: Kernel, { values, count, stride }: Rows, used: Int32Array, padding: number): number {
  const place = takeMemory(kernel, used.length * padding * 4);
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

let made: ReturnType<typeof gaussLegendre> | undefined;

/** Those of one point, of two, of three…, one after the other. */
function quadratures(): ReturnType<typeof gaussLegendre> {
  if (made !== undefined) return made;
  const size = (mostPoints * (mostPoints + 1)) / 2;
  made = { points: new Float64Array(size), weights: new Float64Array(size) };
  for (let count = 1; count <= mostPoints; count++) {
    const { points, weights } = gaussLegendre(count);
    made.points.set(points, (count * (count - 1)) / 2);
    made.weights.set(weights, (count * (count - 1)) / 2);
  }
  return made;
}

export function loadForest(kernel: Kernel, forest: ShapForest, used: Int32Array, shares: Float64Array): void {
  const columnOf = new Int32Array(forest.features);
  for (const [column, feature] of used.entries()) columnOf[feature] = column;
  const { points, weights } = quadratures();
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
