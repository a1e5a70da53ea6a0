import assert from "node:assert/strict";
import { follow } from "./clock";
import { deploymentOf } from "./files";

const analysis = `  analysis: {interval: 10s, failureLimit: 2, minRequests: 50, metrics: [{name: error-rate, thresholdRange: {max: 0.1}}]}`;
const failing = { requests: 100, errors: 50 };
const fine = { requests: 100, errors: 1 };

describe("Blue-green", () => {
  const manual = deploymentOf("blueGreen: {active: blue, preview: green}", "", ["blue", "green"]);

  it("waits, moves all traffic at once, and back at once", () => {
    const rollout = follow(manual);
    assert.deepEqual([rollout.state.phase, rollout.weights], ["Paused", { blue: 100, green: 0 }]);
    rollout.after(1e6);
    assert.equal(rollout.state.phase, "Paused");
    rollout.send({ kind: "promote", by: "ann" });
    assert.deepEqual([rollout.state.phase, rollout.weights], ["Healthy", { blue: 0, green: 100 }]);
    assert.equal(rollout.send({ kind: "promote", by: "ann" }), "green has all requests already");
    rollout.send({ kind: "rollback", by: "bob", why: "slow" });
    assert.deepEqual([rollout.state.phase, rollout.weights], ["Degraded", { blue: 100, green: 0 }]);
    assert.equal(rollout.state.reason, "taken back by bob: slow");
    assert.deepEqual(
      rollout.decisions.map(({ act, by }) => [act, by]),
      [
        ["start", undefined],
        ["promote", "ann"],
        ["rollback", "bob"],
      ],
    );
  });

  it("can be promoted again after it was taken back", () => {
    const rollout = follow(manual);
    rollout.send({ kind: "rollback", by: "bob" });
    rollout.send({ kind: "promote", by: "ann" });
    assert.deepEqual([rollout.state.phase, rollout.weights], ["Healthy", { blue: 0, green: 100 }]);
    assert.deepEqual(rollout.state.traffic.shut, []);
  });

  it("moves by itself where it is allowed to, at once or after a while", () => {
    const at = (more: string) =>
      follow(
        deploymentOf(`blueGreen: {active: blue, preview: green, autoPromotionEnabled: true${more}}`, "", [
          "blue",
          "green",
        ]),
      );
    assert.deepEqual(at("").weights, { blue: 0, green: 100 });
    const later = at(", autoPromotionSeconds: 60");
    later.after(59);
    assert.deepEqual([later.state.phase, later.weights], ["Progressing", { blue: 100, green: 0 }]);
    later.after(1);
    assert.deepEqual([later.state.phase, later.weights], ["Healthy", { blue: 0, green: 100 }]);
  });

  it("with gates is Healthy after a good look at what it really had, and goes back after bad ones", () => {
    const watched = deploymentOf("blueGreen: {active: blue, preview: green}", analysis, ["blue", "green"]);
    const [good, bad] = [follow(watched), follow(watched)];
    for (const rollout of [good, bad]) {
      rollout.send({ kind: "promote", by: "ann" });
      rollout.after(20, { green: { requests: 49, errors: 49 } });
      assert.equal(rollout.state.phase, "Progressing");
    }
    good.after(10, { green: fine });
    assert.equal(good.state.phase, "Healthy");
    bad.after(10, { green: failing });
    assert.equal(bad.state.phase, "Progressing");
    bad.after(10, { green: failing });
    assert.deepEqual([bad.state.phase, bad.weights], ["Degraded", { blue: 100, green: 0 }]);
    assert.match(bad.state.reason, /^taken back: error-rate is 0.5 \(50 of 100 requests\), above the limit of 0.1$/);
  });

  it("with automatic promotion and gates is not Healthy before a look", () => {
    const text = "blueGreen: {active: blue, preview: green, autoPromotionEnabled: true}";
    const rollout = follow(deploymentOf(text, analysis, ["blue", "green"]));
    assert.deepEqual([rollout.state.phase, rollout.weights], ["Progressing", { blue: 0, green: 100 }]);
  });
});

describe("A shadow", () => {
  const shadow = deploymentOf("shadow: {active: live, mirror: dark, mirrorPercentage: 20}", analysis, ["live", "dark"]);

  it("answers nothing, and gets no more copies once its gates say no", () => {
    const rollout = follow(shadow);
    assert.deepEqual([rollout.state.phase, rollout.weights], ["Healthy", { live: 100, dark: 0 }]);
    assert.deepEqual(rollout.state.traffic.mirror, { variant: "dark", percentage: 20 });
    rollout.after(10, { live: fine, dark: failing });
    assert.match(rollout.state.reason, /^failed look 1 of 2 at dark: error-rate is 0.5/);
    rollout.after(10, { live: fine, dark: failing });
    assert.deepEqual([rollout.state.phase, rollout.state.traffic.mirror], ["Degraded", undefined]);
    assert.match(rollout.state.reason, /^dark gets no more copies: error-rate is 0.5/);
    assert.deepEqual(rollout.weights, { live: 100, dark: 0 });
  });

  it("answers once it is promoted, and stops when it is taken back", () => {
    const rollout = follow(shadow);
    rollout.send({ kind: "promote", by: "ann" });
    assert.deepEqual([rollout.weights, rollout.state.traffic.mirror], [{ live: 0, dark: 100 }, undefined]);
    rollout.send({ kind: "rollback", by: "ann" });
    assert.deepEqual([rollout.weights, rollout.state.phase], [{ live: 100, dark: 0 }, "Degraded"]);
  });
});

describe("An A/B test", () => {
  const test = deploymentOf("ab: {weights: {a: 60, b: 30, c: 10}}", analysis, ["a", "b", "c"]);

  it("keeps its weights until somebody names the winner", () => {
    const rollout = follow(test);
    rollout.after(1e6, { a: fine, b: fine, c: fine });
    assert.deepEqual([rollout.state.phase, rollout.weights], ["Healthy", { a: 60, b: 30, c: 10 }]);
    assert.equal(rollout.send({ kind: "promote", by: "ann" }), "say which variant won: a, b, c");
    assert.match(
      rollout.send({ kind: "promote", by: "ann", variant: "d" }) ?? "",
      /^no variant of this test is named 'd'/,
    );
    rollout.send({ kind: "promote", by: "ann", variant: "b" });
    assert.deepEqual([rollout.state.phase, rollout.weights], ["Healthy", { a: 0, b: 100, c: 0 }]);
  });

  it("gives all back to the control when it is rolled back", () => {
    const rollout = follow(test);
    rollout.send({ kind: "rollback", by: "ann" });
    assert.deepEqual(rollout.weights, { a: 100, b: 0, c: 0 });
  });

  it("gives the share of a variant that fails to the control, and leaves the others theirs", () => {
    const rollout = follow(test);
    for (let i = 0; i < 3; i++) rollout.after(10, { a: failing, b: fine, c: failing });
    assert.deepEqual([rollout.state.phase, rollout.weights], ["Degraded", { a: 70, b: 30, c: 0 }]);
    assert.match(rollout.state.reason, /^c was taken back: error-rate is 0.5/);
    assert.deepEqual(rollout.acts(), ["start", "look failed", "rollback"]);
  });
});
