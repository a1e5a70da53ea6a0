import assert from "node:assert/strict";
import { readShapForest } from "../../../../src/core/trees/shap/shapForest";
import { createTreeExplainer } from "../../../../src/core/trees/shap/treeExplainer";
import { attributesOf, forestOf, type Lists, twoTests } from "./attributes";

/** What the trees give for a row: the base value and the row's values together. */
function predict(lists: Lists, row: readonly number[]): number {
  const explainer = createTreeExplainer(forestOf(lists), { covers: Float64Array.of(4, 2, 1, 1, 2) });
  return explainer.explainOne(Float32Array.from(row)).predictions[0] as number;
}

function near(found: number, wanted: number): void {
  assert.ok(Math.abs(found - wanted) < 1e-9, `${found} and not ${wanted}`);
}

describe("trees for SHAP", () => {
  it("compare in 32 bits as their modes say, at the threshold and beside it", () => {
    const [below, above] = [0.49999997, 0.50000006]; // the numbers of 32 bits beside 0.5
    for (const [mode, given] of [
      ["BRANCH_LEQ", [1, 1, 100]],
      ["BRANCH_LT", [1, 100, 100]],
      ["BRANCH_GT", [100, 100, 1]],
      ["BRANCH_GTE", [100, 1, 1]],
    ] as const) {
      const lists = { ...twoTests, nodes_modes: [mode, "BRANCH_LEQ", "LEAF", "LEAF", "LEAF"] };
      for (const [i, value] of [below, 0.5, above].entries()) near(predict(lists, [value, -2]), given[i] as number);
    }
  });

  it("send what is missing where the model says", () => {
    for (const mode of ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GT", "BRANCH_GTE"])
      for (const [tracks, wanted] of [
        [0, 100],
        [1, 1],
      ] as const) {
        const modes = [mode, "BRANCH_LEQ", "LEAF", "LEAF", "LEAF"];
        const lists = { ...twoTests, nodes_modes: modes, nodes_missing_value_tracks_true: [tracks, 0, 0, 0, 0] };
        near(predict(lists, [Number.NaN, -2]), wanted);
      }
  });

  it("may be numbered in any way", () => {
    const renamed = [7, 3, 9, 0, 5];
    const name = (ids: readonly (number | string)[] = []) => ids.map((id) => renamed[id as number] as number);
    const lists = {
      ...twoTests,
      nodes_nodeids: name(twoTests.nodes_nodeids),
      nodes_truenodeids: name(twoTests.nodes_truenodeids),
      nodes_falsenodeids: name(twoTests.nodes_falsenodeids),
      target_nodeids: name(twoTests.target_nodeids),
    };
    near(predict(lists, [0, 0]), 10);
    near(predict(lists, [1, 0]), 100);
  });

  it("have covers where the model knows them", () => {
    assert.equal(forestOf(twoTests).covers, undefined);
    assert.equal(forestOf({ ...twoTests, nodes_hitrates: [1, 1, 1, 1, 1] }).covers, undefined);
    assert.deepEqual([...(forestOf({ ...twoTests, nodes_hitrates: [4, 2, 1, 1, 2] }).covers ?? [])], [4, 2, 1, 1, 2]);
  });

  it("are averaged or summed, and nothing else", () => {
    const twice = Object.fromEntries(
      Object.entries(twoTests).map(([key, list]) => {
        if (key === "n_targets") return [key, list];
        return [key, [...list, ...(key.endsWith("treeids") ? list.map(() => 1) : list)]];
      }),
    );
    const covers = Float64Array.of(4, 2, 1, 1, 2, 4, 2, 1, 1, 2);
    const sum = (lists: Lists) =>
      createTreeExplainer(forestOf(lists), { covers }).explainOne(Float32Array.of(1, 0)).predictions[0] as number;
    near(sum(twice), 200);
    near(sum({ ...twice, aggregate_function: ["AVERAGE"] }), 100);
    assert.equal(readShapForest(attributesOf({ ...twice, aggregate_function: ["MAX"] })), undefined);
  });

  it("are none where a test is no threshold, a child is missing or a node has two parents", () => {
    for (const change of [
      { nodes_modes: ["BRANCH_EQ", "BRANCH_LEQ", "LEAF", "LEAF", "LEAF"] },
      { nodes_truenodeids: [8, 2, 0, 0, 0] },
      { nodes_truenodeids: [4, 2, 0, 0, 0] },
      { nodes_truenodeids: [0, 2, 0, 0, 0] },
      { target_nodeids: [2, 3, 1] },
    ])
      assert.equal(readShapForest(attributesOf({ ...twoTests, ...change })), undefined, JSON.stringify(change));
  });

  it("of two classes that keep the second one's share have two outputs, of which one is the other's negative", () => {
    const { target_treeids, target_nodeids, target_ids, n_targets: _, ...nodes } = twoTests;
    const lists = {
      ...nodes,
      class_treeids: target_treeids ?? [],
      class_nodeids: target_nodeids ?? [],
      class_ids: target_ids ?? [],
      class_weights: [0.25, 0.5, 1],
      classlabels_strings: ["no", "yes"],
    };
    const forest = forestOf(lists);
    assert.deepEqual([forest.outputs, forest.classes], [2, ["no", "yes"]]);
    const explainer = createTreeExplainer(forest, { covers: Float64Array.of(4, 2, 1, 1, 2) });
    const { values, predictions } = explainer.explainOne(Float32Array.of(0, -2));
    assert.equal(values.length, 4);
    assert.equal(values[0], -(values[1] as number));
    near(predictions[0] as number, 0.75);
    near(predictions[1] as number, 0.25);
    const boosted = forestOf({ ...lists, post_transform: ["LOGISTIC"] });
    assert.equal(boosted.outputs, 1);
  });
});
