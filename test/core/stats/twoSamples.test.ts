import assert from "node:assert/strict";
import { cupedAdjusted, cupedTheta } from "../../../src/core/stats/cuped";
import { holm } from "../../../src/core/stats/holm";
import { momentsOf } from "../../../src/core/stats/moments";
import { leastEffect, leastRise, powerOf, sizeForMeans, sizeForProportions } from "../../../src/core/stats/power";
import { sampleRatio } from "../../../src/core/stats/sampleRatio";
import { logMixtureRatio, twoProportions, welch } from "../../../src/core/stats/twoSamples";
import { assertNear } from "./near";

const a = momentsOf([12.1, 9.8, 11.4, 13.0, 10.7, 12.9, 11.1, 10.2]);
const b = momentsOf([9.9, 10.4, 9.1, 11.0, 10.1, 9.5, 10.8, 8.7, 10.0]);

// numbers of scipy 1.17.1 and statsmodels 0.15.0
describe("Two samples", () => {
  it("are told apart by Welch's test", () => {
    const test = welch(a, b);
    assertNear(test?.statistic, 2.9741470383368376);
    assertNear(test?.p, 0.011998441169810256);
    assertNear(test?.df, 11.6029585997253);
    assertNear(test?.low, 0.38517771955573243);
    assertNear(test?.high, 2.5259333915553754);
  });

  it("that are too small, or do not vary, are not tested", () => {
    assert.equal(welch(momentsOf([1]), b), undefined);
    assert.equal(welch(momentsOf([]), b), undefined);
    assert.equal(welch(momentsOf([0.1, 0.1, 0.1]), momentsOf([0.3, 0.3])), undefined);
    assert.equal(logMixtureRatio(momentsOf([2]), b), undefined);
    // one that varies is enough
    assert.ok(welch(momentsOf([0.1, 0.1, 0.1]), b));
  });

  it("have moments that do not drown in a mean far from zero", () => {
    const { mean, variance } = momentsOf([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]);
    assert.deepEqual([mean, variance], [1e9 + 10, 30]);
    assert.equal(momentsOf(Array<number>(1000).fill(0.1)).variance, 0);
  });

  it("of successes are told apart by the pooled z", () => {
    const test = twoProportions({ successes: 240, n: 1000 }, { successes: 180, n: 1000 });
    assertNear(test?.statistic, 3.2939200937616566);
    assertNear(test?.p, 0.000988005809622312);
    assert.equal(twoProportions({ successes: 0, n: 10 }, { successes: 0, n: 20 }), undefined);
    assert.equal(twoProportions({ successes: 0, n: 0 }, { successes: 3, n: 20 }), undefined);
  });

  it("are told apart by a mixture of likelihoods, whose logarithm stays a number", () => {
    assertNear(Math.exp(logMixtureRatio(a, b) ?? 0), 15.583617312650842);
    const far = { n: 1e6, mean: 10, variance: 1 };
    assertNear(
      logMixtureRatio(far, { ...far, mean: 0 }),
      0.5 * Math.log(2e-6 / 1.000002) + 100 / (2 * 2e-6 * 1.000002),
    );
  });

  it("lose by CUPED what was known before", () => {
    const x = [1, 2, 3, 4, 5, 6, 7, 8];
    const y = [2.1, 3.9, 6.2, 7.8, 10.1, 12.2, 13.8, 16.1];
    const theta = cupedTheta(x, y);
    assertNear(theta, 1.9976190476190476);
    assertNear(momentsOf(y).variance, 23.9707, "", 1e-5);
    assertNear(momentsOf(cupedAdjusted(x, y, theta ?? 0, 4.5)).variance, 0.0278231, "", 1e-5);
    assert.equal(cupedTheta(Array<number>(10).fill(0.1), y), undefined);
    assert.equal(cupedTheta([], []), undefined);
  });
});

describe("The ratio of samples", () => {
  it("is tested against the weights", () => {
    assertNear(sampleRatio([5100, 4900], [50, 50])?.p, 0.04550026389635857);
    assertNear(sampleRatio([5200, 4800], [50, 50])?.statistic, 16);
    assertNear(sampleRatio([5200, 4800], [50, 50])?.p, 6.334248366623988e-5);
    assertNear(sampleRatio([9100, 900], [90, 10])?.statistic, 100 / 9);
    assertNear(sampleRatio([9100, 900], [90, 10])?.p, 0.000858121, "", 1e-5);
  });

  it("is impossible where a weight of nothing was counted, and unknown where nothing was", () => {
    assert.equal(sampleRatio([10, 10, 1], [50, 50, 0])?.p, 0);
    assert.equal(sampleRatio([0, 0], [50, 50]), undefined);
    assert.equal(sampleRatio([7, 0], [100, 0]), undefined);
  });
});

describe("Power", () => {
  it("says how many it takes", () => {
    assertNear(sizeForMeans(0.2), 393.4056930002526, "", 1e-7);
    assertNear(sizeForMeans(3), 3.070009095559428, "", 1e-7);
    assertNear(sizeForMeans(-0.01), 156978.17055570384, "", 1e-7);
    assertNear(sizeForProportions(0.1, 0.12), 3834.595739877136, "", 1e-9);
    assertNear(powerOf(0.2, 50, 0.05), 0.16767548649609343, "", 1e-9);
    assert.deepEqual(
      [sizeForMeans(8), sizeForMeans(0), sizeForProportions(0.1, 0.1)],
      [2, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    );
  });

  it("says what is seen by as many", () => {
    assertNear(leastEffect(500), 0.17735842172853922, "", 1e-6);
    assertNear(leastEffect(2), 5.653489341914222, "", 1e-6);
    assertNear(leastRise(0.1, 3834.595739877136), 0.02, "", 1e-9);
    assert.equal(leastRise(0.9, 5), undefined);
  });
});

describe("Holm's way with several p", () => {
  it("is that of statsmodels", () => {
    // multipletests([0.01, 0.04, 0.03, 0.005, 0.04], method="holm")[1]
    assert.deepEqual(
      holm([0.01, 0.04, 0.03, 0.005, 0.04]).map((p) => Number(p.toFixed(12))),
      [0.04, 0.09, 0.09, 0.025, 0.09],
    );
    assert.deepEqual(holm([0.9, 0.8]), [1, 1]);
    assert.deepEqual(holm([]), []);
  });
});
