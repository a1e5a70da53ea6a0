import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Engine } from "../../../../src/runtime/serving/engine/engine";
import { openOnnxEngine } from "../../../../src/runtime/serving/engine/onnxEngine";
import { withModelFile } from "../../../../src/runtime/serving/engine/readFile";
import { openTreeEngine } from "../../../../src/runtime/serving/engine/treeEngine";
import type { Tensor } from "../../../../src/runtime/serving/tensors";
import { createRandom, type ForestKind, writeForest } from "./randomForest";

const fixtures = join(resolve(__dirname, "../../../../.."), "test/fixtures/onnx");

interface Both {
  readonly trees: Engine;
  /** The same model in onnxruntime. */
  readonly onnx: Engine;
  /** How often the trees left a question to it. */
  readonly left: () => number;
}

/** Undefined: it is not walked. */
function openBoth(path: string): Promise<Both | undefined> {
  return withModelFile({ path, name: "m", version: "1" }, async (read) => {
    let left = 0;
    const open = async () => ({
      ...onnx,
      run: (inputs: readonly Tensor[], rows: number) => {
        left++;
        return onnx.run(inputs, rows);
      },
    });
    const trees = openTreeEngine(read, { open });
    const onnx = await openOnnxEngine(read, { threads: 1 });
    return trees && { trees, onnx, left: () => left };
  });
}

/** Quarters between -1 and 1, infinities, and numbers of many digits. */
function rowsOf(rows: number, width: number, random: () => number): Tensor {
  const data = Float32Array.from({ length: rows * width }, () => {
    const kind = random();
    if (kind < 0.02) return Number.POSITIVE_INFINITY;
    if (kind < 0.04) return Number.NEGATIVE_INFINITY;
    return kind < 0.7 ? Math.floor(random() * 9) / 4 - 1 : random() * 2 - 1;
  });
  return { type: "float32", dims: [rows, width], data };
}

function assertSame(own: readonly Tensor[], theirs: readonly Tensor[], where: string): void {
  assert.deepEqual(
    own.map(({ type, dims }) => [type, dims]),
    theirs.map(({ type, dims }) => [type, dims]),
    where,
  );
  own.forEach(({ type, data }, output) => {
    const sure = theirs[output]?.data ?? [];
    if (type !== "float32") assert.deepEqual([...data], [...sure], `${where}, output ${output}`);
    else
      data.forEach((value: unknown, i: number) => {
        const expected = Number(sure[i]);
        const isNear =
          value === expected || Math.abs(Number(value) - expected) <= 1e-6 * Math.max(1, Math.abs(expected));
        assert.ok(isNear, `${where}, output ${output}, ${i}: ${value} and ${expected}`);
      });
  });
}

const modes = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GT", "BRANCH_GTE"] as const;
const plain = { transform: "NONE", labels: undefined, ids: [0], targets: 1, base: [], isOneATree: false } as const;
const two = { ...plain, labels: [0, 1] } as const;
const three = { ...plain, labels: ["ä", "b", "c"], ids: [0, 1, 2] } as const;
const walked: Readonly<Record<string, Omit<ForestKind, "mode">>> = {
  "a number": { ...plain, isSigned: true },
  "a number with a base": { ...plain, base: [0.3], isSigned: true },
  "three numbers": { ...plain, ids: [0, 1, 2], targets: 3, base: [0.1, -0.2, 0.3], isSigned: true },
  "two classes by shares": { ...two, labels: [-5, 2 ** 40], isSigned: false },
  "two classes by shares, as text": { ...two, labels: ["no", "yes"], isSigned: false },
  "two classes by a logistic": { ...two, transform: "LOGISTIC", base: [0.01], isSigned: true },
  "two classes by a bare sum": { ...two, isSigned: true },
  "three classes by shares": { ...three, isSigned: false },
  "three classes by softmax": { ...three, transform: "SOFTMAX", isSigned: true, isOneATree: true },
  "three classes by logistics": { ...three, transform: "LOGISTIC", base: [0.1, 0.1, 0], isSigned: true },
};
/** Where onnxruntime has rules of its own. */
const unwalked: Readonly<Record<string, Omit<ForestKind, "mode">>> = {
  "two classes, a number for both": { ...two, ids: [0, 1], isSigned: true },
  "two classes, the number is the other one's": { ...two, ids: [1], isSigned: false },
  "shares that are transformed": { ...two, transform: "LOGISTIC", isSigned: false },
  "a single class": { ...plain, labels: [7], isSigned: true },
  "a class that no tree adds to": { ...three, ids: [0, 2], isSigned: true },
  "a class that no tree adds to, by shares": { ...three, ids: [1, 2], isSigned: false },
  "a number that no tree adds to": { ...plain, ids: [0, 1], targets: 3, base: [0.1, 0.1, 0.3], isSigned: false },
  "transformed numbers": { ...plain, ids: [0, 1], targets: 2, transform: "LOGISTIC", isSigned: true },
};

