import assert from "node:assert/strict";
import { shareSlices } from "../../../../src/runtime/serving/batch/shareSlices";

describe("pieces of a batch, shared among workers", () => {
  it("are one behind the other, and taken from whoever has the most when the own are done", () => {
    const shares = shareSlices([0, 1, 2, 3, 4, 5, 6], 2);
    assert.deepEqual(
      [0, 1, 0, 0, 0, 1, 0].map((worker) => shares.take(worker)),
      [0, 3, 1, 2, 6, 4, 5],
    );
    assert.equal(shares.isEmpty(), true);
    assert.equal(shares.take(1), undefined);
  });

  it("are there again when they were not done", () => {
    const shares = shareSlices([4, 7], 2);
    assert.equal(shares.take(0), 4);
    shares.giveBack(0, 4);
    assert.deepEqual([shares.take(0), shares.take(0), shares.take(0)], [4, 7, undefined]);
  });
});
