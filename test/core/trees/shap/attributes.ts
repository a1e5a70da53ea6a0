import type { NodeAttributes } from "../../../../src/core/trees/nodeAttributes";
import { readShapForest, type ShapForest } from "../../../../src/core/trees/shap/shapForest";

export type Lists = Readonly<Record<string, readonly (number | string)[]>>;

/** The attributes of a node as they are read from a file. */
export function attributesOf(lists: Lists): NodeAttributes {
  const numbers = (name: string) => (lists[name] ?? []).filter((each) => typeof each === "number");
  return {
    ints: numbers,
    floats: (name) => Float32Array.from(numbers(name)),
    strings: (name) => (lists[name] ?? []).filter((each) => typeof each === "string"),
    count: (name) => lists[name]?.length ?? 0,
    names: Object.keys(lists),
  };
}

/** A tree of two tests: of feature 0 and, where it is true, of feature 1. */
export const twoTests: Lists = {
  nodes_treeids: [0, 0, 0, 0, 0],
  nodes_nodeids: [0, 1, 2, 3, 4],
  nodes_modes: ["BRANCH_LEQ", "BRANCH_LEQ", "LEAF", "LEAF", "LEAF"],
  nodes_featureids: [0, 1, 0, 0, 0],
  nodes_values: [0.5, -1, 0, 0, 0],
  nodes_truenodeids: [1, 2, 0, 0, 0],
  nodes_falsenodeids: [4, 3, 0, 0, 0],
  nodes_missing_value_tracks_true: [0, 0, 0, 0, 0],
  target_treeids: [0, 0, 0],
  target_nodeids: [2, 3, 4],
  target_ids: [0, 0, 0],
  target_weights: [1, 10, 100],
  n_targets: [1],
};

export function forestOf(lists: Lists): ShapForest {
  const forest = readShapForest(attributesOf(lists));
  if (forest === undefined) throw new Error("no forest");
  return forest;
}

/** Trees of random tests, of the same depth everywhere, with covers. */
export function randomForest(trees: number, depth: number, features: number): ShapForest {
  let seed = 1;
  const random = () => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
  };
  const lists: Record<string, (number | string)[]> = {};
  const add = (name: string, value: number | string) => {
    lists[name] ??= [];
    lists[name].push(value);
  };
  const inner = 2 ** depth - 1;
  for (let tree = 0; tree < trees; tree++)
    for (let node = 0; node < 2 * inner + 1; node++) {
      const isLeaf = node >= inner;
      add("nodes_treeids", tree);
      add("nodes_nodeids", node);
      add("nodes_modes", isLeaf ? "LEAF" : "BRANCH_LT");
      add("nodes_featureids", Math.floor(random() * features));
      add("nodes_values", random() * 2 - 1);
      add("nodes_truenodeids", isLeaf ? 0 : 2 * node + 1);
      add("nodes_falsenodeids", isLeaf ? 0 : 2 * node + 2);
      add("nodes_missing_value_tracks_true", random() < 0.5 ? 1 : 0);
      add("nodes_hitrates", 2 ** (depth - Math.floor(Math.log2(node + 1))));
      if (!isLeaf) continue;
      add("target_treeids", tree);
      add("target_nodeids", node);
      add("target_ids", 0);
      add("target_weights", random());
    }
  return forestOf({ ...lists, n_targets: [1] });
}

export function randomRows(count: number, stride: number): Float32Array {
  let seed = 7;
  return Float32Array.from({ length: count * stride }, () => {
    seed = (seed * 48271) % 2147483647;
    return seed % 11 === 0 ? Number.NaN : (seed / 2147483647) * 2 - 1;
  });
}
