import assert from "node:assert/strict";
import { predictionDrift } from "../../../src/core/rollout/drift";
import { createObserved, observePrediction, observeRequest, resumeObserved } from "../../../src/core/rollout/observed";
import { count, createSketch, quantile } from "../../../src/core/rollout/sketch";
import { follow, seen } from "./clock";
import { deploymentOf } from "./files";

/** Numbers that only look random, the same in every run. */
function numbers(n: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: n }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  });
}

const predicted = (values: readonly (number | string)[]) =>
  seen({ requests: values.length, predicts: (i) => values[i] ?? 0 });

describe("Quantiles of what was counted", () => {
  it("are right to one per cent, whatever the scale and sign", () => {
    for (const scale of [1e-6, 1, 1e6, -3]) {
      const values = numbers(5000, 7).map((value) => scale * (0.01 + value));
      const sketch = createSketch();
      for (const value of values) count(sketch, value);
      const sorted = values.toSorted((a, b) => a - b);
      for (const share of [0.01, 0.5, 0.95, 0.99, 1]) {
        const exact = sorted[Math.ceil(share * values.length) - 1] ?? Number.NaN;
        assert.ok(Math.abs((quantile(sketch, share) ?? 0) / exact - 1) < 0.0101, `${scale} ${share}`);
      }
    }
  });

  it("hold zero, infinities and what is too small, and nothing that is no number", () => {
    const sketch = createSketch();
    for (const value of [0, -0, 1e-300, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN])
      count(sketch, value);
    assert.equal(sketch.n, 5);
    assert.equal(quantile(sketch, 0.5), 0);
    assert.equal(quantile(createSketch(), 0.5), undefined);
  });
});

describe("Drift of predictions", () => {
  const stable = predicted(numbers(2000, 1));

  it("of labels is the index that numpy gives", () => {
    // s=np.array([600,300,100,0]); c=np.array([120,60,15,5]); p=(s+.5)/(s.sum()+2); q=(c+.5)/(c.sum()+2)
    // ((q-p)*np.log(q/p)).sum()
    const labels = (counts: Record<string, number>) =>
      predicted(Object.entries(counts).flatMap(([label, n]) => Array<string>(n).fill(label)));
    const drift = predictionDrift(labels({ a: 600, b: 300, c: 100 }), labels({ a: 120, b: 60, c: 15, d: 5 }), "psi");
    assert.ok(Math.abs((drift?.value ?? 0) - 0.11322358471478791) < 1e-12);
    // scipy.stats.chi2.isf(0.001, 3) * (1/1000 + 1/200)
    assert.ok(Math.abs((drift?.chance ?? 0) - 0.09759741717742877) < 1e-9);
  });

  it("is beyond chance where predictions moved, and not where they did not", () => {
    const same = predicted(numbers(400, 2));
    const moved = predicted(numbers(400, 2).map((value) => value ** 2));
    for (const statistic of ["psi", "ks"] as const) {
      const [none, some] = [predictionDrift(stable, same, statistic), predictionDrift(stable, moved, statistic)];
      assert.ok(none && none.value < none.chance, statistic);
      assert.ok(some && some.value > some.chance, statistic);
    }
  });

  it("by Kolmogorov and Smirnov is the gap that there is", () => {
    // uniform against its square: the largest of sqrt(x) - x is a quarter
    const drift = predictionDrift(stable, predicted(numbers(2000, 1).map((value) => value ** 2)), "ks");
    assert.ok(Math.abs((drift?.value ?? 0) - 0.25) < 0.02);
  });

  it("of labels is the same in whatever order they came", () => {
    const of = (labels: readonly string[], counts: Readonly<Record<string, number>>) =>
      predicted(labels.flatMap((label) => new Array<string>(counts[label] ?? 0).fill(label)));
    const [stable, canary] = [
      { low: 100, middle: 100, high: 100, "10": 5, "9": 5 },
      { low: 150, high: 150, "10": 10, "9": 0 },
    ];
    const found = [
      ["low", "middle", "high", "10", "9"],
      ["9", "10", "low", "high", "middle"],
    ].map((labels) => predictionDrift(of(labels, stable), of(labels, canary), "ks")?.value);
    assert.equal(found[0], found[1]);
  });

  it("shows where one variant predicts a constant, whichever side it lies", () => {
    const constant = predicted(Array<number>(200).fill(5));
    for (const other of [3, 5.5, -5, 0]) {
      const drift = predictionDrift(constant, predicted(Array<number>(200).fill(other)), "psi");
      assert.ok(drift && drift.value > 5, String(other));
    }
    assert.equal(predictionDrift(constant, constant, "psi")?.value, 0);
  });

  it("is not known without predictions of both", () => {
    assert.equal(predictionDrift(stable, createObserved(), "psi"), undefined);
    assert.equal(predictionDrift(createObserved(), stable, "ks"), undefined);
  });

  it("counts labels of any name, also after a restart", () => {
    const observed = resumeObserved(JSON.parse(JSON.stringify(createObserved())));
    for (const label of ["constructor", "__proto__", "constructor"]) observePrediction(observed, label);
    const kept = resumeObserved(JSON.parse(JSON.stringify(observed)));
    observePrediction(kept, "constructor");
    observeRequest(kept, { failed: false, ms: 1 });
    assert.deepEqual(Object.entries(kept.labels), [
      ["constructor", 3],
      ["__proto__", 1],
    ]);
    assert.equal(kept.requests, 1);
  });
});

describe("A canary whose predictions drift", () => {
  const gate = (name: string, max: number) =>
    deploymentOf(
      "canary: {stable: stable, canary: canary, steps: [{setWeight: 20}, {pause: {duration: 1m}}]}",
      `  analysis: {minRequests: 100, metrics: [{name: ${name}, thresholdRange: {max: ${max}}}]}`,
    );
  const of = (values: readonly number[]) => ({ requests: values.length, predicts: (i: number) => values[i] ?? 0 });

  for (const [name, max] of [
    ["prediction-drift-psi", 0.2],
    ["prediction-drift-ks", 0.1],
  ] as const)
    it(`takes itself back by ${name}, and names it`, () => {
      const rollout = follow(gate(name, max));
      rollout.after(30, { stable: of(numbers(1000, 1)), canary: of(numbers(250, 5).map((value) => value / 3)) });
      assert.equal(rollout.state.phase, "Degraded");
      assert.match(
        rollout.state.reason,
        new RegExp(`^taken back at 20 %: ${name} is [\\d.]+ \\(from the stable.*above the limit of ${max}$`),
      );
    });

  it("goes on where few requests differ no more than by chance", () => {
    const rollout = follow(gate("prediction-drift-psi", 0.02));
    rollout.after(60, { stable: of(numbers(400, 1)), canary: of(numbers(100, 5)) });
    assert.equal(rollout.state.phase, "Healthy");
  });

  it("waits until the stable variant has had requests as well", () => {
    const rollout = follow(gate("prediction-drift-psi", 0.2));
    rollout.after(60, { stable: of(numbers(99, 1)), canary: of(numbers(250, 5)) });
    assert.match(rollout.state.reason, /prediction-drift-psi is not known: the stable variant had 99 of 100 requests$/);
  });
});
