import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { ModelFacts } from "../../../../src/runtime/serving/modelFacts";
import { datatypes } from "../../../../src/runtime/serving/protocols/datatypes";
import { halfBits, halfValue } from "../../../../src/runtime/serving/protocols/halfFloat";
import type { Ask, Read } from "../../../../src/runtime/serving/protocols/protocol";
import { v2Protocol } from "../../../../src/runtime/serving/protocols/v2";
import { Refusal } from "../../../../src/runtime/serving/refusal";
import type { Tensor, TensorType } from "../../../../src/runtime/serving/tensors";
import { any, classifier, input, model, named, output } from "./models";

interface Recorded {
  readonly body: string;
  readonly json_length: number | null;
}

interface Request extends Recorded {
  readonly datatype: string;
  readonly binary: boolean;
  readonly shape: number[];
  readonly data: string[];
}

const file = resolve(__dirname, "../../../../../test/fixtures/serving/triton.json");
const { requests, mixed } = JSON.parse(readFileSync(file, "utf8")) as {
  requests: Request[];
  mixed: { inputs: Recorded; outputs: Recorded };
};
const types = Object.fromEntries(Object.entries(datatypes).map(([type, name]) => [name, type as TensorType]));

/** As it comes: the bytes at any place of a larger buffer. */
function sent({ body, json_length }: Recorded, shift = 0): Read {
  const bytes = Buffer.from(body, "base64");
  const placed = Buffer.alloc(bytes.length + 16);
  bytes.copy(placed, shift);
  const headers = json_length === null ? {} : { "inference-header-content-length": String(json_length) };
  return v2Protocol.read(placed.subarray(shift, shift + bytes.length), headers) as Read;
}

function ask(body: unknown, facts: ModelFacts): Ask {
  return v2Protocol.ask(v2Protocol.read(Buffer.from(JSON.stringify(body)), {}) as Read, facts);
}

function refusal(body: unknown, facts: ModelFacts): unknown {
  try {
    ask(body, facts);
  } catch (error) {
    assert.ok(error instanceof Refusal, String(error));
    const { status, body: said } = v2Protocol.refuse(error, { requestId: "r" });
    assert.equal(status, 400);
    return (JSON.parse(String(said)) as { error: unknown }).error;
  }
  return assert.fail("it was taken");
}

