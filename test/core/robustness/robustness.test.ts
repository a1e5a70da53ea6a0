import assert from "node:assert/strict";
import { measureRobustness } from "../../../src/core/robustness/measureRobustness";
import type { ModelRows } from "../../../src/core/robustness/rows";
import { createRandom } from "../../../src/core/stats/random";
import { invalid } from "../../../src/shared/apiError";

const random = createRandom(3);
const count = 1000;
const values = Float64Array.from({ length: count * 3 }, (_, at) =>
  at % 3 === 2 ? Math.floor(random() * 3) : random() * 10 - 5,
);
const rows: ModelRows = {
  count,
  values,
  features: [
    { name: "used", kind: "number" },
    { name: "idle", kind: "number" },
    { name: "code", kind: "whole" },
  ],
};
/** Says yes where the first feature is above 0; no other one counts. */
const ask = async (given: Float64Array) => ({
  values: Float64Array.from({ length: count }, (_, row) => 1 / (1 + Math.exp(-(given[row * 3] as number)))),
  outputs: 1,
});
const actual = Int32Array.from({ length: count }, (_, row) => ((values[row * 3] as number) > 0 ? 1 : 0));
const truth = { metric: "accuracy", labels: ["0", "1"], actual };
const wish = { kind: "classification" as const, seed: 7, truth, slices: [] };

describe("robustness", () => {
  it("finds the feature that the model goes by, and that others change nothing", async () => {
    const { tests, metric } = await measureRobustness(rows, ask, wish);
    assert.deepEqual(metric, { name: "accuracy", value: 1 });
    const noise = (feature: string) =>
      tests.find((test) => test.kind === "noise" && test.feature === feature && test.strength.startsWith("0.5"));
    assert.ok((noise("used")?.answers_changed ?? 0) > 0.1);
    assert.equal(noise("used")?.metric_drop?.toFixed(9), noise("used")?.answers_changed?.toFixed(9));
    assert.equal(noise("idle")?.answers_changed, 0);
    assert.equal(noise("idle")?.metric_drop, 0);
  });

  it("gives the same each time for a seed, and something else for another", async () => {
    const [once, again] = [await measureRobustness(rows, ask, wish), await measureRobustness(rows, ask, wish)];
    assert.deepEqual(once, again);
    const other = await measureRobustness(rows, ask, { ...wish, seed: 8 });
    assert.notDeepEqual(other.figures, once.figures);
  });

  it("does to codes what codes can be: exchanged, not noisy, and never missing where the model takes whole numbers", async () => {
    const { tests, skipped } = await measureRobustness(rows, ask, wish);
    assert.deepEqual([...new Set(tests.filter(({ feature }) => feature === "code").map(({ kind }) => kind))], ["swap"]);
    assert.deepEqual(skipped, { "missing: code": "the model takes whole numbers there" });
  });

  it("takes a model that refuses such rows as one without answers, and goes on", async () => {
    const strict = async (given: Float64Array) => (given.some(Number.isNaN) ? invalid("it takes no gaps") : ask(given));
    const { tests, figures } = await measureRobustness(rows, strict, wish);
    const missing = tests.filter(({ kind }) => kind === "missing");
    assert.ok(missing.every(({ answers_changed, why }) => answers_changed === 1 && /it takes no gaps/.test(why ?? "")));
    assert.equal(figures.answers_changed, 1);
    assert.ok((figures["noise.answers_changed"] ?? 1) < 0.5);
  });

  it("weighs a slice as if it came three times as often", async () => {
    const wrongIn = actual.map((label, row) => (row < 250 ? 1 - label : label));
    const codes = Int32Array.from({ length: count }, (_, row) => (row < 250 ? 0 : 1));
    const slices = [{ column: "part", names: ["bad", "good"], codes }];
    const { tests } = await measureRobustness(rows, ask, { ...wish, truth: { ...truth, actual: wrongIn }, slices });
    const bad = tests.find(({ feature }) => feature === "part: bad");
    assert.equal(bad?.metric?.toFixed(9), (750 / (750 + 3 * 250)).toFixed(9));
  });

  it("refuses a metric that there is none of", async () => {
    const asked = measureRobustness(rows, ask, { ...wish, truth: { ...truth, metric: "acuracy" } });
    await assert.rejects(asked, /metric: no 'acuracy'.* Did you mean 'accuracy'\?/);
  });
});
