import assert from "node:assert/strict";
import { type DemoRun, planDemo } from "../../src/cli/demo/plan";

describe("the demo's plan", () => {
  const { runs, model } = planDemo(20);
  const keys = new Set(runs.map(({ key }) => key));
  const find = (key: string): DemoRun => runs.find((run) => run.key === key) ?? assert.fail(`no run ${key}`);

  it("is the same for the same seed and another for another", () => {
    assert.deepEqual(planDemo(7), planDemo(7));
    assert.notDeepEqual(planDemo(7), planDemo(8));
  });

  it("has something to see in its first second, and ends within half a minute", () => {
    const live = runs.filter(({ age }) => age === undefined);
    assert.ok(live.some(({ begins }) => begins === 0));
    for (const { name, begins, lasts } of live) assert.ok(begins + lasts <= 30, name);
  });

  it("nests a sweep and names only runs that it has", () => {
    const nested = runs.filter(({ parent }) => parent === "sweep");
    assert.equal(nested.length, 6);
    for (const { run } of model.versions) assert.ok(keys.has(run), run);
  });

  it("puts the best of the sweep where the model's challenger is", () => {
    const last = ({ curves }: DemoRun) => curves.val_auc?.at(-1) ?? 0;
    const nested = runs.filter(({ parent }) => parent === "sweep").sort((a, b) => last(b) - last(a));
    assert.equal(model.versions.at(-1)?.run, nested[0]?.key);
  });

  it("learns: losses fall, and what is a share stays one", () => {
    for (const seed of [1, 2, 3, 20])
      for (const { curves, name } of planDemo(seed).runs) {
        const { val_loss: loss = [], val_accuracy: accuracy = [], val_auc: auc = [] } = curves;
        if (loss.length > 0) assert.ok((loss.at(-1) ?? 9) < (loss[0] ?? 0), `${name}, seed ${seed}`);
        for (const value of [...accuracy, ...auc]) assert.ok(value > 0 && value < 1, `${name}, seed ${seed}: ${value}`);
      }
  });

  it("fails one run, whose loss ends as no number", () => {
    const { ends, curves } = find("diverging");
    assert.equal(ends, "FAILED");
    assert.ok(Number.isNaN(curves.train_loss?.at(-1)));
    assert.ok(Number.isFinite(curves.train_loss?.at(-2)));
  });
});
