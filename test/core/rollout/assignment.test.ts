import assert from "node:assert/strict";
import { type Assignment, bucketOf, createRouter, type Traffic, userId } from "../../../src/core/rollout/assignment";
import { murmur3 } from "../../../src/core/rollout/murmur3";
import { startRollout, stepRollout } from "../../../src/core/rollout/rollout";
import { deploymentOf } from "./files";

const never = () => assert.fail("nothing is left to chance");
const users = Array.from({ length: 10_000 }, (_, i) => `user-${i}`);
const canary = deploymentOf("canary: {stable: stable, canary: canary, steps: [{setWeight: 10}, {pause: {}}]}");

function canaryAt(weight: number): Traffic {
  const shares = [
    { variant: "canary", weight },
    { variant: "stable", weight: 100 - weight },
  ];
  return { shares, mirror: undefined, shut: [] };
}

function usersOn(traffic: Traffic, variant: string, deployment = canary): Set<string> {
  const route = createRouter(deployment, traffic);
  return new Set(users.filter((id) => route({ headers: { "x-user-id": id }, fields: {} }, never).variant === variant));
}

/** Four standard deviations of a binomial count: once in 16,000 times chance alone goes beyond. */
function assertBinomial(count: number, n: number, share: number): void {
  const off = Math.abs(count - n * share);
  assert.ok(off <= 4 * Math.sqrt(n * share * (1 - share)), `${count} of ${n} for a share of ${share}`);
}

