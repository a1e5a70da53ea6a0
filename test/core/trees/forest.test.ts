import assert from "node:assert/strict";
import { readForest } from "../../../src/core/trees/forest";
import type { NodeAttributes } from "../../../src/core/trees/nodeAttributes";

type Mode = "BRANCH_LEQ" | "BRANCH_LT" | "BRANCH_GT" | "BRANCH_GTE";

/** One tree of one node with two leaves. */
function stump(mode: Mode, threshold: number, { feature = 0, targets = 1 } = {}): NodeAttributes {
  const lists: Readonly<Record<string, readonly (number | string)[]>> = {
    nodes_treeids: [0, 0, 0],
    nodes_nodeids: [0, 1, 2],
    nodes_featureids: [feature, 0, 0],
    nodes_values: [threshold, 0, 0],
    nodes_truenodeids: [1, 0, 0],
    nodes_falsenodeids: [2, 0, 0],
    nodes_modes: [mode, "LEAF", "LEAF"],
    target_treeids: [0, 0],
    target_nodeids: [1, 2],
    target_ids: [0, 0],
    target_weights: [1, 2],
    n_targets: [targets],
  };
  const numbers = (name: string) => (lists[name] ?? []) as readonly number[];
  return {
    ints: numbers,
    floats: (name) => Float32Array.from(numbers(name)),
    strings: (name) => (lists[name] ?? []) as readonly string[],
    count: (name) => lists[name]?.length ?? 0,
    names: Object.keys(lists),
  };
}

describe("trees out of a model", () => {
  it("are those of a stump", () => {
    assert.ok(readForest(stump("BRANCH_LEQ", Number.NEGATIVE_INFINITY)));
    assert.ok(readForest(stump("BRANCH_LT", Number.POSITIVE_INFINITY)));
  });

  for (const mode of ["BRANCH_LT", "BRANCH_GTE"] as const)
    it(`${mode} minus infinity is left to onnxruntime: no number is below it, and infinity itself is not`, () => {
      assert.equal(readForest(stump(mode, Number.NEGATIVE_INFINITY)), undefined);
    });

  it("are left to onnxruntime where a threshold is no number, or a feature has no place", () => {
    assert.equal(readForest(stump("BRANCH_LEQ", Number.NaN)), undefined);
    assert.equal(readForest(stump("BRANCH_LEQ", 0, { feature: -1 })), undefined);
  });

  it("are left to onnxruntime where the numbers of the leaves would fill the memory", () => {
    assert.equal(readForest(stump("BRANCH_LEQ", 0, { targets: 2 ** 31 })), undefined);
  });
});
