import assert from "node:assert/strict";
import { parseJson } from "../../../../src/runtime/kernel/http/json";

const parse = (text: string) => parseJson(Buffer.from(text));
const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

describe("parseJson", () => {
  it("refuses what is nested deeper than any message", () => {
    assert.throws(() => parse(nested(201)), /nested deeper than 200/);
    assert.throws(() => parse(nested(1_000_000)), /nested deeper than 200/);
    assert.throws(() => parse(`${'{"a":'.repeat(300)}1${"}".repeat(300)}`), /nested deeper than 200/);
    assert.ok(parse(nested(200)));
  });

  it("counts no bracket inside a string, whatever is escaped in it", () => {
    const text = '"\\" [[ \\\\" ';
    assert.equal(parse(JSON.stringify("[".repeat(10_000))), "[".repeat(10_000));
    assert.deepEqual(parse(`[${text.trim()},"${"{".repeat(1000)}"]`), ['" [[ \\', "{".repeat(1000)]);
  });

  it("finds depth behind a string that ends with a backslash", () => {
    assert.throws(() => parse(`["\\\\",${nested(400)}]`), /nested deeper/);
  });

  it("says in a line what is no JSON", () => {
    for (const text of ["{", "{'a':1}", "[1,]", "NaN", "\ufeff{}", '{"a":1}x', `${nested(50)}]${" ".repeat(500)}`])
      assert.throws(() => parse(text), { code: "BAD_REQUEST", message: /^body: not JSON \(.{1,140}\)$/ });
  });
});