describe("Who gets which variant", () => {
  it("the hash is MurmurHash3 x86 32, as Python's mmh3 has it", () => {
    // [mmh3.hash(text, 0, signed=False) for text in …]
    const known: readonly (readonly [string, number])[] = [
      ["", 0],
      ["a", 1009084850],
      ["ab", 2613040991],
      ["abc", 3017643002],
      ["churn:user-1", 2923986096],
      ["churn:42", 986459727],
      ["churn:Jürgen", 883142189],
      ["€𝄞", 406285178],
      ["x".repeat(1001), 3590372578],
    ];
    for (const [text, hash] of known) assert.equal(murmur3(text), hash, text);
  });

  it("a bucket is the same for ever", () => {
    assert.equal(bucketOf("churn", "user-1"), (2923986096 / 2 ** 32) * 100);
    assert.equal(bucketOf("churn", "42"), (986459727 / 2 ** 32) * 100);
  });

  for (const weight of [1, 10, 37.5, 50, 90, 99])
    it(`of 10,000 users ${weight} % get a canary of that weight`, () =>
      assertBinomial(usersOn(canaryAt(weight), "canary").size, users.length, weight / 100));

  it("nobody gets a canary of 0, everybody one of 100", () => {
    assert.equal(usersOn(canaryAt(0), "canary").size, 0);
    assert.equal(usersOn(canaryAt(100), "canary").size, users.length);
  });

  it("users stay with a canary that grows", () => {
    let before = new Set<string>();
    for (const weight of [1, 5, 10, 25, 50, 100]) {
      const now = usersOn(canaryAt(weight), "canary");
      assert.ok([...before].every((id) => now.has(id)));
      assert.ok(now.size > before.size);
      before = now;
    }
  });

  it("users stay when a rollout goes on to its next steps, and come back when it is taken back", () => {
    const growing = deploymentOf(
      "canary: {stable: stable, canary: canary, steps: [{setWeight: 10}, {pause: {}}, {setWeight: 60}, {pause: {}}]}",
    );
    const first = startRollout(growing, 0).state;
    const second = stepRollout(growing, first, { kind: "promote", by: "ann" }, 1).state;
    const [before, after] = [usersOn(first.traffic, "canary", growing), usersOn(second.traffic, "canary", growing)];
    assertBinomial(before.size, users.length, 0.1);
    assertBinomial(after.size, users.length, 0.6);
    assert.ok([...before].every((id) => after.has(id)));
    const back = stepRollout(growing, second, { kind: "rollback", by: "ann" }, 2).state;
    assert.equal(usersOn(back.traffic, "stable", growing).size, users.length);
  });

  it("another salt shares users out independently", () => {
    const other = { ...canary, sticky: { ...canary.sticky, salt: "other" } };
    const half = usersOn(canaryAt(50), "canary");
    const both = [...usersOn(canaryAt(50), "canary", other)].filter((id) => half.has(id));
    assertBinomial(both.length, users.length, 0.25);
  });

  it("an A/B test shares by its weights, in the file's order", () => {
    const test = deploymentOf("ab: {weights: {b: 20, a: 50, c: 30}}", "", ["a", "b", "c"]);
    const { traffic } = startRollout(test, 0).state;
    const route = createRouter(test, traffic);
    for (const id of users) {
      const bucket = bucketOf("churn", id);
      const expected = bucket < 20 ? "b" : bucket < 70 ? "a" : "c";
      assert.equal(route({ headers: {}, fields: { user_id: id } }, never).variant, expected);
    }
  });

  it("a variant that is withdrawn moves nobody else", () => {
    const more = "  analysis: {minRequests: 1, interval: 1s, metrics: [{name: error-rate, thresholdRange: {max: 0}}]}";
    const test = deploymentOf("ab: {weights: {a: 40, b: 20, c: 40}}", more, ["a", "b", "c"]);
    const { state } = startRollout(test, 0);
    const failing = {
      requests: 1,
      errors: 1,
      latency: { n: 0, counts: {} },
      predictions: { n: 0, counts: {} },
      labels: {},
      feedback: {},
    };
    const event = { kind: "tick", observed: { b: failing } } as const;
    const { state: after } = stepRollout(test, state, event, 1000);
    const [before, now] = [state, after].map(({ traffic }) => createRouter(test, traffic));
    for (const id of users) {
      const asked = { headers: { "x-user-id": id }, fields: undefined };
      const was = before?.(asked, never).variant;
      assert.equal(now?.(asked, never).variant, was === "b" ? "a" : was);
    }
  });

  describe("a user's id", () => {
    const of = (headers: Record<string, string>, fields?: Record<string, unknown>) =>
      userId(canary.sticky, { headers, fields });

    it("is in the header, or else in the field", () => {
      assert.equal(of({ "x-user-id": "h" }, { user_id: "f" }), "h");
      assert.equal(of({ "x-user-id": " " }, { user_id: "f" }), "f");
      assert.equal(of({}, { user_id: "f" }), "f");
    });

    it("is the same as text and as a number, in the header and in the field", () => {
      assert.equal(of({}, { user_id: 42 }), of({ "x-user-id": "42" }));
      // Node gives a header's bytes as Latin-1
      assert.equal(of({ "x-user-id": Buffer.from("Jürgen").toString("latin1") }), "Jürgen");
      assert.equal(of({ "x-user-id": "J\xfcrgen" }), "Jürgen");
      assert.equal(of({}, { user_id: " u1 " }), of({ "x-user-id": "u1" }));
    });

    it("is none where it is empty, or nothing that names anybody", () => {
      for (const nobody of ["", " ", null, {}, [], true, Number.NaN])
        assert.equal(of({}, { user_id: nobody }), undefined);
      assert.equal(of({}, Object.create({ user_id: "inherited" })), undefined);
    });
  });

  it("without an id, chance decides by the weights", () => {
    const route = createRouter(canary, canaryAt(25));
    const at = (random: number) => route({ headers: {}, fields: undefined }, () => random);
    assert.deepEqual(at(0.2499), { variant: "canary", by: "chance", id: undefined, mirror: undefined });
    assert.equal(at(0.25).variant, "stable");
    assert.equal(at(0.9999999).variant, "stable");
  });

  it("weights of thirds leave no user out", () => {
    const shares = ["a", "b", "c"].map((variant) => ({ variant, weight: 33.333333 }));
    const route = createRouter(canary, { shares, mirror: undefined, shut: [] });
    assert.equal(route({ headers: {}, fields: {} }, () => 0.9999999999).variant, "c");
  });

  describe("rules", () => {
    const more = `  routing:
    - {match: {headers: {x-beta: {exact: "yes"}}, fields: {plan: {prefix: pro}}}, variant: canary}
    - {match: {fields: {vip: {exact: true}}}, variant: canary}
    - {match: {headers: {x-bot: {present: true}}}, variant: stable}
    - {match: {headers: {x-region: {oneOf: [eu, us]}}}, variant: canary}`;
    const ruled = deploymentOf("canary: {stable: stable, canary: canary, steps: [{setWeight: 0}, {pause: {}}]}", more);
    const route = (
      headers: Record<string, string>,
      fields?: Record<string, unknown>,
      traffic = canaryAt(0),
    ): Assignment => createRouter(ruled, traffic)({ headers, fields }, () => 0.5);

    it("come before the weights; all of a rule's tests have to be met", () => {
      assert.equal(route({ "x-beta": "yes" }, { plan: "pro-2" }).variant, "canary");
      assert.equal(route({ "x-beta": "yes" }, { plan: "free" }).variant, "stable");
      assert.equal(route({ "x-beta": "yes" }).variant, "stable");
      assert.deepEqual(route({}, { vip: true }), { variant: "canary", by: "rule", id: undefined, mirror: undefined });
      assert.equal(route({ "x-region": "us" }).variant, "canary");
    });

    it("the first that is met decides", () => {
      assert.equal(route({ "x-bot": "1", "x-region": "us" }, {}, canaryAt(100)).variant, "stable");
    });

    it("send nobody to a variant that was taken back", () => {
      assert.equal(route({ "x-region": "us" }, {}, { ...canaryAt(0), shut: ["canary"] }).variant, "stable");
    });
  });

  it("copies a share of the requests to a shadow, and no answer comes from it", () => {
    const shadow = deploymentOf("shadow: {active: stable, mirror: canary, mirrorPercentage: 30}");
    const route = createRouter(shadow, startRollout(shadow, 0).state.traffic);
    let drawn = 0;
    const given = users.map((id) => route({ headers: { "x-user-id": id }, fields: {} }, () => drawn++ / users.length));
    assert.ok(given.every(({ variant }) => variant === "stable"));
    assert.equal(given.filter(({ mirror }) => mirror === "canary").length, 3000);
  });
});
