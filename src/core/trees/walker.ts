import type { Forest } from "./forest";
import { takeRows } from "./takeRows";
import { lanes, walkModule } from "./walkModule";
import { allocate, instantiate } from "./wasm";

export interface Walker {
  /** Sums of the leaves, `width` a row, base included; rows of `stride` numbers. Good until the next call. */
  sum(rows: Float32Array, count: number, stride: number): Float32Array;
}

/** Rows that are walked through a tree before the next: they and the tree stay in the fast caches. */
const block = 512;
const nodeBytes = 16;
/** Fewer are walked one by one: eight lanes for two rows would mostly walk nothing. */
const fewRows = 3;

/** Lays the trees out in the memory of a WebAssembly module of their own. */
export function createWalker(forest: Forest): Walker {
  const { roots, depths, feature, threshold, child, leaf, weights, width, base } = forest;
  const nodesAt = 1024;
  const weightsAt = nodesAt + feature.length * nodeBytes;
  const tableAt = weightsAt + weights.length * 4;
  const sumsAt = align(tableAt + roots.length * 8);
  const sumsBytes = block * width * 4;
  const rowsAt = align(sumsAt + sumsBytes);
  const stride = Math.max(1, forest.features);
  const memory = allocate(rowsAt + block * stride * 4);
  const ints = new Int32Array(memory.buffer);
  const floats = new Float32Array(memory.buffer);
  for (let node = 0; node < feature.length; node++) {
    const at = (nodesAt + node * nodeBytes) / 4;
    floats[at] = threshold[node] as number;
    ints[at + 1] = (feature[node] as number) * 4;
    ints[at + 2] = nodesAt + (child[node] as number) * nodeBytes;
    ints[at + 3] = weightsAt + (leaf[node] as number) * 4;
  }
  floats.set(weights, weightsAt / 4);
  for (let tree = 0; tree < roots.length; tree++) {
    ints[tableAt / 4 + tree * 2] = nodesAt + (roots[tree] as number) * nodeBytes;
    ints[tableAt / 4 + tree * 2 + 1] = Math.max(1, depths[tree] as number);
  }
  const tableEnd = tableAt + roots.length * 8;
  const walk = instantiate(walkModule(stride * 4), memory);
  let sums = new Float32Array(0);

  function walkOne(rows: Float32Array, from: number, to: number): void {
    sums.fill(0, to, to + width);
    for (let tree = 0; tree < roots.length; tree++) {
      let node = roots[tree] as number;
      for (let below = child[node] as number; below !== node; below = child[node] as number) {
        const value = rows[from + (feature[node] as number)] as number;
        node = value > (threshold[node] as number) ? below + 1 : below;
      }
      const at = leaf[node] as number;
      for (let k = 0; k < width; k++) sums[to + k] = (sums[to + k] as number) + (weights[at + k] as number);
    }
    for (let k = 0; k < width; k++) sums[to + k] = (sums[to + k] as number) + (base[k] as number);
  }

  return {
    sum(rows, count, given) {
      if (sums.length < count * width) sums = new Float32Array(count * width);
      if (count < fewRows) {
        for (let row = 0; row < count; row++) walkOne(rows, row * given, row * width);
        return sums;
      }
      for (let from = 0; from < count; from += block) {
        const some = Math.min(block, count - from);
        const whole = Math.ceil(some / lanes) * lanes;
        takeRows(rows, from, from + some, given, floats, rowsAt / 4, stride);
        floats.fill(0, sumsAt / 4, sumsAt / 4 + whole * width);
        walk(tableAt, tableEnd, rowsAt, rowsAt + whole * stride * 4, sumsAt, width);
        for (let row = 0, at = sumsAt / 4, to = from * width; row < some; row++)
          for (let k = 0; k < width; k++) sums[to++] = (floats[at++] as number) + (base[k] as number);
      }
      return sums;
    },
  };
}

function align(place: number): number {
  return Math.ceil(place / 64) * 64;
}
