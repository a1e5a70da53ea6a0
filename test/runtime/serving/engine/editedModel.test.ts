import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readModel } from "../../../../src/core/onnx/readModel";
import { identityNode, outputValue } from "../../../../src/core/onnx/write";
import { editedModel } from "../../../../src/runtime/serving/engine/editedModel";
import { openSession } from "../../../../src/runtime/serving/engine/session";
import { openFileSource } from "../../../../src/runtime/serving/fileSource";

const fixtures = resolve(__dirname, "../../../../../test/fixtures/onnx");
const facts = { inputs: [], outputs: [] };

describe("A model file that has to be changed before it is loaded", () => {
  const home = mkdtempSync(join(tmpdir(), "tidemark-onnx-"));
  after(() => rmSync(home, { recursive: true, force: true }));
  for (const name of ["external.onnx", "external.onnx.data"]) copyFileSync(join(fixtures, name), join(home, name));

  it("finds the weights that lie beside it", async () => {
    const path = join(home, "external.onnx");
    const source = openFileSource(path);
    try {
      const model = readModel(source);
      const [output] = model.outputs;
      assert.ok(output);
      const more = [
        source.read(output.span.start, output.span.to - output.span.start),
        outputValue("again"),
        identityNode(output.name, "again"),
      ];
      const edited = editedModel({ path, source, model, plain: { edits: new Map([[output.span.start, more]]) } });
      assert.notEqual(edited.model, path);
      const session = await openSession(edited, facts, 1);
      await session.close();
      edited.dispose();
    } finally {
      source.close();
    }
  });

  it("is the file itself where nothing has to be changed", () => {
    const path = join(home, "external.onnx");
    const source = openFileSource(path);
    const edited = editedModel({ path, source, model: readModel(source), plain: { edits: new Map() } });
    assert.equal(edited.model, path);
    source.close();
  });
});
