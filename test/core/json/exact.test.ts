import assert from "node:assert/strict";
import { type Exact, parseExact, printExact, printFloat } from "../../../src/core/json/exact";

function again(text: string): string {
  return printExact(parseExact(text) as Exact);
}

describe("JSON kept exactly", () => {
  it("keeps floats apart from whole numbers, and every digit", () => {
    assert.equal(
      again('{"a":1,"b":1.0,"c":12345678901234567890,"d":-0}'),
      '{"a": 1, "b": 1.0, "c": 12345678901234567890, "d": 0}',
    );
  });
  it("prints floats as Python does", () => {
    const cases: [number, string][] = [
      [1e16, "1e+16"],
      [123456789012345680, "1.2345678901234568e+17"],
      [1e-5, "1e-05"],
      [0.0001, "0.0001"],
      [1e22, "1e+22"],
      [1.5e-7, "1.5e-07"],
      [1e100, "1e+100"],
      [100, "100.0"],
      [-0, "-0.0"],
      [Number.NaN, "NaN"],
    ];
    for (const [value, text] of cases) assert.equal(printFloat(value), text);
  });
  it("reads the numbers that only Python writes", () => {
    assert.equal(again("[NaN, Infinity, -Infinity]"), "[NaN, Infinity, -Infinity]");
  });
  it("keeps JavaScript's own property names as keys", () => {
    assert.equal(again('{"__proto__":1,"constructor":[]}'), '{"__proto__": 1, "constructor": []}');
  });
  it("escapes as Python does when asked for ASCII", () => {
    assert.equal(printExact("é\u{1F600}\n", { ascii: true }), '"\\u00e9\\ud83d\\ude00\\n"');
  });
  it("sorts keys by code point", () => {
    assert.equal(
      printExact(parseExact('{"b":1,"a":{"d":1,"c":2}}') as Exact, { sortKeys: true }),
      '{"a": {"c": 2, "d": 1}, "b": 1}',
    );
  });
  it("refuses what is not JSON, and what nests without end", () => {
    for (const text of ["", "{", "[1,]", '{"a":1,}', "01", "'a'", '"\\x"', "1 2", '"a\nb"', "nul"])
      assert.equal(parseExact(text), undefined, text);
    assert.equal(parseExact("[".repeat(100_000)), undefined);
    assert.equal(parseExact(`${"[".repeat(300)}${"]".repeat(300)}`), undefined);
  });
});
