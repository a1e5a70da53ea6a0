import assert from "node:assert/strict";
import { classLabels } from "../../../src/core/onnx/classLabels";
import { OnnxFault } from "../../../src/core/onnx/fields";
import type { Value } from "../../../src/core/onnx/model";
import { plainTensors } from "../../../src/core/onnx/plainTensors";
import { readModel } from "../../../src/core/onnx/readModel";
import { type Source, sourceOf } from "../../../src/core/onnx/source";
import { bytesOf, facts, openModel } from "./models";

function valueFacts({ name, kind, element, shape }: Value) {
  return { name, kind, element, shape: shape?.map((size) => size ?? null) ?? null };
}

/** Reads all that is read of a model before it is loaded; anything but an OnnxFault is a bug. */
function outcomeOf(bytes: Uint8Array): "read" | "refused" {
  const source = sourceOf(bytes);
  try {
    const model = readModel(source);
    plainTensors(source, model);
    classLabels(source, model);
    return "read";
  } catch (error) {
    if (!(error instanceof OnnxFault)) throw error;
    assert.match(error.message, /^\S[^\n]{10,300}$/);
    return "refused";
  }
}

describe("What an ONNX file says of itself", () => {
  for (const [name, expected] of Object.entries(facts))
    it(`of ${name}, as onnx reads it`, () => {
      const model = readModel(openModel(name));
      assert.equal(model.producer, expected.producer);
      assert.deepEqual(
        model.opsets.map(({ domain, version }) => [domain, version]),
        expected.opsets,
      );
      assert.deepEqual(model.metadata, expected.metadata);
      assert.deepEqual(model.inputs.map(valueFacts), expected.inputs);
      assert.deepEqual(model.outputs.map(valueFacts), expected.outputs);
      assert.deepEqual(
        model.nodes.map(({ operation, domain, inputs, outputs }) => [operation, domain, inputs, outputs]),
        expected.nodes,
      );
      assert.deepEqual(model.externalFiles, expected.externalFiles);
    });

  it("is read without its weights", () => {
    const weights = 4 * 1024 * 1024;
    const bytes = bytesOf("external");
    // a tensor of raw data beside the graph's own: field 5 of the graph would be read over, so is a field of the model
    const head = Uint8Array.from([((31 << 3) & 0x7f) | 0x80 | 2, 1, 0x80, 0x80, 0x80, 0x02]);
    const whole = sourceOf(Buffer.concat([bytes, head, Buffer.alloc(weights)]));
    let read = 0;
    const counting: Source = {
      size: whole.size,
      read(from, length) {
        read += length;
        return whole.read(from, length);
      },
    };
    assert.equal(readModel(counting).outputs[0]?.name, "y");
    assert.ok(read < 50_000, `${read} bytes were read of ${whole.size}`);
  });
});

describe("The classes of a classifier", () => {
  const classes: Readonly<Record<string, readonly (number | string)[] | undefined>> = {
    "forest-int": [-1, 7, 2 ** 40],
    "forest-text": ["", "süß", "日本"],
    xgboost: [0, 1, 2],
    lightgbm: [0, 1, 2],
    external: undefined,
  };
  for (const [name, labels] of Object.entries(classes))
    it(`of ${name} are those that it was trained with`, () => {
      const source = openModel(name);
      assert.deepEqual(classLabels(source, readModel(source)), labels);
    });
});

describe("An ONNX file that is broken", () => {
  it("that is none is refused in one line", () => {
    const none = [
      "",
      "hello, world, this is a text and no model",
      "PK\u0003\u0004zip",
      "\u0000".repeat(100),
      '{"a": 1}',
    ];
    for (const text of none) assert.equal(outcomeOf(new TextEncoder().encode(text)), "refused", text);
  });

  it("whose labels are a number without end is refused at once", () => {
    const message = (tag: number, body: Uint8Array) => {
      const head = [tag];
      for (let left = body.length; ; left >>>= 7) {
        if (left < 0x80) return Buffer.concat([Uint8Array.from([...head, left]), body]);
        head.push((left & 0x7f) | 0x80);
      }
    };
    const text = (tag: number, written: string) => message(tag, new TextEncoder().encode(written));
    // a node of the graph: its attribute's name (1) and packed integers (8), its operation (4) and domain (7)
    const labels = Buffer.concat([
      text(0x0a, "classlabels_int64s"),
      message(0x42, new Uint8Array(2_000_000).fill(0xff)),
    ]);
    const node = Buffer.concat([message(0x2a, labels), text(0x22, "LinearClassifier"), text(0x3a, "ai.onnx.ml")]);
    const model = Buffer.concat([Uint8Array.from([0x08, 9]), message(0x3a, message(0x0a, node))]);
    assert.equal(readModel(sourceOf(model)).nodes[0]?.operation, "LinearClassifier");
    assert.equal(outcomeOf(model), "refused");
  });

  for (const name of Object.keys(facts))
    it(`${name}, cut anywhere, is refused, or was cut behind its graph`, () => {
      const bytes = bytesOf(name);
      const { graph } = readModel(sourceOf(bytes));
      for (let length = 0; length < bytes.length; length++)
        if (outcomeOf(bytes.subarray(0, length)) === "read") assert.ok(length >= graph.to, `cut at ${length}`);
    });

  for (const name of Object.keys(facts))
    it(`${name}, with any byte another, is read or refused, and nothing else`, () => {
      const bytes = bytesOf(name);
      for (let at = 0; at < bytes.length; at++) {
        const broken = Uint8Array.from(bytes);
        broken[at] = (bytes[at] ?? 0) ^ ([0x01, 0x08, 0x80, 0xff][at % 4] ?? 0);
        outcomeOf(broken);
      }
    }).timeout(60_000);
});
