import { compileKernel, createKernel } from "./kernel";
import { checkKernel, loadForest, padded, putColumns, takeMemory, usedFeatures } from "./loadForest";
import type { ShapForest } from "./shapForest";

/** How many of the rows come to each node. */
export function countCovers(forest: ShapForest, rows: Float32Array, count: number, stride: number): Float64Array {
  const nodes = forest.left.length;
  const used = usedFeatures(forest);
  const kernel = createKernel(compileKernel());
  loadForest(kernel, forest, used, new Float64Array(nodes));
  const columns = putColumns(kernel, { values: rows, count, stride }, used, padded(count));
  const covers = takeMemory(kernel, nodes * 8);
  checkKernel(kernel.countCovers(columns, count, padded(count), covers));
  return new Float64Array(kernel.memory.buffer, covers, nodes).slice();
}
