import assert from "node:assert/strict";
import { compileKernel } from "../../../../src/core/trees/shap/kernel";
import { plainKernelBinary } from "../../../../src/core/trees/shap/kernelBinary";
import { createTreeExplainer, planTrees } from "../../../../src/core/trees/shap/treeExplainer";
import { createTreeSummer } from "../../../../src/core/trees/shap/treeSums";
import { forestOf, randomForest, randomRows, twoTests } from "./attributes";

describe("SHAP values of trees", () => {
  const forest = randomForest(6, 5, 8);
  const rows = { values: randomRows(900, 9), count: 900, stride: 9 };
  const background = { values: randomRows(50, 9), count: 50, stride: 9 };

  it("of two tests are those that one reckons by hand", () => {
    const explainer = createTreeExplainer(forestOf(twoTests), { covers: Float64Array.of(4, 2, 1, 1, 2) });
    // a row with both tests true gives 1. With nothing known: (1 + 10) / 4 + 50 = 52.75; with the first alone 5.5;
    // with the second alone 0.5 + 50 = 50.5
    const { values } = explainer.explainOne(Float32Array.of(0, -2));
    assert.equal(explainer.baseValues[0], 52.75);
    assert.ok(Math.abs((values[0] as number) - (5.5 - 52.75 + (1 - 50.5)) / 2) < 1e-5);
    assert.ok(Math.abs((values[1] as number) - (50.5 - 52.75 + (1 - 5.5)) / 2) < 1e-5);
  });

  it("are the same for one row alone, for a few and for many", () => {
    for (const options of [{}, { background }]) {
      const explainer = createTreeExplainer(forest, options);
      const all = explainer.explain(rows);
      const few = explainer.explain({ ...rows, count: 5 });
      for (let row = 0; row < 5; row++) {
        const one = explainer.explainOne(rows.values.subarray(row * 9, row * 9 + 9));
        for (let column = 0; column < 9; column++) {
          const value = all.values[row * 9 + column] as number;
          assert.ok(Math.abs((one.values[column] as number) - value) < 1e-6);
          assert.ok(Math.abs((few.values[row * 9 + column] as number) - value) < 1e-6);
        }
      }
    }
  });

  it("are nothing for a column that no tree looks at", () => {
    const { values } = createTreeExplainer(forest).explain(rows);
    for (let row = 0; row < rows.count; row++) assert.equal(values[row * 9 + 8], 0);
  });

  it("come out the same on a machine without vectors", () => {
    const plain = new (
      globalThis as unknown as { WebAssembly: { Module: new (bytes: Uint8Array) => object } }
    ).WebAssembly.Module(Buffer.from(plainKernelBinary, "base64"));
    for (const options of [{}, { background }])
      for (const isPairs of options.background === undefined ? [false, true] : [false]) {
        const plan = planTrees(forest, options);
        const [one, other] = [compileKernel(), plain].map((each) => createTreeSummer(plan, each).sum(rows, isPairs));
        for (let i = 0; i < (one?.sums.length ?? 0); i++)
          assert.ok(Math.abs((one?.sums[i] as number) - (other?.sums[i] as number)) < 1e-6);
      }
  });

  it("keep what trees differ by where all their leaves are large", () => {
    const far = { ...forest, weights: forest.weights.map((weight) => weight + 1e6) };
    const near = createTreeExplainer(forest).explain(rows);
    const found = createTreeExplainer(far).explain(rows);
    for (let i = 0; i < near.values.length; i++)
      assert.ok(Math.abs((near.values[i] as number) - (found.values[i] as number)) < 1e-5);
  });

  it("of pairs add up to those of their features", () => {
    const explainer = createTreeExplainer(forest);
    const some = { ...rows, count: 40 };
    const mains = explainer.explain(some).values;
    const pairs = explainer.interactions(some).values;
    for (let cell = 0; cell < mains.length; cell++) {
      const sum = pairs.subarray(cell * 9, cell * 9 + 9).reduce((total, value) => total + value, 0);
      assert.ok(Math.abs(sum - (mains[cell] as number)) < 1e-5);
    }
    assert.throws(() => createTreeExplainer(forest, { background }).interactions(some), /path-dependent/);
  });

  it("say that they need covers", () => {
    assert.throws(() => createTreeExplainer(forestOf(twoTests)), /need covers/);
  });
});
