import assert from "node:assert/strict";
import { findEndless, gridPoint } from "../../../../src/core/dvc/search/grid";
import { cdf, logMass, quantileWithin } from "../../../../src/core/dvc/search/normal";
import { keyOf, randomPoint } from "../../../../src/core/dvc/search/randomSearch";
import { type Observation, type Space, sizeOf, valuesAt } from "../../../../src/core/dvc/search/space";
import { tpePoint } from "../../../../src/core/dvc/search/tpe";

const small: Space = new Map([
  ["optimizer", { kind: "choice", values: ["sgd", "adam"] }],
  ["depth", { kind: "integer", low: 1, high: 3, log: false }],
  ["drop", { kind: "float", low: 0.1, high: 0.3, step: 0.1, log: false }],
]);

describe("a grid", () => {
  it("goes over every combination once, the last parameter fastest", () => {
    const points = Array.from({ length: 18 }, (_, i) => gridPoint(small, i));
    assert.equal(new Set(points.map((point) => keyOf(point ?? new Map()))).size, 18);
    assert.deepEqual(
      points.slice(0, 4).map((point) => [...valuesAt(small, point ?? new Map()).values()]),
      [
        ["sgd", 1, 0.1],
        ["sgd", 1, 0.2],
        ["sgd", 1, 0.3],
        ["sgd", 2, 0.1],
      ],
    );
    assert.equal(gridPoint(small, 18), undefined);
  });

  it("cannot go over what has no steps", () => {
    assert.equal(findEndless(new Map([["lr", { kind: "float", low: 0, high: 1, log: false }]])), "lr");
    assert.equal(findEndless(small), undefined);
  });
});

describe("a random search", () => {
  it("says the same for a seed, and another for another", () => {
    assert.deepEqual(randomPoint(small, 1, 5), randomPoint(small, 1, 5));
    const wide: Space = new Map([["lr", { kind: "float", low: 0, high: 1, log: false }]]);
    assert.notDeepEqual(randomPoint(wide, 1, 5), randomPoint(wide, 2, 5));
    assert.notDeepEqual(randomPoint(wide, 1, 5), randomPoint(wide, 1, 6));
  });

  it("tries no combination twice while there are others", () => {
    const keys = Array.from({ length: sizeOf(small) }, (_, i) => keyOf(randomPoint(small, 7, i)));
    assert.equal(new Set(keys).size, 18);
  });

  it("stays inside, takes both ends of steps as often as the middle, and spreads over magnitudes", () => {
    const space: Space = new Map([
      ["lr", { kind: "float", low: 1e-5, high: 1e-1, log: true }],
      ["depth", { kind: "integer", low: 1, high: 4, log: false }],
    ]);
    const points = Array.from({ length: 4000 }, (_, i) => randomPoint(space, 3, i));
    const counts = [1, 2, 3, 4].map((depth) => points.filter((point) => point.get("depth") === depth).length);
    assert.ok(
      counts.every((count) => count > 850 && count < 1150),
      String(counts),
    );
    const rates = points.map((point) => point.get("lr") ?? 0);
    assert.ok(rates.every((rate) => rate >= 1e-5 && rate <= 1e-1));
    const low = rates.filter((rate) => rate < 1e-3).length;
    assert.ok(low > 1850 && low < 2150, String(low));
  });
});

describe("the normal distribution", () => {
  it("has the figures of the tables, in the tails too", () => {
    // of Python's statistics.NormalDist and math.erfc
    assert.ok(Math.abs(cdf(-1.5) / 0.06680720126885807 - 1) < 1e-12);
    assert.ok(Math.abs(cdf(-8) / 6.220960574271785e-16 - 1) < 1e-10);
    assert.ok(Math.abs(logMass(-10, -9) / -43.62821663228082 - 1) < 1e-6);
    assert.ok(Math.abs(logMass(9, 10) / -43.62821663228082 - 1) < 1e-6);
    assert.ok(Math.abs(quantileWithin(0.5, 1, 2) - 1.336440347745247) < 1e-9);
    assert.ok(Math.abs(quantileWithin(0.25, -0.5, 0.5) + 0.24231313244667643) < 1e-9);
  });
});

type Test = { readonly space: Space; score(at: (name: string) => number): number };

