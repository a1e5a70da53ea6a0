import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { quickForest } from "../../../../src/runtime/serving/batch/quickForest";
import type { Engine } from "../../../../src/runtime/serving/engine/engine";
import { openLocalEngine } from "../../../../src/runtime/serving/engine/localEngine";
import { openFileSource } from "../../../../src/runtime/serving/fileSource";
import type { Tensor } from "../../../../src/runtime/serving/tensors";

const folder = join(resolve(__dirname, "../../../../.."), "test/fixtures/onnx");

/** The same numbers each time, between -3 and 3. */
function rowsOf(rows: number, width: number): Tensor {
  let state = 7;
  const data = Float32Array.from({ length: rows * width }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return (state / 2 ** 31) * 6 - 3;
  });
  return { type: "float32", dims: [rows, width], data };
}

describe("trees walked without the engine", () => {
  async function open(name: string) {
    const path = join(folder, `${name}.onnx`);
    const engine = await openLocalEngine({ path, name, version: "1", threads: 1 });
    const asked: number[] = [];
    const counting: Engine = {
      ...engine,
      run: (inputs, rows) => {
        asked.push(rows);
        return engine.run(inputs, rows);
      },
    };
    return { engine, counting, asked, path, width: engine.facts.inputs[0]?.shape[1] ?? 0 };
  }

  for (const name of ["forest-int", "forest-text", "xgboost", "lightgbm"])
    it(`${name}: gives what the engine gives, and asks it for a few rows alone`, async () => {
      const { engine, counting, asked, path, width } = await open(name);
      const run = quickForest(openFileSource(path), counting);
      const input = rowsOf(1001, width);
      const own = await run([input], 1001);
      assert.ok(asked.length > 0 && asked.every((rows) => rows < 300), `it was asked for ${asked}`);
      const theirs = await engine.run([input], 1001);
      const { prediction, probabilities } = engine.facts;
      assert.deepEqual([...(own[prediction]?.data ?? [])], [...(theirs[prediction]?.data ?? [])]);
      if (probabilities === undefined) return;
      const [mine, sure] = [own[probabilities]?.data as Float32Array, theirs[probabilities]?.data as Float32Array];
      assert.equal(mine.length, sure.length);
      for (let i = 0; i < sure.length; i++)
        assert.ok(Math.abs((mine[i] as number) - (sure[i] as number)) < 1e-5, `${i}: ${mine[i]} and ${sure[i]}`);
    });

  it("leaves rows with missing numbers to the engine", async () => {
    const { counting, asked, path, width } = await open("xgboost");
    const input = rowsOf(100, width);
    (input.data as Float32Array)[3] = Number.NaN;
    await quickForest(openFileSource(path), counting)([input], 100);
    assert.deepEqual(asked, [100]);
  });

  it("gives way for good when the engine says otherwise", async () => {
    const { counting, asked, path, width } = await open("xgboost");
    const other: Engine = {
      ...counting,
      run: async (inputs, rows) =>
        (await counting.run(inputs, rows)).map(({ data, ...rest }) =>
          data instanceof Float32Array ? { ...rest, data: data.map((each) => each * 0.9) } : { ...rest, data },
        ),
    };
    const run = quickForest(openFileSource(path), other);
    await run([rowsOf(500, width)], 500);
    await run([rowsOf(500, width)], 500);
    assert.deepEqual(asked.slice(1), [500, 500]);
  });

  it("is not tried for what is more than trees", async () => {
    const { counting, path } = await open("several-inputs");
    assert.equal(quickForest(openFileSource(path), counting), counting.run);
  });
});
