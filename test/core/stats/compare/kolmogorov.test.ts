import assert from "node:assert/strict";
import { kolmogorovAbove } from "../../../../src/core/stats/compare/kolmogorov";

describe("Kolmogorov's distribution of so many values", () => {
  // scipy 1.17: kstwo.sf(x, n), a case for each way that it takes
  const known: readonly (readonly [n: number, x: number, above: number])[] = [
    [5, 0.3, 0.664],
    [10, 0.41, 0.04932075782870482],
    [50, 0.12, 0.4337679661310233],
    [130, 0.05, 0.8848830931024276],
    [141, 0.1, 0.11128445516467933],
    [500, 0.03, 0.7473166700457021],
    [2000, 0.05, 8.74309579589503e-5],
    [100_000, 0.004, 0.08130148920222469],
    [600_000, 0.0006, 0.9820754328733932],
    [7, 0.9, 1.999999999999997e-7],
    [20, 0.51, 2.380937155490472e-5],
  ];
  for (const [n, x, above] of known)
    it(`P(D > ${x}) for ${n}`, () => {
      const ours = kolmogorovAbove(x, n);
      assert.ok(Math.abs(ours - above) <= 1e-9 * above, `${ours}`);
    });

  it("is 1 at nothing and 0 at one", () => {
    assert.deepEqual([kolmogorovAbove(0.00001, 50), kolmogorovAbove(1, 50)], [1, 0]);
  });
});
