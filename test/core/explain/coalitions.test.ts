import assert from "node:assert/strict";
import { createChance } from "../../../src/core/explain/chance";
import { explainExactly } from "../../../src/core/explain/exact";
import { type AskedModel, type ExplainRow, explainRows } from "../../../src/core/explain/game";
import { byKernel } from "../../../src/core/explain/kernel";
import { gapNotes, meanAbs } from "../../../src/core/explain/meanAbs";
import { byPermutations } from "../../../src/core/explain/permutation";

/** x0·x1 and 2·x2, of four features: the last has no part in it. */
const model: AskedModel = {
  width: 4,
  outputs: 2,
  async ask(rows, count) {
    const answers = new Float64Array(count * 2);
    for (let row = 0; row < count; row++) {
      const [a, b, c] = rows.subarray(row * 4, row * 4 + 3) as unknown as [number, number, number];
      answers.set([a * b, 2 * c], row * 2);
    }
    return answers;
  },
};
const nothing = Float64Array.of(0, 0, 0, 0);
const row = Float64Array.of(3, 4, 5, 6);

describe("explanations by coalitions", () => {
  for (const [name, explain] of [
    ["every coalition", explainExactly],
    ["the kernel", byKernel(createChance(0))],
    ["permutations", byPermutations(createChance(0), 500)],
  ] as const satisfies readonly (readonly [string, ExplainRow])[])
    it(`share what features add together between them: ${name}`, async () => {
      const { values, base, predictions } = await explainRows(model, row, nothing, explain);
      const [first, second] = [0, 1].map((k) => [0, 1, 2, 3].map((i) => Number(values[i * 2 + k]?.toFixed(9)) + 0));
      assert.deepEqual(
        [first, second],
        [
          [6, 6, 0, 0],
          [0, 0, 10, 0],
        ],
      );
      assert.deepEqual(
        [[...base], [...predictions]],
        [
          [0, 0],
          [12, 10],
        ],
      );
    });

  it("average over the background, and leave out features that do not differ from it", async () => {
    let asked = 0;
    const counting: AskedModel = {
      ...model,
      ask(rows, count) {
        asked += count;
        return model.ask(rows, count);
      },
    };
    const background = Float64Array.of(3, 4, 1, 6, 3, 4, 3, 6);
    const explained = await explainRows(counting, row, background, explainExactly);
    assert.deepEqual([...explained.values], [0, 0, 0, 0, 0, 6, 0, 0]);
    assert.deepEqual([...explained.base], [12, 4]);
    assert.equal(asked, 2 * 2 + 2 + 1); // two coalitions with two rows each, the background, the row
    assert.deepEqual(meanAbs(explained, 4), [0, 0, 6, 0]);
  });

  it("count no row that the model has no number for, and say how many these are", () => {
    const rows = { rows: 3, values: Float64Array.of(1, -3, Number.NaN, Number.NaN, 3, 5), base: Float64Array.of(0) };
    const explained = { ...rows, predictions: Float64Array.of(-2, Number.NaN, 8) };
    assert.deepEqual(meanAbs(explained, 2), [2, 4]);
    assert.match(gapNotes(explained).join(), /^of 1 rows the model's answer is no number/);
    assert.deepEqual(gapNotes({ ...explained, predictions: Float64Array.of(1, 2, 3) }), []);
  });

  it("of many features sum to the prediction where the kernel draws its coalitions", async () => {
    const width = 15;
    const many: AskedModel = {
      width,
      outputs: 1,
      ask: async (rows, count) =>
        Float64Array.from({ length: count }, (_, i) => {
          const own = rows.subarray(i * width, (i + 1) * width);
          return own.reduce((sum, value, at) => sum + value * (at + 1), 0);
        }),
    };
    const values = Float64Array.from({ length: width }, (_, i) => Math.cos(i));
    const explained = await explainRows(many, values, new Float64Array(width), byKernel(createChance(0)));
    // it is a sum: each feature adds its own
    for (let i = 0; i < width; i++)
      assert.ok(Math.abs((explained.values[i] as number) - (values[i] as number) * (i + 1)) < 1e-9, String(i));
  });
});
