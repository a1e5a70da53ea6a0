import assert from "node:assert/strict";
import {
  findServed,
  healthOf,
  mayPromote,
  mayRollBack,
  nextWeight,
  servedText,
  sidesOf,
  stepOf,
} from "../../../src/extension/deployments/rolloutFacts";
import { type HealthWords, healthText } from "../../../src/extension/deployments/statusWords";
import type { DeploymentStatus, VariantStatus } from "../../../src/shared/deployments";

const variant = (name: string, change: Partial<VariantStatus> = {}): VariantStatus => ({
  name,
  model: `models:/churn/${change.version ?? "3"}`,
  version: "3",
  weight: 0,
  isUp: true,
  restarts: 0,
  requests: 10,
  recent: { perSecond: 4, errorRate: 0, p50: 1, p95: 4.13, p99: 6 },
  ...change,
});
const canary = (change: Partial<DeploymentStatus> = {}): DeploymentStatus => ({
  name: "churn",
  phase: "Progressing",
  step: 2,
  reason: "",
  weights: { stable: 75, canary: 25 },
  requests: {},
  pid: 1,
  url: "http://127.0.0.1:1",
  file: "deploy/churn.yaml",
  variants: [variant("stable", { weight: 75 }), variant("canary", { version: "5", weight: 25 })],
  strategy: {
    kind: "canary",
    steps: [
      { kind: "setWeight", weight: 5, duration: undefined },
      { kind: "pause", weight: undefined, duration: 1000 },
      { kind: "setWeight", weight: 25, duration: undefined },
      { kind: "pause", weight: undefined, duration: undefined },
      { kind: "setWeight", weight: 50, duration: undefined },
      { kind: "pause", weight: undefined, duration: undefined },
    ],
    stable: "stable",
    canary: "canary",
    active: undefined,
    mirror: undefined,
    preview: undefined,
  },
  mirror: undefined,
  watch: {},
  applied: { by: "ann", at: 0 },
  down: undefined,
  ...change,
});
const finished = canary({
  phase: "Healthy",
  step: 6,
  variants: [variant("stable"), variant("canary", { version: "5", weight: 100 })],
});

const words: HealthWords = {
  health: (health) => health,
  coming: (version, weight) => `${version} at ${weight} %`,
  p95: (time) => `p95 ${time}`,
  all: (count) => `${count} healthy`,
};

describe("what lenses say of what is served", () => {
  it("is said anew when another version answers, and not when requests come in", () => {
    const one = canary();
    const busy = canary({ requests: { stable: 9 }, variants: one.variants.map((each) => ({ ...each, requests: 99 })) });
    assert.equal(servedText([busy]), servedText([one]));
    const replaced = canary({
      variants: [variant("stable", { version: "6", weight: 75 }), ...one.variants.slice(1)],
    });
    assert.deepEqual(replaced.weights, one.weights);
    assert.notEqual(servedText([replaced]), servedText([one]));
  });
});

describe("what the status bar says of what is served", () => {
  it("is nothing while nothing is, then who answers, how, and how fast", () => {
    assert.equal(healthText([], words), undefined);
    assert.deepEqual(healthText([finished], words), { text: "$(pulse) churn v5: healthy, p95 4 ms", tone: undefined });
    assert.equal(healthText([canary()], words)?.text, "$(pulse) churn v3: progressing, v5 at 25 %, p95 4 ms");
  });

  it("is the worst by name, else how many are in order", () => {
    const other = { ...finished, name: "risk" };
    assert.equal(healthText([finished, other], words)?.text, "$(pulse) 2 healthy");
    assert.match(healthText([finished, canary({ name: "risk" })], words)?.text ?? "", /risk v3: progressing/);
  });

  it("warns of a gate that fails and of what was rolled back; what nobody answers for is an error", () => {
    const watch = { canary: { failures: 1, lastFailed: true, readings: [] } };
    assert.equal(healthText([canary({ watch })], words)?.tone, "warning");
    assert.equal(healthText([canary({ phase: "Degraded" })], words)?.tone, "warning");
    const variants = [variant("stable", { weight: 75, isUp: false }), variant("canary", { weight: 25 })];
    assert.deepEqual(healthText([canary({ phase: "Degraded", variants })], words), {
      text: "$(pulse) churn v3: down",
      tone: "error",
    });
    assert.equal(healthText([canary({ down: "its gateway does not start" })], words)?.tone, "error");
  });

  it("a variant that is down and has nothing to do is no trouble", () => {
    const variants = [variant("stable", { weight: 100 }), variant("canary", { isUp: false })];
    assert.equal(healthOf(canary({ variants })), "progressing");
    assert.equal(healthOf(canary({ variants, mirror: { variant: "canary", percentage: 100 } })), "down");
  });

  it("makes no icon of a name", () =>
    assert.ok(!healthText([{ ...finished, name: "$(error)" }], words)?.text.includes("$(error)")));
});

describe("where a rollout stands", () => {
  it("counts weights as steps, with the pauses after them", () => {
    assert.deepEqual(
      [0, 1, 2, 3, 4, 6].map((step) => stepOf(canary({ step })).at),
      [1, 1, 2, 2, 3, 3],
    );
    assert.equal(stepOf(canary()).of, 3);
    assert.deepEqual(
      [1, 3, 5].map((step) => nextWeight(canary({ step }))),
      [25, 50, 100],
    );
  });

  it("knows who is measured against whom", () => {
    assert.deepEqual(sidesOf(canary()), { steady: "stable", coming: ["canary"] });
    const ab = canary({ strategy: { ...canary().strategy, kind: "ab", stable: undefined, canary: undefined } });
    assert.deepEqual(sidesOf(ab), { steady: "stable", coming: ["canary"] });
  });

  it("offers only what would not be refused", () => {
    assert.deepEqual([mayPromote(canary()), mayRollBack(canary())], [true, true]);
    assert.deepEqual([mayPromote(finished), mayRollBack(finished)], [false, true]);
    const back = canary({ phase: "Degraded" });
    assert.deepEqual([mayPromote(back), mayRollBack(back)], [false, false]);
    const strategy = { ...canary().strategy, kind: "ab" as const, stable: undefined, canary: undefined };
    const alone = canary({ phase: "Healthy", strategy, variants: [variant("v3", { weight: 100 })] });
    assert.deepEqual([mayPromote(alone), mayRollBack(alone)], [false, false]);
  });

  it("finds which deployment serves a version, by address or alias", () => {
    const variants = [variant("a", { model: "models:/churn@champion", version: "4", weight: 100 })];
    assert.equal(findServed([canary({ variants })], "churn", 4)?.variant.name, "a");
    assert.equal(findServed([canary({ variants })], "churn", 3), undefined);
    assert.equal(findServed([canary({ variants })], "churnier", 4), undefined);
  });
});
