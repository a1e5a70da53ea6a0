import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { readModel } from "../../../src/core/onnx/readModel";
import { rewrite } from "../../../src/core/onnx/rewrite";
import { sourceOf } from "../../../src/core/onnx/source";
import { weightsAside } from "../../../src/core/onnx/weightsAside";
import { bytesOf, facts } from "./models";

/** The model with its weights left in the file of that name, and how many of them. */
function aside(bytes: Uint8Array, location: string, least: number): { written: Uint8Array; moved: number } {
  const source = sourceOf(bytes);
  const model = readModel(source);
  const edits = weightsAside(source, model, location, least);
  const parts = rewrite(source, model, edits).map((piece) =>
    piece instanceof Uint8Array ? piece : bytes.subarray(piece.from, piece.to),
  );
  return { written: new Uint8Array(Buffer.concat(parts)), moved: edits.size };
}

describe("A model whose weights are left in its file", () => {
  const home = mkdtempSync(join(tmpdir(), "tidemark-onnx-"));
  after(() => rmSync(home, { recursive: true, force: true }));

  it("predicts what it predicted before, and is smaller by them", async () => {
    const bytes = bytesOf("first-version");
    writeFileSync(join(home, "whole.onnx"), bytes);
    const { written, moved } = aside(bytes, "whole.onnx", 0);
    assert.equal(moved, 2); // of two layers; their offsets are no factors
    const session = await InferenceSession.create(written, {
      logSeverityLevel: 4,
      extra: { session: { model_external_initializers_file_folder_path: home } },
    });
    const { feed = {}, predicted = {} } = facts["first-version"] ?? {};
    const given = await session.run(
      Object.fromEntries(
        Object.entries(feed).map(([name, { dims, data }]) => [name, new Tensor("float32", data as number[], dims)]),
      ),
    );
    for (const [name, expected] of Object.entries(predicted)) {
      const values = [expected].flat(9) as number[];
      const found = Array.from(given[name]?.data as Float32Array);
      assert.equal(found.length, values.length);
      for (const [i, value] of found.entries()) assert.ok(Math.abs(value - (values[i] as number)) <= 1e-6, `${i}`);
    }
    await session.release();
  });

  it("leaves small weights, those of trees and those that lie beside it already where they are", () => {
    assert.equal(aside(bytesOf("first-version"), "m", 1_000_000).moved, 0);
    for (const name of ["forest-int", "external"]) assert.equal(aside(bytesOf(name), "m", 0).moved, 0, name);
  });
});
