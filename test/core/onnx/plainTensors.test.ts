import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { OnnxFault } from "../../../src/core/onnx/fields";
import { type PlainModel, plainTensors } from "../../../src/core/onnx/plainTensors";
import { readModel } from "../../../src/core/onnx/readModel";
import { rewrite } from "../../../src/core/onnx/rewrite";
import { sourceOf } from "../../../src/core/onnx/source";
import { lengthOf } from "../../../src/core/onnx/write";
import { bytesOf, facts, folder, type Nested, openModel } from "./models";

function plainOf(name: string): PlainModel {
  const source = openModel(name);
  return plainTensors(source, readModel(source));
}

/** The file that is loaded instead of the one that there is. */
function written(bytes: Uint8Array, { edits }: PlainModel): Uint8Array {
  if (edits.size === 0) return bytes;
  const source = sourceOf(bytes);
  const pieces = rewrite(source, readModel(source), edits);
  const parts = pieces.map((piece) => (piece instanceof Uint8Array ? piece : bytes.subarray(piece.from, piece.to)));
  const whole = Buffer.concat(parts);
  assert.equal(whole.length, lengthOf(pieces));
  return new Uint8Array(whole);
}

function flat(nested: Nested): (number | string)[] {
  if (typeof nested === "object") return nested.flatMap(flat);
  return [typeof nested === "boolean" ? Number(nested) : nested];
}

function assertSame(given: readonly unknown[], expected: readonly (number | string)[], what: string): void {
  assert.equal(given.length, expected.length, what);
  for (const [i, value] of given.entries()) {
    const wanted = expected[i];
    if (typeof value === "string") assert.equal(value, wanted, what);
    else
      assert.ok(
        Math.abs(Number(value) - Number(wanted)) <= 1e-6 * Math.max(1, Math.abs(Number(wanted))),
        `${what}[${i}]: ${value}, expected ${wanted}`,
      );
  }
}

describe("A model with tensors alone for outputs", () => {
  const home = mkdtempSync(join(tmpdir(), "tidemark-onnx-"));
  after(() => rmSync(home, { recursive: true, force: true }));

  async function load(name: string, plain: PlainModel): Promise<InferenceSession> {
    for (const file of facts[name]?.externalFiles ?? [])
      writeFileSync(join(home, file), readFileSync(join(folder, file)));
    const path = join(home, `${name}.onnx`);
    writeFileSync(path, written(bytesOf(name), plain));
    return InferenceSession.create(path, { logSeverityLevel: 4, intraOpNumThreads: 1 });
  }

  for (const [name, { feed, predicted, labels }] of Object.entries(facts)) {
    if (name === "pieces") continue;
    it(`${name} predicts what it predicted before`, async () => {
      const plain = plainOf(name);
      assert.deepEqual([...plain.labels.values()], labels);
      const session = await load(name, plain);
      const given = await session.run(
        Object.fromEntries(
          Object.entries(feed).map(([input, { dims, data }]) => {
            const isText = typeof data[0] === "string";
            const tensor = isText
              ? new Tensor("string", data as string[], dims)
              : new Tensor("float32", data as number[], dims);
            return [input, tensor];
          }),
        ),
      );
      for (const [output, values] of Object.entries(predicted)) {
        const parts = plain.parts.get(output) ?? [output];
        const data = parts.flatMap((part) => Array.from((given[part]?.data ?? []) as Iterable<unknown>));
        assertSame(data, flat(values), output);
      }
      await session.release();
    });
  }

  it("is the file as it is where there is nothing to change", () => {
    for (const name of ["external", "first-version"]) assert.equal(plainOf(name).edits.size, 0, name);
  });

  it("keeps the names of outputs, and says the size of a row of probabilities", () => {
    const plain = plainOf("forest-int");
    const bytes = written(bytesOf("forest-int"), plain);
    const { outputs } = readModel({ size: bytes.length, read: (from, length) => bytes.subarray(from, from + length) });
    assert.deepEqual(
      outputs.map(({ name, kind, shape }) => [name, kind, shape]),
      [
        ["output_label", "tensor", [undefined]],
        ["output_probability", "tensor", ["rows", 3]],
      ],
    );
  });

  it("is refused for a sequence that nobody makes of tensors, by name", () => {
    assert.throws(
      () => plainOf("pieces"),
      (error) =>
        error instanceof OnnxFault && /its output “parts” is a sequence made by SplitToSequence/.test(error.message),
    );
  });
});
