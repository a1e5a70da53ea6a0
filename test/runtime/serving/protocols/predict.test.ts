import assert from "node:assert/strict";
import type { ModelFacts } from "../../../../src/runtime/serving/modelFacts";
import { predictProtocol } from "../../../../src/runtime/serving/protocols/predict";
import type { Ask, Read } from "../../../../src/runtime/serving/protocols/protocol";
import { Refusal } from "../../../../src/runtime/serving/refusal";
import type { Tensor } from "../../../../src/runtime/serving/tensors";
import { any, classifier, column, doubles, input, model, named, output } from "./models";

function ask(body: unknown, facts: ModelFacts): Ask {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return predictProtocol.ask(predictProtocol.read(Buffer.from(text), {}) as Read, facts);
}

function fed(body: unknown, facts: ModelFacts): unknown {
  return ask(body, facts).inputs.map(({ dims, data }) => [dims, Array.from(data as Iterable<unknown>)]);
}

function refusal(body: unknown, facts: ModelFacts): unknown {
  try {
    ask(body, facts);
  } catch (error) {
    assert.ok(error instanceof Refusal, String(error));
    return [error.status, error.message];
  }
  return assert.fail("it was taken");
}

function answer(body: unknown, facts: ModelFacts, outputs: readonly Tensor[]): unknown {
  const about = { model: facts, requestId: "r1" };
  return JSON.parse(String(predictProtocol.answer(ask(body, facts), outputs, about).body));
}

const signed = model({ columns: doubles });
const people = {
  ...named,
  columns: [column("city", "string"), column("age", "double", false), column("visits", "long")],
};
const image = model({ inputs: [input("pixels", "float32", [any, 2, 2])] });

