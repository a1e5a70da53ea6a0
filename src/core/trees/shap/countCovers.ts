import type { ShapForest } from "./shapForest";

/** How many of the rows come to each node. */
export function countCovers(forest: ShapForest, rows: Float32Array, count: number, stride: number): Float64Array {
  const { roots, feature, threshold, left, right, missingLeft } = forest;
  const covers = new Float64Array(left.length);
  for (const root of roots) {
    for (let row = 0; row < count; row++) {
      let node = root;
      for (;;) {
        covers[node] = (covers[node] as number) + 1;
        if (left[node] === -1) break;
        const value = rows[row * stride + (feature[node] as number)] as number;
        const isLeft = value <= (threshold[node] as number) || (Number.isNaN(value) && missingLeft[node] === 1);
        node = (isLeft ? left[node] : right[node]) as number;
      }
    }
  }
  return covers;
}
