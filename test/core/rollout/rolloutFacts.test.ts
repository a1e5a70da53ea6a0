import assert from "node:assert/strict";
import { predictedOf } from "../../../src/core/rollout/predicted";
import { rolloutFacts } from "../../../src/core/rollout/rolloutFacts";
import { type Doing, follow, seen } from "./clock";
import { deploymentOf } from "./files";

const steps =
  "[{setWeight: 5}, {pause: {duration: 1m}}, {pause: {duration: 30s}}, {setWeight: 25}, {setWeight: 50}, {pause: {}}]";
const analysis = `  analysis:
    interval: 10s
    minRequests: 100
    metrics:
      - {name: error-rate, thresholdRange: {max: 0.02}}
      - {name: latency-p95-ms, ratioToStable: {max: 1.5}, thresholdRange: {max: 50}}
      - {name: prediction-drift-psi, thresholdRange: {max: 0.2}}
      - {feedback: accepted, thresholdRange: {min: 0.3}, minOutcomes: 10}`;
const canary = deploymentOf(`canary: {stable: stable, canary: canary, steps: ${steps}}`, analysis);

function facts(rollout: ReturnType<typeof follow>, does: Readonly<Record<string, Doing>>) {
  const observed = Object.fromEntries(Object.entries(does).map(([name, doing]) => [name, seen(doing)]));
  return rolloutFacts(canary, rollout.state, observed, undefined);
}

describe("What the page of a deployment tells", () => {
  it("counts a weight and the pauses after it as one step", () => {
    const rollout = follow(deploymentOf(`canary: {stable: stable, canary: canary, steps: ${steps}}`));
    const { steps: told } = facts(rollout, {});
    assert.deepEqual(told, [
      { weight: 5, pause: 90_000, isManual: false, from: 0, to: 2 },
      { weight: 25, pause: undefined, isManual: false, from: 3, to: 3 },
      { weight: 50, pause: undefined, isManual: true, from: 4, to: 5 },
    ]);
    for (const seconds of [60, 10]) rollout.after(seconds);
    assert.equal(rollout.state.step, 2);
    const { elapsed, length } = facts(rollout, {});
    assert.deepEqual([elapsed, length], [70_000, 90_000]);
  });

  it("lets every gate wait until there are requests enough, and reads them as they are from there on", () => {
    const rollout = follow(canary);
    const few = facts(rollout, { stable: { requests: 500 }, canary: { requests: 99 } });
    assert.deepEqual(new Set(few.gates.map(({ state }) => state)), new Set(["waiting"]));
    assert.equal(few.gates[0]?.ours, 0);
    const { gates } = facts(rollout, {
      stable: { requests: 500, ms: () => 10, predicts: (i) => (i % 10) / 10 },
      canary: { requests: 200, errors: 10, ms: () => 20, predicts: (i) => (i % 10) / 10 },
    });
    assert.deepEqual(
      gates.map(({ metric, isRatio, state }) => [metric, isRatio, state]),
      [
        ["error-rate", false, "failed"],
        ["latency-p95-ms", false, "passed"],
        ["latency-p95-ms", true, "failed"],
        ["prediction-drift-psi", false, "passed"],
        ["accepted", false, "unknown"],
      ],
    );
    const [errors, latency, ratio, drift] = gates;
    assert.deepEqual([errors?.ours, errors?.theirs, errors?.unit], [0.05, 0, "share"]);
    assert.ok(Math.abs((latency?.value ?? 0) - 20) < 0.3 && Math.abs((ratio?.value ?? 0) - 2) < 0.05);
    assert.deepEqual([drift?.ours, drift?.theirs], [drift?.value, undefined]);
  });

  it("keeps what the gates said of a canary that was taken back", () => {
    const rollout = follow(canary);
    rollout.after(10, { stable: { requests: 500 }, canary: { requests: 200, errors: 20 } });
    assert.equal(rollout.state.phase, "Degraded");
    const { gates, failures, failureLimit } = facts(rollout, { stable: { requests: 3 }, canary: { requests: 0 } });
    assert.deepEqual([gates[0]?.state, gates[0]?.value, failures, failureLimit], ["failed", 0.1, 1, 1]);
  });

  it("knows the one that is live, and when the other takes over", () => {
    const blueGreen = deploymentOf(
      "blueGreen: {active: stable, preview: canary, autoPromotionEnabled: true, autoPromotionSeconds: 60}",
    );
    const rollout = follow(blueGreen);
    rollout.after(20);
    const told = rolloutFacts(blueGreen, rollout.state, {}, undefined);
    assert.deepEqual(
      [told.control, told.treatments, told.elapsed, told.length],
      ["stable", ["canary"], 20_000, 60_000],
    );
    rollout.after(40);
    assert.equal(rolloutFacts(blueGreen, rollout.state, {}, undefined).length, undefined);
  });
});

describe("Histograms of predictions", () => {
  const even = (n: number) => (i: number) => (i + 0.5) / n;

  it("go from 0 to 1 for shares, lose nobody, and are what counting each value gives", () => {
    const { a } = predictedOf({ a: seen({ requests: 10_000, predicts: even(10_000) }) });
    assert.ok(a?.bins);
    assert.deepEqual([a.total, a.bins.from, a.bins.to], [10_000, 0, 1]);
    const sum = a.bins.counts.reduce((total, each) => total + each, 0);
    assert.ok(Math.abs(sum - 10_000) < 1, String(sum));
    for (const count of a.bins.counts) assert.ok(Math.abs(count - 400) < 8, String(count));
  });

  it("have the same bins for all variants, and leave far ones out of their reach", () => {
    const predicted = predictedOf({
      a: seen({ requests: 1000, predicts: (i) => 100 + (i % 50) }),
      b: seen({ requests: 1000, predicts: (i) => (i === 0 ? 1e9 : 130 + (i % 50)) }),
    });
    assert.deepEqual(
      [predicted.a?.bins?.from, predicted.a?.bins?.to],
      [predicted.b?.bins?.from, predicted.b?.bins?.to],
    );
    assert.ok((predicted.a?.bins?.from ?? 0) > 95 && (predicted.a?.bins?.to ?? 1e9) < 190);
    assert.ok(Math.abs((predicted.b?.bins?.counts.reduce((sum, each) => sum + each, 0) ?? 0) - 1000) < 1);
  });

  it("count labels by name", () => {
    const predicted = predictedOf({ a: seen({ requests: 9, predicts: (i) => (i % 3 === 0 ? "constructor" : "b") }) });
    assert.deepEqual({ ...predicted.a?.labels }, { constructor: 3, b: 6 });
    assert.deepEqual([predicted.a?.total, predicted.a?.bins], [9, undefined]);
  });
});
