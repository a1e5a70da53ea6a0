import type { TreePart } from "../../../core/trees/shap/treeSums";

/** Parts of a forest for whoever comes first: threads start at different times and are not equally fast. */
export function nextPart(counter: Int32Array, parts: number): () => TreePart | undefined {
  return () => {
    const first = Atomics.add(counter, 0, 1);
    return first < parts ? { first, step: parts } : undefined;
  };
}

/** With more of them threads end closer together, and each begins anew with its own sums. */
export function partsOf(trees: number, threads: number): number {
  return Math.min(trees, threads * 8);
}