describe("Open Inference, as tritonclient writes it", () => {
  for (const each of requests)
    it(`takes ${each.datatype} in ${each.binary ? "binary" : "JSON"}`, () => {
      const type = types[each.datatype] as TensorType;
      const facts = model({ inputs: [input("x", type, [any, any])] });
      for (const shift of [0, 1, 5]) {
        const { inputs, rows } = v2Protocol.ask(sent(each, shift), facts);
        const [tensor] = inputs;
        assert.deepEqual([tensor?.type, tensor?.dims, rows], [type, each.shape, each.shape[0]]);
        const ours = Array.from(tensor?.data as Iterable<unknown>, String);
        const isFloat = type === "float32" || type === "float64";
        const same = (value: string) => (type === "float32" ? Math.fround(Number(value)) : Number(value));
        assert.deepEqual(isFloat ? ours.map(same) : ours, isFloat ? each.data.map(same) : each.data);
      }
    });

  it("takes binary and JSON inputs in one request, and keeps its id", () => {
    const facts = model({
      inputs: [input("c", "string", [any, 2]), input("b", "int64", [any, 2]), input("a", "float32", [any, 3])],
    });
    const { inputs, form } = v2Protocol.ask(sent(mixed.inputs), facts);
    assert.deepEqual(
      inputs.map(({ type }) => type),
      ["string", "int64", "float32"],
    );
    assert.deepEqual(inputs[0]?.data, ["Zürich", "", "東京", 'a "b"\n']);
    assert.equal((inputs[1] as Tensor).data[3], 9007199254740993n);
    assert.equal((form as { id: string }).id, "r-7");
  });

  it("answers each output as it is asked for: one in JSON, one in binary after it", () => {
    const facts: ModelFacts = {
      ...classifier,
      inputs: [input("x", "float32", [any, 3])],
      outputs: [output("probabilities", "float32", [any, 2], true), output("label", "int64", [any])],
    };
    const asked = v2Protocol.ask(sent(mixed.outputs), facts);
    const answer = v2Protocol.answer(
      asked,
      [
        { type: "float32", dims: [2, 2], data: Float32Array.of(0.25, 0.75, 1, 0) },
        { type: "int64", dims: [2], data: BigInt64Array.of(1n, -9007199254740993n) },
      ],
      { model: facts, requestId: "r1" },
    );
    const body = Buffer.from(answer.body);
    const length = Number(answer.headers["Inference-Header-Content-Length"]);
    assert.ok(body.subarray(0, length).includes('"data":[1,-9007199254740993]'));
    assert.deepEqual(JSON.parse(body.toString("utf8", 0, length)), {
      model_name: "churn",
      model_version: "3",
      id: "r1",
      outputs: [
        { name: "label", datatype: "INT64", shape: [2], data: [1, -9007199254740992] },
        { name: "probabilities", datatype: "FP32", shape: [2, 2], parameters: { binary_data_size: 16 } },
      ],
    });
    assert.deepEqual(body.subarray(length), Buffer.from(Float32Array.of(0.25, 0.75, 1, 0).buffer));
  });

  it("answers all outputs in binary where the request says so", () => {
    const facts = { ...named, inputs: [input("x", "float32", [any, 3])] };
    const request = requests.find(({ datatype, binary }) => datatype === "FP32" && binary) as Request;
    const { body, headers } = v2Protocol.answer(
      v2Protocol.ask(sent(request), facts),
      [
        { type: "float32", dims: [1, 1], data: Float32Array.of(0.5) },
        { type: "string", dims: [1, 1], data: ["Zürich"] },
      ],
      { model: facts, requestId: "r1" },
    );
    const raw = Buffer.from(body).subarray(Number(headers["Inference-Header-Content-Length"]));
    assert.deepEqual(raw, Buffer.concat([Buffer.from([0, 0, 0, 63, 7, 0, 0, 0]), Buffer.from("Zürich")]));
    assert.equal(headers["content-type"], "application/octet-stream");
  });
});