describe("/predict", () => {
  const taken: readonly (readonly [string, unknown, ModelFacts, unknown])[] = [
    [
      "one row",
      { features: [1, 2, 3, 4] },
      model(),
      [
        [
          [1, 4],
          [1, 2, 3, 4],
        ],
      ],
    ],
    [
      "one row by names",
      { features: { d: 4, a: 1, c: 3, b: 2 } },
      signed,
      [
        [
          [1, 4],
          [1, 2, 3, 4],
        ],
      ],
    ],
    [
      "one row by any names, in their order",
      '{"features": {"2": 1, "1": 2, "z": 3, "a": 4}}',
      model(),
      [
        [
          [1, 4],
          [1, 2, 3, 4],
        ],
      ],
    ],
    [
      "a row that also says whose it is",
      { user_id: "u1", features: [1, 2, 3, 4] },
      model(),
      [
        [
          [1, 4],
          [1, 2, 3, 4],
        ],
      ],
    ],
    [
      "truths as 1 and 0 where the signature has them, or the model",
      { features: { a: true, b: false } },
      model({
        inputs: [input("a", "float32", [any, 1]), input("b", "bool", [any, 1])],
        columns: [column("a", "boolean"), column("b", "boolean")],
      }),
      [
        [[1, 1], [1]],
        [[1, 1], [0]],
      ],
    ],
    [
      "many rows",
      {
        instances: [
          [1, 2, 3, 4],
          [5, 6, 7, 8],
        ],
      },
      model(),
      [
        [
          [2, 4],
          [1, 2, 3, 4, 5, 6, 7, 8],
        ],
      ],
    ],
    [
      "many rows by names",
      {
        instances: [
          { a: 1, b: 2, c: 3, d: 4 },
          { d: 8, c: 7, b: 6, a: 5 },
        ],
      },
      signed,
      [
        [
          [2, 4],
          [1, 2, 3, 4, 5, 6, 7, 8],
        ],
      ],
    ],
    [
      "columns",
      { inputs: { d: [4, 8], a: [1, 5], b: [2, 6], c: [3, 7] } },
      signed,
      [
        [
          [2, 4],
          [1, 2, 3, 4, 5, 6, 7, 8],
        ],
      ],
    ],
    [
      "the input by its name",
      { inputs: { X: [[1, 2, 3, 4]] } },
      model(),
      [
        [
          [1, 4],
          [1, 2, 3, 4],
        ],
      ],
    ],
    [
      "rows as inputs",
      { inputs: [[1, 2, 3, 4]] },
      model(),
      [
        [
          [1, 4],
          [1, 2, 3, 4],
        ],
      ],
    ],
    [
      "a table of any width",
      { features: [1, 2] },
      model({ inputs: [input("X", "float32", [any, any])] }),
      [
        [
          [1, 2],
          [1, 2],
        ],
      ],
    ],
    [
      "named inputs in any order",
      { features: { city: "Zürich", visits: 4, age: 31.5 } },
      named,
      [
        [[1, 1], [31.5]],
        [[1, 1], [4n]],
        [[1, 1], ["Zürich"]],
      ],
    ],
    [
      "a list in the order of the signature",
      { features: ["Bern", 31.5, 4] },
      people,
      [
        [[1, 1], [31.5]],
        [[1, 1], [4n]],
        [[1, 1], ["Bern"]],
      ],
    ],
    [
      "null where the signature allows it",
      {
        instances: [
          { city: "Bern", age: null, visits: 1 },
          { city: "Bern", visits: 2 },
        ],
      },
      people,
      [
        [
          [2, 1],
          [Number.NaN, Number.NaN],
        ],
        [
          [2, 1],
          [1n, 2n],
        ],
        [
          [2, 1],
          ["Bern", "Bern"],
        ],
      ],
    ],
    [
      "whole numbers beyond a double",
      '{"features": {"city": "x", "age": 1, "visits": 9223372036854775807}}',
      named,
      [
        [[1, 1], [1]],
        [[1, 1], [9223372036854775807n]],
        [[1, 1], ["x"]],
      ],
    ],
    [
      "doubles to the last digit",
      { features: [0.1, 1e300] },
      model({ inputs: [input("X", "float64", [any, 2])] }),
      [
        [
          [1, 2],
          [0.1, 1e300],
        ],
      ],
    ],
    [
      "one row of an image",
      {
        features: [
          [1, 2],
          [3, 4],
        ],
      },
      image,
      [
        [
          [1, 2, 2],
          [1, 2, 3, 4],
        ],
      ],
    ],
    [
      "rows of images",
      {
        instances: [
          [
            [1, 2],
            [3, 4],
          ],
          [
            [5, 6],
            [7, 8],
          ],
        ],
      },
      image,
      [
        [
          [2, 2, 2],
          [1, 2, 3, 4, 5, 6, 7, 8],
        ],
      ],
    ],
    [
      "columns of a frame that go into two inputs",
      { features: { x: 1, y: 2, city: "Bern" } },
      model({
        inputs: [input("numbers", "float32", [any, 2]), input("texts", "string", [any, 1])],
        columns: [column("x", "double"), column("y", "double"), column("city", "string")],
      }),
      [
        [
          [1, 2],
          [1, 2],
        ],
        [[1, 1], ["Bern"]],
      ],
    ],
    [
      "lists in one of several inputs",
      { instances: [{ ids: [1, 2, 3], scale: 2 }] },
      model({
        inputs: [input("ids", "int64", [any, any]), input("scale", "float32", [any])],
      }),
      [
        [
          [1, 3],
          [1n, 2n, 3n],
        ],
        [[1], [2]],
      ],
    ],
  ];
  for (const [what, body, facts, expected] of taken)
    it(`takes ${what}`, () => assert.deepEqual(fed(body, facts), expected));

  const wide = model({ inputs: [input("X", "float32", [any, 30])] });
  const row29 = Array.from({ length: 29 }, (_, i) => i);
  const refused: readonly (readonly [string, unknown, ModelFacts, number, string])[] = [
    ["a short row", { features: row29 }, wide, 422, "features: expected 30 features, got 29"],
    ["short rows", { instances: [row29, row29] }, wide, 422, "instances[0]: expected 30 features, got 29"],
    ["ragged rows", { instances: [[...row29, 1], row29] }, wide, 422, "instances[1]: expected 30 features, got 29"],
    ["a long row", { features: [1, 2, 3, 4, 5] }, signed, 422, "features: expected 4 features (a, b, c, d), got 5"],
    ["an empty row", { features: [] }, model(), 422, "features: expected 4 features, got 0"],
    ["no rows", { instances: [] }, model(), 422, "instances: expected at least one row, got none"],
    ["no columns", { inputs: {} }, model(), 422, "inputs: expected columns, got none"],
    ["a text", { features: [1, "x", 3, 4] }, model(), 422, 'features[1]: expected a number, got text "x"'],
    ["a truth for a number", { features: [1, true, 3, 4] }, signed, 422, "features.b: expected a number, got true"],
    [
      "a truth in a column",
      { inputs: { X: [[1, 2, 3, false]] } },
      model(),
      422,
      "inputs.X[0][3]: expected a number, got false",
    ],
    ["a number as a text", { features: [1, "2", 3, 4] }, signed, 422, 'features.b: expected a number, got text "2"'],
    [
      "null",
      {
        instances: [
          [1, 2, 3, 4],
          [1, 2, null, 4],
        ],
      },
      model(),
      422,
      "instances[1][2]: expected a number, got null",
    ],
    [
      "null in a column",
      { inputs: { a: [1], b: [null], c: [3], d: [4] } },
      signed,
      422,
      "inputs.b[0]: expected a number, got null",
    ],
    [
      "null in a whole number",
      { features: { city: "Bern", age: 1, visits: null } },
      people,
      422,
      "features.visits: expected a number, got null",
    ],
    ["a list in a row", { features: [1, [2, 3], 3, 4] }, model(), 422, "features[1]: expected a number, got a list"],
    ["an object in a row", { features: [1, {}, 3, 4] }, model(), 422, "features[1]: expected a number, got an object"],
    ["a row that is none", { features: 5 }, model(), 422, "features: expected a list of 4 values, got 5"],
    ["rows that are none", { instances: 5 }, model(), 422, "instances: expected a list of rows, got 5"],
    [
      "one row where many are meant",
      { instances: [1, 2, 3, 4] },
      model(),
      422,
      "instances[0]: expected a list of 4 values, got 1",
    ],
    [
      "what float32 cannot hold",
      { features: [1, 2, 1e39, 4] },
      model(),
      422,
      "features[2]: 1e+39 does not fit float32",
    ],
    [
      "what no double can hold",
      '{"features": [1, 2, 1e999, 4]}',
      model(),
      422,
      "features[2]: Infinity does not fit float32",
    ],
    [
      "a fraction in a column of whole numbers",
      { features: [1.5, 2, 3, 4] },
      model({ columns: [column("n", "long"), ...doubles.slice(1)] }),
      422,
      "features[0].n: expected a whole number, got 1.5",
    ],
    [
      "a missing column",
      { features: { a: 1, b: 2, d: 4 } },
      signed,
      422,
      "features: missing column 'c'; the model takes columns 'a', 'b', 'c', 'd'",
    ],
    [
      "missing and extra columns",
      {
        instances: [
          { a: 1, b: 2, c: 3, d: 4 },
          { a: 1, b: 2, e: 3, f: 4 },
        ],
      },
      signed,
      422,
      "instances[1]: missing columns 'c', 'd'; unknown columns 'e', 'f'; the model takes columns 'a', 'b', 'c', 'd'",
    ],
    [
      "an extra column",
      { inputs: { age: [1], visits: [2], city: ["x"], zip: [1] } },
      named,
      422,
      "inputs: unknown column 'zip'; the model takes columns 'age', 'visits', 'city'",
    ],
    [
      "columns that differ in length",
      { inputs: { age: [1, 2], visits: [1], city: ["x", "y"] } },
      named,
      422,
      "inputs: columns differ in length: 'age' has 2, 'visits' has 1",
    ],
    [
      "a number for a text",
      { features: { age: 1, visits: 2, city: 3 } },
      named,
      422,
      "features.city: expected text, got 3",
    ],
    [
      "another form",
      { instances: [[[1], [2]]] },
      image,
      422,
      "instances: expected values of shape [rows, 2, 2], got [1, 2, 1]",
    ],
    [
      "more rows than it was exported for",
      {
        instances: [
          [1, 2],
          [3, 4],
        ],
      },
      model({ inputs: [input("X", "float32", [1, 2])] }),
      422,
      "instances: the model was exported for 1 row at a time, got 2",
    ],
    [
      "neither of the forms",
      { rows: [] },
      model(),
      422,
      `Expected "features" for one row, or "instances" or "inputs" for many; got 'rows'`,
    ],
    [
      "two of the forms",
      { features: [], instances: [] },
      model(),
      422,
      'Expected "features" for one row, or "instances" or "inputs" for many; got features and instances',
    ],
    ["a list", [1], model(), 400, 'Expected {"features": [...]} or {"instances": [[...]]}, got a list'],
    [
      "NaN",
      '{"features": [1, NaN, 3, 4]}',
      model(),
      400,
      "The body is no JSON: NaN at byte 17; JSON has no such number",
    ],
  ];
  for (const [what, body, facts, status, message] of refused)
    it(`refuses ${what}`, () => assert.deepEqual(refusal(body, facts), [status, message]));

  it("names the user, wherever in the body", () => {
    const { fields } = predictProtocol.read(
      Buffer.from('{"features": [1], "user_id": "u1", "n": 12345678901234567890}'),
      {},
    ) as Read;
    assert.deepEqual({ ...fields }, { user_id: "u1", n: "12345678901234567890" });
  });

  it("answers with a label and the probabilities of the classes", () => {
    const outputs: Tensor[] = [
      { type: "int64", dims: [1], data: BigInt64Array.of(1n) },
      { type: "float32", dims: [1, 2], data: Float32Array.of(0.3, 0.7) },
    ];
    const expected = { prediction: 1, probabilities: [0.3, 0.7], model_version: "3", request_id: "r1" };
    assert.deepEqual(answer({ features: [1, 2, 3, 4] }, classifier, outputs), expected);
  });

  it("answers for many with a list each", () => {
    const outputs: Tensor[] = [
      { type: "string", dims: [2, 1], data: ["ja", 'n"ein'] },
      { type: "float32", dims: [2, 2], data: Float32Array.of(0.3, 0.7, 0.5, 0.5) },
    ];
    const facts = { ...classifier, classes: ["ja", 'n"ein'] };
    assert.deepEqual(
      answer(
        {
          instances: [
            [1, 2, 3, 4],
            [5, 6, 7, 8],
          ],
        },
        facts,
        outputs,
      ),
      {
        predictions: ["ja", 'n"ein'],
        probabilities: [
          [0.3, 0.7],
          [0.5, 0.5],
        ],
        model_version: "3",
        request_id: "r1",
      },
    );
  });

  it("answers with a number, or with a list where a row has several", () => {
    const one: Tensor[] = [{ type: "float32", dims: [1, 1], data: Float32Array.of(2.5) }];
    const several: Tensor[] = [{ type: "float32", dims: [1, 2], data: Float32Array.of(2.5, Number.POSITIVE_INFINITY) }];
    const rest = { model_version: "3", request_id: "r1" };
    const body = { features: [1, 2, 3, 4] };
    assert.deepEqual(answer(body, model(), one), { prediction: 2.5, ...rest });
    const facts = model({ outputs: [output("y", "float32", [any, 2])] });
    assert.deepEqual(answer(body, facts, several), { prediction: [2.5, null], ...rest });
  });

  it("says no as FastAPI does", () => {
    const { status, body } = predictProtocol.refuse(new Refusal(422, 'a "b"'), { requestId: "r1" });
    assert.deepEqual([status, JSON.parse(String(body))], [422, { detail: 'a "b"', request_id: "r1" }]);
  });
});