describe("trees that are walked without onnxruntime", function () {
  this.timeout(30_000);
  const folder = mkdtempSync(join(tmpdir(), "tidemark-trees-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const write = (kind: ForestKind, seed: number) => {
    const path = join(folder, `${seed}.onnx`);
    writeFileSync(path, writeForest(kind, 4, createRandom(seed)));
    return path;
  };

  for (const [name, kind] of Object.entries(walked))
    it(`${name}: answer as onnxruntime does, each row alone and all together`, async () => {
      for (let seed = 0; seed < 12; seed++) {
        const both = await openBoth(write({ ...kind, mode: modes[seed % 4] as ForestKind["mode"] }, seed));
        assert.ok(both, `seed ${seed} is walked`);
        const random = createRandom(100 + seed);
        for (const rows of [1, 1, 1, 1, 7, 8, 9, 600, ...(seed % 4 === 0 ? [4100, 17] : [])]) {
          const input = rowsOf(rows, 4, random);
          assertSame(
            await both.trees.run([input], rows),
            await both.onnx.run([input], rows),
            `seed ${seed}, ${rows} rows`,
          );
        }
        assert.equal(both.left(), 0);
        await both.onnx.close();
      }
    });

  for (const [name, kind] of Object.entries(unwalked))
    it(`${name}: are left to onnxruntime`, async () => {
      assert.equal(await openBoth(write({ ...kind, mode: "BRANCH_LEQ" }, 1)), undefined);
    });

  for (const name of ["forest-int", "forest-text", "xgboost", "lightgbm"])
    it(`${name} of a real converter: answers as onnxruntime does`, async () => {
      const both = (await openBoth(join(fixtures, `${name}.onnx`))) as Both;
      const input = rowsOf(5001, both.trees.facts.inputs[0]?.shape[1] ?? 0, createRandom(3));
      assertSame(await both.trees.run([input], 5001), await both.onnx.run([input], 5001), name);
      assert.equal(both.left(), 0);
    });

  it("leave rows with missing numbers to it", async () => {
    const both = (await openBoth(join(fixtures, "lightgbm.onnx"))) as Both;
    const input = rowsOf(5, both.trees.facts.inputs[0]?.shape[1] ?? 0, createRandom(4));
    (input.data as Float32Array)[3] = Number.NaN;
    assertSame(await both.trees.run([input], 5), await both.onnx.run([input], 5), "lightgbm");
    assert.equal(both.left(), 1);
  });

  it("leave to it what has another width, for it to refuse", async () => {
    const both = (await openBoth(join(fixtures, "xgboost.onnx"))) as Both;
    await assert.rejects(both.trees.run([rowsOf(1, 1, createRandom(5))], 1), /could not take this/);
    assert.equal(both.left(), 1);
  });

  it("say so where the file is another one by now", async () => {
    const path = write({ ...two, mode: "BRANCH_LEQ", isSigned: false }, 1);
    const both = (await openBoth(path)) as Both;
    writeFileSync(path, "another");
    const missing: Tensor = { type: "float32", dims: [1, 4], data: new Float32Array(4).fill(Number.NaN) };
    await assert.rejects(both.trees.run([missing], 1), /was written anew since m was opened/);
  });

  it("and other models are not opened where the file is another one before they are", async () => {
    const path = write({ ...two, mode: "BRANCH_LEQ", isSigned: false }, 2);
    const another = withModelFile({ path, name: "m", version: "1" }, (read) => {
      writeFileSync(path, writeForest({ ...two, mode: "BRANCH_LEQ", isSigned: false }, 4, createRandom(3)));
      return openOnnxEngine(read, { threads: 1 });
    });
    await assert.rejects(another, /was written anew while it was opened/);
  });

  it("open nothing more once they are closed", async () => {
    const both = (await openBoth(write({ ...two, mode: "BRANCH_LEQ", isSigned: false }, 1))) as Both;
    await both.trees.close();
    const missing: Tensor = { type: "float32", dims: [1, 4], data: new Float32Array(4).fill(Number.NaN) };
    await assert.rejects(both.trees.run([missing], 1), /m version 1 is closed/);
    assert.equal(both.left(), 0);
  });

  it("are walked for many rows with room for others in between", async () => {
    const both = (await openBoth(join(fixtures, "xgboost.onnx"))) as Both;
    const width = both.trees.facts.inputs[0]?.shape[1] ?? 0;
    const [many, few] = [rowsOf(400_000, width, createRandom(6)), rowsOf(3, width, createRandom(7))];
    let isDone = false;
    const walking = both.trees.run([many], 400_000).then((outputs) => {
      isDone = true;
      return outputs;
    });
    const early = await both.trees.run([few], 3);
    assert.equal(isDone, false);
    assertSame(early, await both.onnx.run([few], 3), "a few");
    assertSame(await walking, await both.onnx.run([many], 400_000), "many");
  });

  it("are not looked for in what is more than trees", async () => {
    assert.equal(await openBoth(join(fixtures, "several-inputs.onnx")), undefined);
  });
});
