import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findOnnx } from "../../../src/runtime/serving/findOnnx";

describe("the ONNX file of a model", () => {
  const root = mkdtempSync(join(tmpdir(), "tidemark-onnx-"));
  after(() => rmSync(root, { recursive: true, force: true }));
  const folder = (name: string, files: Readonly<Record<string, string>>) => {
    mkdirSync(join(root, name));
    for (const [file, text] of Object.entries(files)) writeFileSync(join(root, name, file), text);
    return join(root, name);
  };
  const sklearn = `flavors: {sklearn: {pickled_model: model.pkl}, python_function: {}}
signature: {inputs: '[{"name": "age", "type": "long", "required": true}]'}
`;

  it("is the one that MLflow's flavour names, and columns are the signature's", async () => {
    const place = folder("logged", {
      MLmodel: "flavors: {onnx: {data: net.onnx}}\n",
      "net.onnx": "",
      "model.onnx": "",
    });
    assert.deepEqual(await findOnnx(place, "models:/net/1"), { path: join(place, "net.onnx"), columns: undefined });
    const converted = folder("converted", { MLmodel: sklearn, "model.pkl": "", "model.onnx": "" });
    assert.deepEqual(await findOnnx(converted, "models:/churn/1"), {
      path: join(converted, "model.onnx"),
      columns: [{ name: "age", type: "long", required: true }],
    });
  });

  it("is a bare file, or the only one there is", async () => {
    const place = folder("bare", { "churn.onnx": "" });
    const found = { path: join(place, "churn.onnx"), columns: undefined };
    assert.deepEqual(await findOnnx(place, "runs:/1/model"), found);
    assert.deepEqual(await findOnnx(join(place, "churn.onnx"), "runs:/1/model/churn.onnx"), found);
  });

  const refusals: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
    [
      "pickled",
      { MLmodel: sklearn, "model.pkl": "" },
      /is a model of sklearn; make ONNX of it first: tidemark convert models:\/m\/1$/,
    ],
    ["several", { "a.onnx": "", "b.onnx": "" }, /holds several ONNX files \(a\.onnx, b\.onnx\)/],
    ["empty", { "notes.txt": "" }, /holds no model: neither an MLmodel file nor an ONNX file$/],
    ["climbing", { MLmodel: "flavors: {onnx: {data: ../../etc/passwd}}\n" }, /make ONNX of it first/],
  ];
  for (const [name, files, why] of refusals)
    it(`is refused with what to do: ${name}`, async () => {
      await assert.rejects(findOnnx(folder(name, files), "models:/m/1"), { status: 400, message: why });
    });

  it("is refused where there is nothing, and for a pickle alone", async () => {
    await assert.rejects(findOnnx(join(root, "nowhere"), "models:/m/1"), { status: 404 });
    const pickle = join(folder("alone", { "model.pkl": "" }), "model.pkl");
    await assert.rejects(findOnnx(pickle, "runs:/1/model.pkl"), /is no ONNX model; make one of it: tidemark convert/);
  });
});
