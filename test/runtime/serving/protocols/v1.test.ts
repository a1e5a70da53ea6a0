import assert from "node:assert/strict";
import type { ModelFacts } from "../../../../src/runtime/serving/modelFacts";
import type { Ask, Read } from "../../../../src/runtime/serving/protocols/protocol";
import { v1Protocol } from "../../../../src/runtime/serving/protocols/v1";
import { Refusal } from "../../../../src/runtime/serving/refusal";
import type { Tensor } from "../../../../src/runtime/serving/tensors";
import { classifier, doubles, model, named } from "./models";

function ask(body: unknown, facts: ModelFacts): Ask {
  return v1Protocol.ask(v1Protocol.read(Buffer.from(JSON.stringify(body)), {}) as Read, facts);
}

function answer(body: unknown, facts: ModelFacts, outputs: readonly Tensor[]): unknown {
  return JSON.parse(String(v1Protocol.answer(ask(body, facts), outputs, { model: facts, requestId: "r1" }).body));
}

const row = [1, 2, 3, 4];
const number: Tensor[] = [{ type: "float32", dims: [2, 1], data: Float32Array.of(0.5, 1.5) }];
const classes: Tensor[] = [
  { type: "int64", dims: [2], data: BigInt64Array.of(0n, 1n) },
  { type: "float32", dims: [2, 2], data: Float32Array.of(0.75, 0.25, 0.5, 0.5) },
];

describe("V1 :predict", () => {
  it("answers rows with rows: lists where the model has one output", () => {
    assert.deepEqual(answer({ instances: [row, row] }, model(), number), { predictions: [[0.5], [1.5]] });
  });

  it("answers rows with objects where it has several", () => {
    assert.deepEqual(answer({ instances: [row, row] }, classifier, classes), {
      predictions: [
        { output_label: 0, output_probability: [0.75, 0.25] },
        { output_label: 1, output_probability: [0.5, 0.5] },
      ],
    });
  });

  it("answers columns with columns", () => {
    const inputs = { X: [row, row] };
    assert.deepEqual(answer({ inputs }, model(), number), { outputs: [[0.5], [1.5]] });
    assert.deepEqual(answer({ inputs }, classifier, classes), {
      outputs: {
        output_label: [0, 1],
        output_probability: [
          [0.75, 0.25],
          [0.5, 0.5],
        ],
      },
    });
  });

  it("takes instances that name the inputs", () => {
    const { inputs, rows } = ask({ instances: [{ age: [31.5], visits: 4, city: "Zürich" }] }, named);
    assert.equal(rows, 1);
    const given = inputs.map(({ dims, data }) => [dims, Array.from(data as Iterable<unknown>)]);
    assert.deepEqual(given, [
      [[1, 1], [31.5]],
      [[1, 1], [4n]],
      [[1, 1], ["Zürich"]],
    ]);
  });

  it("refuses a truth for a number, and names its field", () => {
    const facts = model({ columns: doubles });
    assert.throws(
      () => ask({ instances: [[1, 2, 3, true]] }, facts),
      /instances\[0\]\.d: expected a number, got true$/,
    );
  });

  it("refuses both forms, and neither", () => {
    for (const body of [{ instances: [row], inputs: [row] }, { rows: [row] }])
      assert.throws(
        () => ask(body, model()),
        /Expected "instances" \(rows\) or "inputs" \(columns\), and one of them alone/,
      );
  });

  it("says no with 400 and the reason", () => {
    const { status, body } = v1Protocol.refuse(new Refusal(422, "too short"), { requestId: "r1" });
    assert.deepEqual([status, JSON.parse(String(body))], [400, { error: "too short" }]);
    assert.equal(v1Protocol.refuse(new Refusal(503, "down"), { requestId: "r1" }).status, 503);
  });
});
