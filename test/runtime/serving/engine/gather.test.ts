import assert from "node:assert/strict";
import { gather } from "../../../../src/runtime/serving/engine/gather";
import type { Tensor } from "../../../../src/runtime/serving/tensors";

const turn = () => new Promise<void>((done) => setImmediate(done));
const row = (value: number): Tensor[] => [{ type: "float32", dims: [1, 1], data: Float32Array.of(value) }];

/** A model that doubles, whose runs end a turn later, as onnxruntime's do. */
function doubling() {
  const sizes: number[] = [];
  const run = gather({
    run: async ([input], rows) => {
      sizes.push(rows);
      await turn();
      const { dims, data } = input as Tensor;
      return [{ type: "float32", dims, data: (data as Float32Array).map((value) => 2 * value) }];
    },
    onBatch: undefined,
    longest: 1000,
    now: () => 0,
  });
  const ask = async (value: number) => {
    const [output] = await run(row(value), 1);
    return output?.data[0];
  };
  return { sizes, ask };
}

describe("Requests for one model", () => {
  it("of a single client start their run in the same turn", async () => {
    const { sizes, ask } = doubling();
    for (let i = 1; i <= 3; i++) {
      const answer = ask(i);
      assert.equal(sizes.length, i);
      assert.equal(await answer, 2 * i);
    }
  });

  it("of many clients share runs, and each gets its own answer", async () => {
    const { sizes, ask } = doubling();
    for (let round = 0; round < 20; round++)
      assert.deepEqual(await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(ask)), [2, 4, 6, 8, 10, 12, 14, 16]);
    assert.deepEqual(sizes.slice(0, 2), [1, 7]); // nobody knew that there would be many
    assert.deepEqual(sizes.slice(-3), [8, 8, 8]);
  });

  it("start at once again when one client is left", async () => {
    const { sizes, ask } = doubling();
    await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(ask));
    await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(ask));
    for (let i = 0; i < 40; i++) await ask(i);
    const before = sizes.length;
    const answer = ask(1);
    assert.equal(sizes.length, before + 1);
    await answer;
  });
});
