import assert from "node:assert/strict";
import { readOutcomes } from "../../../../src/runtime/serving/front/readOutcomes";
import { isObject, type Json, readJson } from "../../../../src/runtime/serving/protocols/readJson";
import { topFields } from "../../../../src/runtime/serving/protocols/topFields";

const told = (body: string) => readOutcomes(Buffer.from(body));

describe("POST /feedback", () => {
  it("names a user by a number that no double holds as the prediction did", () => {
    const id = "1234567890123456789";
    const asked = readJson(Buffer.from(`{"features": [1], "user_id": ${id}}`)) as Json;
    assert.ok(isObject(asked));
    assert.deepEqual(told(`{"user_id": ${id}, "metric": "bought", "value": 1}`), {
      user_id: topFields(asked).user_id,
      metric: "bought",
      value: 1,
    });
  });

  it("takes a list of outcomes, and values of any size", () => {
    assert.deepEqual(
      told('[{"request_id": "a", "metric": "m", "value": 1152921504606846976}, {"value": 0.5}, {"value": true}]'),
      [{ request_id: "a", metric: "m", value: 2 ** 60 }, { value: 0.5 }, { value: true }],
    );
  });

  it("says where a body is no JSON", () => {
    assert.throws(() => told('{"user_id": 1,'), { status: 400, message: /^The body is no JSON: .* where it ends$/ });
  });
});
