import assert from "node:assert/strict";
import { referenceOf, startRollout, tickOf } from "../../../src/core/rollout/rollout";
import { follow } from "./clock";
import { deploymentOf } from "./files";

const steps = "[{setWeight: 10}, {pause: {duration: 10m}}, {setWeight: 50}, {pause: {duration: 10m}}]";
const plain = deploymentOf(`canary: {stable: stable, canary: canary, steps: ${steps}}`);

function gated(metrics: string, { steps: other = steps, failureLimit = 1, minRequests = 100 } = {}) {
  const analysis = `  analysis:
    interval: 30s
    failureLimit: ${failureLimit}
    minRequests: ${minRequests}
    metrics:
${metrics
  .split("\n")
  .map((line) => `      - ${line.trim()}`)
  .join("\n")}`;
  return deploymentOf(`canary: {stable: stable, canary: canary, steps: ${other}}`, analysis);
}

const errorRate = "{name: error-rate, thresholdRange: {max: 0.02}}";
const fine = { canary: { requests: 200 }, stable: { requests: 1800 } };

describe("A canary", () => {
  it("starts at its first step, and goes on when a pause is over", () => {
    const rollout = follow(plain);
    assert.deepEqual(
      [rollout.state.phase, rollout.state.step, rollout.weights],
      ["Progressing", 1, { stable: 90, canary: 10 }],
    );
    rollout.after(599);
    assert.deepEqual(rollout.weights, { stable: 90, canary: 10 });
    rollout.after(1);
    assert.deepEqual([rollout.state.step, rollout.weights], [3, { stable: 50, canary: 50 }]);
    rollout.after(600);
    assert.deepEqual(
      [rollout.state.phase, rollout.state.step, rollout.weights],
      ["Healthy", 4, { stable: 0, canary: 100 }],
    );
    assert.deepEqual(rollout.acts(), ["start", "pause", "step", "pause", "finish"]);
  });

  it("counts anew whenever a step begins, and not when a pause does", () => {
    const rollout = follow(plain);
    const first = rollout.state.window;
    rollout.after(300);
    assert.equal(rollout.state.window, first);
    rollout.after(300);
    assert.equal(rollout.state.window, first + 1);
  });

  it("goes through steps without a pause at once, where nothing is judged", () => {
    const rollout = follow(
      deploymentOf("canary: {stable: stable, canary: canary, steps: [{setWeight: 10}, {setWeight: 40}, {pause: {}}]}"),
    );
    assert.deepEqual([rollout.state.phase, rollout.weights], ["Paused", { stable: 60, canary: 40 }]);
  });

  it("is judged beside the stable variant, also where the file names the canary first", () => {
    const turned = deploymentOf("canary: {stable: old, canary: fresh, steps: [{setWeight: 5}]}", "", ["fresh", "old"]);
    assert.equal(referenceOf(turned), "old");
    assert.equal(referenceOf(deploymentOf("shadow: {active: b, mirror: a}", "", ["a", "b"])), "b");
    assert.equal(referenceOf(deploymentOf("ab: {weights: {b: 50, a: 50}}", "", ["a", "b"])), "a");
  });

  it("waits for each of two pauses in its turn", () => {
    const rollout = follow(
      deploymentOf(
        "canary: {stable: stable, canary: canary, steps: [{setWeight: 10}, {pause: {duration: 10m}}, {pause: {duration: 5m}}]}",
      ),
    );
    rollout.after(600);
    assert.equal(rollout.state.step, 2);
    rollout.after(299);
    assert.equal(rollout.state.phase, "Progressing");
    rollout.after(1);
    assert.equal(rollout.state.phase, "Healthy");
  });

  it("goes on where it was when a restart falls into a pause, and does not count the time between", () => {
    const rollout = follow(plain);
    rollout.after(400);
    rollout.away(3600);
    rollout.after(199);
    assert.deepEqual(rollout.weights, { stable: 90, canary: 10 });
    rollout.after(1);
    assert.deepEqual(rollout.weights, { stable: 50, canary: 50 });
  });

  it("does not go on sooner because the clock was set back", () => {
    const rollout = follow(plain);
    rollout.after(-500);
    rollout.after(590);
    assert.deepEqual(rollout.weights, { stable: 90, canary: 10 });
  });

  describe("with pause: {}", () => {
    const waiting = deploymentOf(
      "canary: {stable: stable, canary: canary, steps: [{setWeight: 10}, {pause: {}}, {setWeight: 50}, {pause: {}}]}",
    );

    it("is Paused until somebody promotes, step by step", () => {
      const rollout = follow(waiting);
      rollout.after(1e6);
      assert.deepEqual([rollout.state.phase, rollout.weights], ["Paused", { stable: 90, canary: 10 }]);
      rollout.send({ kind: "promote", by: "ann" });
      assert.deepEqual([rollout.state.phase, rollout.weights], ["Paused", { stable: 50, canary: 50 }]);
      rollout.send({ kind: "promote", by: "ann" });
      assert.deepEqual([rollout.state.phase, rollout.weights], ["Healthy", { stable: 0, canary: 100 }]);
      assert.equal(rollout.decisions.at(-1)?.by, "ann");
      assert.match(rollout.send({ kind: "promote", by: "ann" }) ?? "", /^canary has all requests already$/);
    });

    it("goes past all steps when it is promoted in full", () => {
      const rollout = follow(waiting);
      rollout.send({ kind: "promote", by: "ann", full: true });
      assert.deepEqual([rollout.state.phase, rollout.weights], ["Healthy", { stable: 0, canary: 100 }]);
    });

    it("gives everything back when it is rolled back, also after its last step", () => {
      const rollout = follow(waiting);
      rollout.send({ kind: "promote", by: "ann", full: true });
      rollout.send({ kind: "rollback", by: "bob", why: "complaints" });
      assert.deepEqual([rollout.state.phase, rollout.weights], ["Degraded", { stable: 100, canary: 0 }]);
      assert.equal(rollout.state.reason, "taken back by bob: complaints");
      assert.match(rollout.send({ kind: "rollback", by: "bob" }) ?? "", /^stable has all requests already$/);
      assert.match(rollout.send({ kind: "promote", by: "bob" }) ?? "", /apply the file to begin again$/);
    });

    it("stays at its step when somebody pauses it, is taken back all the same, and goes on by a promotion", () => {
      const rollout = follow(gated(errorRate));
      rollout.after(60, fine);
      assert.equal(rollout.send({ kind: "pause", by: "ann" }), undefined);
      rollout.after(3600, fine);
      assert.deepEqual([rollout.state.phase, rollout.weights], ["Paused", { stable: 90, canary: 10 }]);
      assert.equal(rollout.decisions.at(-1)?.reason, "canary stays at 10 % until somebody promotes: paused by ann");
      assert.match(rollout.send({ kind: "pause", by: "bob" }) ?? "", /^canary is paused already: /);
      rollout.send({ kind: "promote", by: "ann" });
      assert.deepEqual([rollout.state.phase, rollout.weights], ["Progressing", { stable: 50, canary: 50 }]);
      rollout.send({ kind: "pause", by: "ann" });
      rollout.after(60, { ...fine, canary: { requests: 200, errors: 20 } });
      assert.equal(rollout.state.phase, "Degraded");
      assert.match(rollout.send({ kind: "pause", by: "ann" }) ?? "", /^canary is on no step that could be paused: /);
    });

    it("is looked at all the same", () => {
      const rollout = follow(gated(errorRate, { steps: "[{setWeight: 10}, {pause: {}}]" }));
      rollout.after(30, { ...fine, canary: { requests: 100, errors: 3 } });
      assert.deepEqual([rollout.state.phase, rollout.weights], ["Degraded", { stable: 100, canary: 0 }]);
    });
  });

  describe("with gates", () => {
    it("goes on when they are met", () => {
      const rollout = follow(gated(errorRate));
      rollout.after(600, fine);
      assert.deepEqual(rollout.weights, { stable: 50, canary: 50 });
      rollout.after(600, fine);
      assert.equal(rollout.state.phase, "Healthy");
    });

    it("is judged and promoted by nothing below minRequests, however long it takes", () => {
      const rollout = follow(gated(errorRate));
      rollout.after(6000, { canary: { requests: 99, errors: 99 }, stable: { requests: 900 } });
      assert.deepEqual([rollout.state.phase, rollout.weights], ["Progressing", { stable: 90, canary: 10 }]);
      assert.equal(rollout.state.reason, "canary stays at 10 %: canary had 99 of 100 requests");
      rollout.after(1, { canary: { requests: 100, errors: 2 }, stable: { requests: 900 } });
      assert.deepEqual(rollout.weights, { stable: 50, canary: 50 });
    });

    it("waits for minRequests at a step without a pause", () => {
      const rollout = follow(gated(errorRate, { steps: "[{setWeight: 20}, {setWeight: 60}]" }));
      assert.deepEqual(rollout.weights, { stable: 80, canary: 20 });
      rollout.after(1, { canary: { requests: 99 } });
      assert.deepEqual(rollout.weights, { stable: 80, canary: 20 });
      rollout.after(1, { canary: { requests: 100 } });
      assert.deepEqual(rollout.weights, { stable: 40, canary: 60 });
      rollout.after(1, { canary: { requests: 100 } });
      assert.equal(rollout.state.phase, "Healthy");
    });

    it("looks only every interval", () => {
      const rollout = follow(gated(errorRate));
      const failing = { canary: { requests: 100, errors: 50 } };
      rollout.after(29, failing);
      assert.equal(rollout.state.phase, "Progressing");
      rollout.after(1, failing);
      assert.equal(rollout.state.phase, "Degraded");
    });

    it("takes itself back at the end of a pause that is shorter than the interval", () => {
      const rollout = follow(gated(errorRate, { steps: "[{setWeight: 10}, {pause: {duration: 5s}}]" }));
      rollout.after(5, { canary: { requests: 100, errors: 3 } });
      assert.equal(rollout.state.phase, "Degraded");
    });

    it("is given up after failureLimit failed looks, over all steps, and goes on only after a good one", () => {
      const rollout = follow(gated(errorRate, { failureLimit: 3 }));
      const failing = { canary: { requests: 100, errors: 50 } };
      rollout.after(600, failing);
      assert.match(rollout.state.reason, /^failed look 1 of 3 at 10 %: error-rate is 0.5 /);
      rollout.after(29, fine); // only the next look tells
      assert.deepEqual(rollout.weights, { stable: 90, canary: 10 });
      rollout.after(1, fine);
      assert.deepEqual(rollout.weights, { stable: 50, canary: 50 });
      rollout.after(30, failing);
      assert.equal(rollout.state.phase, "Progressing");
      rollout.after(30, failing);
      assert.equal(rollout.state.phase, "Degraded");
      assert.deepEqual(rollout.acts(), ["start", "pause", "look failed", "step", "pause", "look failed", "rollback"]);
    });

    it("remembers failed looks over a restart", () => {
      const rollout = follow(gated(errorRate, { failureLimit: 2 }));
      rollout.after(30, { canary: { requests: 100, errors: 50 } });
      rollout.away(100);
      rollout.after(30, { canary: { requests: 100, errors: 50 } });
      assert.equal(rollout.state.phase, "Degraded");
    });

    const worse: readonly (readonly [string, string, Parameters<ReturnType<typeof follow>["after"]>[1], string])[] = [
      [
        "errors",
        errorRate,
        { canary: { requests: 100, errors: 8 } },
        "taken back at 10 %: error-rate is 0.08 (8 of 100 requests), above the limit of 0.02",
      ],
      [
        "errors more than twice the stable's",
        "{name: error-rate, ratioToStable: {max: 2}}",
        { canary: { requests: 100, errors: 9 }, stable: { requests: 1000, errors: 30 } },
        "taken back at 10 %: error-rate by the stable variant's is 3 (0.09 by 0.03), above the limit of 2",
      ],
      [
        "outcomes below a limit",
        "{feedback: revenue, thresholdRange: {min: 2}}",
        { canary: { requests: 100, feedback: { revenue: Array<number>(30).fill(1.5) } } },
        "taken back at 10 %: revenue is 1.5 (the mean of 30 outcomes), below the limit of 2",
      ],
      [
        "outcomes below the stable's",
        "{feedback: revenue, ratioToStable: {min: 0.9}}",
        {
          canary: { requests: 100, feedback: { revenue: Array<number>(30).fill(8) } },
          stable: { requests: 900, feedback: { revenue: Array<number>(300).fill(10) } },
        },
        "taken back at 10 %: revenue by the stable variant's is 0.8 (8 by 10), below the limit of 0.9",
      ],
    ];
    for (const [what, metrics, does, reason] of worse)
      it(`takes itself back for ${what}, with metric, value and limit in the reason`, () => {
        const rollout = follow(gated(metrics));
        rollout.after(30, does);
        assert.deepEqual([rollout.state.phase, rollout.weights], ["Degraded", { stable: 100, canary: 0 }]);
        assert.equal(rollout.state.reason, reason);
        assert.deepEqual(rollout.state.traffic.shut, ["canary"]);
        assert.equal(rollout.decisions.at(-1)?.by, undefined);
      });

    it("takes itself back for a slow tail, which a p50 does not see", () => {
      const ms = (i: number) => (i % 50 === 0 ? 400 : 4);
      const slow = { canary: { requests: 1000, ms } };
      const tail = follow(gated("{name: latency-p99-ms, thresholdRange: {max: 60}}"));
      tail.after(30, slow);
      assert.match(
        tail.state.reason,
        /^taken back at 10 %: latency-p99-ms is (39\d|40\d).* \(of 1000 requests\), above the limit of 60$/,
      );
      const middle = follow(gated("{name: latency-p50-ms, thresholdRange: {max: 60}}"));
      middle.after(30, slow);
      assert.equal(middle.state.phase, "Progressing");
    });

    it("holds a step for outcomes that are too few, and says so", () => {
      const rollout = follow(gated("{feedback: revenue, minOutcomes: 50, thresholdRange: {min: 2}}"));
      rollout.after(600, { canary: { requests: 500, feedback: { revenue: [1, 1, 1] } } });
      assert.equal(rollout.state.reason, "canary stays at 10 %: revenue is not known: there are 3 of 50 outcomes");
      rollout.after(600, { canary: { requests: 500, feedback: { revenue: Array<number>(50).fill(3) } } });
      assert.deepEqual(rollout.weights, { stable: 50, canary: 50 });
    });

    it("is not compared with a stable variant that gets nothing", () => {
      const rollout = follow(
        gated("{name: error-rate, ratioToStable: {max: 2}}", { steps: "[{setWeight: 100}, {pause: {duration: 1m}}]" }),
      );
      rollout.after(60, { canary: { requests: 100, errors: 1 } });
      assert.equal(rollout.state.phase, "Healthy");
    });
  });

  it("does not end a pause because the machine slept or its clock was set", () => {
    const { state } = startRollout(plain, 0);
    const night = 8 * 3_600_000;
    assert.deepEqual(tickOf(state, {}, night), { kind: "restarted" });
    assert.deepEqual(tickOf(state, {}, 200), { kind: "tick", observed: {} });
    assert.deepEqual(tickOf({ ...state, at: night }, {}, 200), { kind: "tick", observed: {} });
  });
});
