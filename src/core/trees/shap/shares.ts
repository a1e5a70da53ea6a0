import type { ShapForest } from "./shapForest";

/** By node: how many of its parent's rows come to it, from 0 to 1; half of none where none came, so that they are always all. */
export function sharesOf({ left, right }: ShapForest, covers: Float64Array): Float64Array {
  const shares = new Float64Array(left.length).fill(1);
  for (let node = 0; node < left.length; node++) {
    if (left[node] === -1) continue;
    const cover = covers[node] as number;
    for (const child of [left[node] as number, right[node] as number])
      shares[child] = cover > 0 ? (covers[child] as number) / cover : 0.5;
  }
  return shares;
}

/** What the trees give on average, by number of a leaf. */
export function averageOf(forest: ShapForest, shares: Float64Array): Float64Array {
  const average = Float64Array.from(forest.base);
  const reach = new Float64Array(forest.left.length);
  const open: number[] = [];
  for (const root of forest.roots) {
    reach[root] = 1;
    open.push(root);
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      const here = reach[node] as number;
      if (forest.left[node] === -1) {
        const leaf = forest.leaf[node] as number;
        for (let k = 0; k < forest.width; k++)
          average[k] = (average[k] as number) + here * (forest.weights[leaf + k] as number);
        continue;
      }
      for (const child of [forest.left[node] as number, forest.right[node] as number]) {
        reach[child] = here * (shares[child] as number);
        open.push(child);
      }
    }
  }
  return average;
}
