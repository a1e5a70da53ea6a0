import assert from "node:assert/strict";
import { smooth } from "../../../src/core/series/smooth";

/** As it is defined: a mean of all values so far, each weighing `weight` times the one after it. */
function reference(values: readonly number[], weight: number): number[] {
  return values.map((value, i) => {
    if (!Number.isFinite(value)) return value;
    const known = values.slice(0, i + 1).filter(Number.isFinite);
    const weights = known.map((_, j) => weight ** (known.length - 1 - j));
    const total = weights.reduce((sum, each) => sum + each, 0);
    return known.reduce((sum, each, j) => sum + each * (weights[j] as number), 0) / total;
  });
}

describe("smoothing", () => {
  const values = [3, 1, Number.NaN, 4, 1, 5, Number.POSITIVE_INFINITY, 9, 2, 6];

  it("is the weighted mean that it claims to be, gaps left as they are", () => {
    for (const weight of [0.3, 0.9, 0.999])
      for (const [i, value] of smooth(Float64Array.from(values), weight).entries()) {
        const wanted = reference(values, weight)[i] as number;
        assert.ok(Object.is(value, wanted) || Math.abs(value - wanted) < 1e-12, `${weight} ${i}: ${value} ${wanted}`);
      }
  });

  it("by 0 changes nothing, and starts at the first value whatever the weight", () => {
    assert.deepEqual([...smooth(Float64Array.from(values), 0)], values);
    assert.equal(smooth(Float64Array.of(7, 0), 0.99)[0], 7);
  });
});