describe("Open Inference in JSON", () => {
  const table = { name: "X", shape: [2, 4], datatype: "FP32" };

  it("takes data flat and nested", () => {
    for (const data of [
      [1, 2, 3, 4, 5, 6, 7, 8],
      [
        [1, 2, 3, 4],
        [5, 6, 7, 8],
      ],
    ])
      assert.deepEqual(
        ask({ inputs: [{ ...table, data }] }, model()).inputs[0]?.data,
        Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8),
      );
  });

  it("leaves out what was not asked for, and writes null for what is no number", () => {
    const data = [1, 2, 3, 4, 5, 6, 7, 8];
    const asked = ask(
      { id: "mine", inputs: [{ ...table, data }], outputs: [{ name: "output_probability" }] },
      classifier,
    );
    const { body } = v2Protocol.answer(
      asked,
      [
        { type: "int64", dims: [1], data: BigInt64Array.of(1n) },
        { type: "float32", dims: [1, 2], data: Float32Array.of(Number.NaN, 0.1) },
      ],
      { model: classifier, requestId: "r1" },
    );
    assert.deepEqual(JSON.parse(String(body)), {
      model_name: "churn",
      model_version: "3",
      id: "mine",
      outputs: [{ name: "output_probability", datatype: "FP32", shape: [1, 2], data: [null, 0.1] }],
    });
  });

  const one = { name: "X", shape: [1, 4], datatype: "FP32", data: [1, 2, 3, 4] };
  const refused: readonly (readonly [string, unknown, string])[] = [
    ["no inputs", {}, "inputs: expected a list of tensors, got nothing"],
    [
      "an unknown input",
      { inputs: [{ ...one, name: "Y" }] },
      "inputs[0]: unknown input 'Y'; the model takes 'X' FP32 [-1, 4]",
    ],
    ["none of the inputs", { inputs: [] }, "inputs: missing input 'X'; the model takes 'X' FP32 [-1, 4]"],
    ["an input twice", { inputs: [one, one] }, "inputs[1]: input 'X' is there twice"],
    ["another datatype", { inputs: [{ ...one, datatype: "INT64" }] }, "input 'X': expected datatype FP32, got INT64"],
    [
      "another shape",
      { inputs: [{ ...one, shape: [1, 3] }] },
      "input 'X': expected shape [-1, 4], got [1, 3]: expected 4 features, got 3",
    ],
    ["too few values", { inputs: [{ ...one, data: [1, 2, 3] }] }, "input 'X': shape [1, 4] has 4 values, got 3"],
    [
      "other nesting",
      {
        inputs: [
          {
            ...one,
            data: [
              [1, 2],
              [3, 4],
            ],
          },
        ],
      },
      "input 'X': shape [1, 4] has 4 values, got [2, 2]",
    ],
    ["a text", { inputs: [{ ...one, data: [1, 2, "x", 4] }] }, `input 'X'[2]: expected a number, got text "x"`],
    ["a truth", { inputs: [{ ...one, data: [1, 2, 3, true] }] }, "input 'X'[3]: expected a number, got true"],
    ["null", { inputs: [{ ...one, data: [1, null, 3, 4] }] }, "input 'X'[1]: expected a number, got null"],
    [
      "a number that float32 cannot hold",
      { inputs: [{ ...one, data: [1, 2, 3, 1e39] }] },
      "input 'X'[3]: 1e+39 does not fit float32",
    ],
    ["no rows", { inputs: [{ ...one, shape: [0, 4], data: [] }] }, "input 'X': expected at least one row, got none"],
    [
      "a shape that is none",
      { inputs: [{ ...one, shape: [1.5, 4] }] },
      "input 'X'.shape: expected a list of sizes, got a list",
    ],
    [
      "an unknown output",
      { inputs: [one], outputs: [{ name: "y" }] },
      "outputs[0]: unknown output 'y'; the model has 'variable'",
    ],
    [
      "bytes that are not there",
      { inputs: [{ ...one, data: undefined, parameters: { binary_data_size: 16 } }] },
      "input 'X': binary_data_size is 16, but 0 bytes are left of the body",
    ],
    ["an id that is no text", { id: 5, inputs: [one] }, "id: expected text, got 5"],
  ];
  for (const [what, body, message] of refused)
    it(`refuses ${what}`, () => assert.equal(refusal(body, model()), message));

  it("refuses whole numbers that the type has no room for", () => {
    const facts = model({ inputs: [input("x", "int8", [any])] });
    const of = (data: unknown) => ({ inputs: [{ name: "x", shape: [1], datatype: "INT8", data }] });
    assert.equal(refusal(of([128]), facts), "input 'x'[0]: 128 does not fit int8 (-128 to 127)");
    assert.equal(refusal(of([1.5]), facts), "input 'x'[0]: expected a whole number, got 1.5");
  });

  it("refuses bytes that belong to no tensor", () => {
    const body = Buffer.from(`${JSON.stringify({ inputs: [one] })}1234`);
    const read = v2Protocol.read(body, { "inference-header-content-length": String(body.length - 4) }) as Read;
    assert.throws(() => v2Protocol.ask(read, model()), /4 bytes follow the last binary tensor/);
  });

  it("refuses a header that says more than there is", () => {
    const read = () => v2Protocol.read(Buffer.from("{}"), { "inference-header-content-length": "3" });
    assert.throws(read, /Inference-Header-Content-Length '3': the body has 2 bytes/);
  });
});

describe("half precision", () => {
  it("comes back as it was, for every number that it has", () => {
    for (let bits = 0; bits < 0x10000; bits++) {
      const value = halfValue(bits);
      if (!Number.isNaN(value)) assert.equal(halfBits(value), bits);
    }
  });
});