const tests: Readonly<Record<string, Test>> = {
  branin: {
    space: new Map([
      ["x", { kind: "float", low: -5, high: 10, log: false }],
      ["y", { kind: "float", low: 0, high: 15, log: false }],
    ]),
    score: (at) => {
      const [x, y] = [at("x"), at("y")];
      const bowl = y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6;
      return bowl ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
    },
  },
  sphere: {
    space: new Map([0, 1, 2, 3, 4].map((i) => [`x${i}`, { kind: "float", low: -5, high: 5, log: false } as const])),
    score: (at) => [0, 1, 2, 3, 4].reduce((sum, i) => sum + (at(`x${i}`) - i * 0.5) ** 2, 0),
  },
  mixed: {
    space: new Map([
      ["lr", { kind: "float", low: 1e-5, high: 1e-1, log: true }],
      ["depth", { kind: "integer", low: 1, high: 10, log: false }],
      ["opt", { kind: "choice", values: ["sgd", "adam", "rms"] }],
      ["drop", { kind: "float", low: 0, high: 0.5, step: 0.1, log: false }],
    ]),
    score: (at) =>
      (Math.log10(at("lr")) + 2.5) ** 2 +
      (at("depth") - 6) ** 2 / 10 +
      ([0.5, 0, 0.3][at("opt")] ?? 0) +
      Math.abs(at("drop") - 0.2),
  },
  rosenbrock: {
    space: new Map([
      ["x", { kind: "float", low: -2, high: 2, log: false }],
      ["y", { kind: "float", low: -1, high: 3, log: false }],
    ]),
    score: (at) => (1 - at("x")) ** 2 + 100 * (at("y") - at("x") ** 2) ** 2,
  },
};

function bestAfter({ space, score }: Test, seed: number, trials: number): number {
  const past: Observation[] = [];
  for (let i = 0; i < trials; i++) {
    const point = tpePoint(space, past, seed, i);
    past.push({ point, score: score((name) => point.get(name) ?? 0) });
  }
  return Math.min(...past.map((each) => each.score ?? Number.POSITIVE_INFINITY));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
}

/** Median best of 60 trials over 20 seeds: Optuna 5.0.0's TPESampler and its RandomSampler. */
const optuna: Readonly<Record<string, { readonly tpe: number; readonly random: number }>> = {
  branin: { tpe: 0.4925, random: 1.0657 },
  sphere: { tpe: 0.859, random: 7.8829 },
  mixed: { tpe: 0.0198, random: 0.2555 },
  rosenbrock: { tpe: 0.3935, random: 0.5847 },
};

describe("a search by Parzen estimators", () => {
  for (const [name, test] of Object.entries(tests)) {
    const { tpe, random } = optuna[name] as { tpe: number; random: number };
    it(`finds on ${name} about what Optuna's finds, and far more than chance does`, () => {
      const found = median(Array.from({ length: 12 }, (_, seed) => bestAfter(test, seed, 60)));
      assert.ok(found < tpe * 1.5, `${found} for ${tpe}`);
      assert.ok(found < random * 0.8, `${found} for ${random}`);
    });
  }

  it("says the same for the same past, and is not led astray by trials that failed", () => {
    const { space, score } = tests.sphere as Test;
    const past: Observation[] = [];
    for (let i = 0; i < 25; i++) {
      const point = tpePoint(space, past, 5, i);
      past.push({ point, score: i % 3 === 0 ? undefined : score((name) => point.get(name) ?? 0) });
    }
    assert.deepEqual(tpePoint(space, past, 5, 25), tpePoint(space, past, 5, 25));
    assert.notDeepEqual(tpePoint(space, past, 5, 25), tpePoint(space, past, 6, 25));
  });

  it("tries no combination twice while there are others", () => {
    const past: Observation[] = [];
    for (let i = 0; i < 18; i++) past.push({ point: tpePoint(small, past, 1, i), score: i });
    assert.equal(new Set(past.map(({ point }) => keyOf(point))).size, 18);
  });

  it("asks for different points while the first still run", () => {
    const { space } = tests.sphere as Test;
    const done: Observation[] = Array.from({ length: 12 }, (_, i) => ({ point: randomPoint(space, 1, i), score: i }));
    const first = tpePoint(space, done, 1, 12);
    const second = tpePoint(space, [...done, { point: first, score: undefined }], 1, 13);
    assert.notDeepEqual(first, second);
  });
});
