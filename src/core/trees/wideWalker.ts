import type { Forest } from "./forest";
import { type Ranks, rankThresholds } from "./ranks";
import { takeRows } from "./takeRows";
import type { Walker } from "./walker";
import { allocate, instantiate, isValid } from "./wasm";
import { type WidePlaces, wideLanes, wideModule } from "./wideModule";

/** Rows at a time: their ranks stay in the fastest cache while the trees go over them. */
const block = 512;
const mostLeaves = 256;
const mostNumbers = 16;
const mostNodes = 20_000;

/**
 * Walks many rows at once, where the trees are so small that looking at all of a tree's nodes for sixteen rows costs less than
 * going down it sixteen times. The sums are those of the other walker. Undefined: it does not pay here.
 */
export function createWideWalker(forest: Forest): Walker | undefined {
  if (!pays(forest)) return undefined;
  const ranks = rankThresholds(forest);
  if (ranks === undefined) return undefined;
  const { width, base, features } = forest;
  const { places, size } = placesOf(forest, ranks);
  const module = wideModule(forest, ranks, places);
  if (!isValid(module)) return undefined; // a machine without vectors
  const memory = allocate(size);
  fill(memory.buffer, forest, ranks, places);
  const walk = instantiate(module, memory);
  const floats = new Float32Array(memory.buffer);
  let sums = new Float32Array(0);

  return {
    sum(rows, count, stride) {
      if (sums.length < count * width) sums = new Float32Array(count * width);
      for (let from = 0; from < count; from += block) {
        const some = Math.min(block, count - from);
        const groups = Math.ceil(some / wideLanes);
        takeRows(rows, from, from + some, stride, floats, places.rows / 4, features);
        floats.fill(0, places.sums / 4, places.sums / 4 + groups * wideLanes * width);
        walk(
          places.rows + groups * wideLanes * features * 4,
          places.ranks + groups * wideLanes * ranks.columns.length,
          features * 4,
        );
        for (let row = 0; row < some; row++) {
          const lane = row % wideLanes;
          const at = places.sums / 4 + (row - lane) * width + lane;
          const to = (from + row) * width;
          for (let k = 0; k < width; k++) sums[to + k] = (floats[at + k * wideLanes] as number) + (base[k] as number);
        }
      }
      return sums;
    },
  };
}

/** Of a formula for a row, in the time of one step down a tree. */
const nodesAStep = 4;

function pays({ roots, depths, child, width, features }: Forest): boolean {
  const steps = depths.reduce((sum, depth) => sum + depth, 0);
  const nodes = (child.length - roots.length) / 2;
  if (features === 0 || width > mostNumbers || nodes > Math.min(mostNodes, steps * nodesAStep)) return false;
  return roots.every((_, tree) => leafCount({ roots, child }, tree) <= mostLeaves);
}

function leafCount({ roots, child }: Pick<Forest, "roots" | "child">, tree: number): number {
  return ((roots[tree + 1] ?? child.length) - (roots[tree] as number) + 1) / 2;
}

function placesOf(forest: Forest, { columns }: Ranks): { places: WidePlaces; size: number } {
  const { roots, width, features } = forest;
  let next = 1024;
  const take = (bytes: number): number => {
    const at = next;
    next = Math.ceil((at + bytes) / 64) * 64;
    return at;
  };
  const places: WidePlaces = {
    bytes: take(256 * wideLanes),
    columns: take(columns.length * 12),
    thresholds: columns.map(({ thresholds }) => take(thresholds.byteLength)),
    leaves: Array.from(roots, (_, tree) => take(leafCount(forest, tree) * width * 4)),
    ranks: take(block * columns.length),
    sums: take(block * width * 4),
    rows: take(block * features * 4),
  };
  return { places, size: next };
}

/** What stays the same whatever the rows are. */
function fill(buffer: ArrayBuffer, forest: Forest, ranks: Ranks, places: WidePlaces): void {
  const bytes = new Uint8Array(buffer);
  const ints = new Int32Array(buffer);
  const floats = new Float32Array(buffer);
  for (let value = 0; value < 256; value++)
    bytes.fill(value, places.bytes + value * wideLanes, places.bytes + (value + 1) * wideLanes);
  for (const [i, { feature, thresholds }] of ranks.columns.entries()) {
    const from = places.thresholds[i] as number;
    ints.set([feature * 4, from, from + thresholds.byteLength], places.columns / 4 + i * 3);
    floats.set(thresholds, from / 4);
  }
  for (const [tree, root] of forest.roots.entries()) {
    let at = (places.leaves[tree] as number) / 4;
    for (const leaf of leavesOf(forest, root)) {
      floats.set(forest.weights.subarray(leaf, leaf + forest.width), at);
      at += forest.width;
    }
  }
}

/** Where the numbers of a tree's leaves are, from left to right. */
function leavesOf({ child, leaf }: Forest, root: number): number[] {
  const found: number[] = [];
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const left = child[node] as number;
    if (left === node) found.push(leaf[node] as number);
    else open.push(left + 1, left);
  }
  return found;
}
