import assert from "node:assert/strict";
import { createMersenne } from "../../../src/core/stats/mersenne";

describe("numpy's random numbers", () => {
  it("draws as RandomState(42) does", () => {
    const random = createMersenne(42);
    assert.deepEqual([1 + random.upTo(2147483645), random.upTo(2147483646)], [1608637543, 1273642419]);
  });

  it("permutes as RandomState(42).permutation(10) does", () => {
    assert.deepEqual([...createMersenne(42).permutation(10)], [8, 1, 5, 0, 7, 2, 9, 4, 3, 6]);
  });

  it("is uniform as RandomState(0).rand() is", () => {
    assert.equal(createMersenne(0).uniform(), 0.5488135039273248);
  });
});
