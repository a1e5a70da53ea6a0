import assert from "node:assert/strict";
import { createChance, sampleRows } from "../../../src/core/explain/chance";

describe("chance with numpy's numbers", () => {
  it("draws what RandomState draws from the same seed", () => {
    // numpy.random.RandomState(0).random_sample(3), .shuffle(arange(8)) and RandomState(42).random_sample()
    const chance = createChance(0);
    const drawn = [chance.next(), chance.next(), chance.next()];
    assert.deepEqual(drawn, [0.5488135039273248, 0.7151893663724195, 0.6027633760716439]);
    assert.equal(createChance(42).next(), 0.3745401188473625);
    const order = Int32Array.from({ length: 8 }, (_, i) => i);
    createChance(0).shuffle(order);
    assert.deepEqual([...order], [6, 2, 1, 7, 3, 0, 5, 4]);
  });

  it("picks rows as sklearn's shuffle does, and all where there are few", () => {
    assert.deepEqual([...sampleRows(3, 5)], [0, 1, 2]);
    assert.deepEqual([...sampleRows(1000, 5)], [993, 859, 298, 553, 672]);
  });
});
