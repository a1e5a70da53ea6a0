import type { Forest } from "./forest";
import { lanes, walkModule } from "./walkModule";

export interface Walker {
  /** Sums of the leaves, `width` a row, base included; rows of `stride` numbers. Good until the next call. */
  sum(rows: Float32Array, count: number, stride: number): Float32Array;
}

/** Rows that are walked through a tree before the next: they and the tree stay in the fast caches. */
const block = 512;
const nodeBytes = 16;

type Walk = (...places: number[]) => void;

interface Memory {
  readonly buffer: ArrayBuffer;
}

/** Lays the trees out in the memory of a WebAssembly module of their own. */
export function createWalker(forest: Forest): Walker {
  const { roots, depths, feature, threshold, child, leaf, weights, width, base } = forest;
  const nodesAt = 1024;
  const weightsAt = nodesAt + feature.length * nodeBytes;
  const tableAt = weightsAt + weights.length * 4;
  const sumsAt = align(tableAt + roots.length * 8);
  const sumsBytes = block * width * 4;
  const rowsAt = align(sumsAt + sumsBytes);
  const memory = allocate(rowsAt + block * Math.max(1, forest.features) * 4 * 2);
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
  const room = floats.length - rowsAt / 4;
  let sums = new Float32Array(0);
  let walk: { readonly of: number; readonly run: Walk } | undefined;

  return {
    sum(rows, count, stride) {
      if (sums.length < count * width) sums = new Float32Array(count * width);
      if (walk?.of !== stride) walk = { of: stride, run: compile(stride * 4, memory) };
      const atOnce = Math.min(block, Math.floor(room / stride / lanes) * lanes);
      for (let from = 0; from < count; from += atOnce) {
        const some = Math.min(atOnce, count - from);
        const whole = Math.ceil(some / lanes) * lanes;
        floats.set(rows.subarray(from * stride, (from + some) * stride), rowsAt / 4);
        floats.fill(0, sumsAt / 4, sumsAt / 4 + whole * width);
        walk.run(tableAt, tableEnd, rowsAt, rowsAt + whole * stride * 4, sumsAt, width);
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

/** The types of this code know no WebAssembly: it runs in Node and in pages, and both have it. */
interface WebAssemblyLike {
  readonly Memory: new (size: { initial: number }) => Memory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: { readonly walk: Walk } };
}

function assembly(): WebAssemblyLike {
  return (globalThis as unknown as { WebAssembly: WebAssemblyLike }).WebAssembly;
}

function allocate(bytes: number): Memory {
  const { Memory } = assembly();
  return new Memory({ initial: Math.ceil(bytes / 65536) });
}

function compile(stride: number, memory: Memory): Walk {
  const { Module, Instance } = assembly();
  return new Instance(new Module(walkModule(stride)), { e: { m: memory } }).exports.walk;
}
