import assert from "node:assert/strict";
import { exactValues } from "../../../../src/runtime/serving/protocols/numberBlock";
import { isBlock, isList, isObject, type Json, readJson } from "../../../../src/runtime/serving/protocols/readJson";
import { Refusal } from "../../../../src/runtime/serving/refusal";

function read(text: string): Json {
  return readJson(Buffer.from(text));
}

/** As `JSON.parse` gives it. */
function plain(value: Json): unknown {
  if (isBlock(value)) return nested(value.dims, Array.from(exactValues(value)));
  if (isList(value)) return value.map(plain);
  if (isObject(value)) return Object.fromEntries([...value].map(([key, each]) => [key, plain(each)]));
  return typeof value === "bigint" ? Number(value) : value;
}

function nested(dims: readonly number[], values: readonly number[]): unknown {
  if (dims.length === 1) return values;
  const size = values.length / (dims[0] as number);
  return Array.from({ length: dims[0] as number }, (_, i) =>
    nested(dims.slice(1), values.slice(i * size, (i + 1) * size)),
  );
}

/** The same numbers each run. */
function createRandom(): () => number {
  let state = 12345;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state / 2 ** 32;
  };
}

describe("the JSON of a body", () => {
  it("makes a double of a number with more digits than any integer type has", () => {
    const text = "9".repeat(100_000);
    const body = readJson(
      Buffer.from(`{"a": ${text}, "b": [${text}], "c": 18446744073709551615, "d": ${"9".repeat(300)}}`),
    );
    assert.deepEqual(
      body,
      new Map<string, Json>([
        ["a", Number.POSITIVE_INFINITY],
        ["b", [Number.POSITIVE_INFINITY]],
        ["c", 18446744073709551615n],
        ["d", 1e300],
      ]),
    );
  });

  const texts = [
    "{}",
    "[]",
    ' \n\t{ "a" : [ 1 , 2 ,\n3 ] , "b" : [ [ 1 ] , [ 2 ] ] } ',
    '{"a": [[1, 2], [3]], "b": [[1], 2], "c": [1, null, "x"], "d": [[[1,2],[3,4]],[[5,6],[7,8]]]}',
    '{"a": [[], [1]], "b": [{"c": [1, 2]}, {"c": []}]}',
    '{"ü": "東京", "esc": "a\\"\\\\\\u00fc\\n\\ud83d\\ude00", "long": "abcdefghijklmnopqrstuvwxyz0123456789"}',
    '{"t": true, "f": false, "n": null, "__proto__": 1}',
    "[-0, 0, 1e5, 1E-5, 1.5e+10, 123456789012345678901234567890, 0.1, 5e-324, 1.7976931348623157e308, -1.2345678901234567]",
    '"text"',
    "-1.5",
  ];
  for (const text of texts) it(`reads ${text}`, () => assert.deepEqual(plain(read(text)), JSON.parse(text)));

  const faults = [
    ["", "The body is empty"],
    ["{", "a key in quotes is expected where it ends"],
    ['{"a" 1}', "a colon is expected at byte 5"],
    ['{"a": 1,}', "a key in quotes is expected at byte 8"],
    ["[1 2]", "a comma or ] is expected at byte 3"],
    ["[1,]", "a value is expected at byte 3"],
    ["[1, 2", "a comma or ] is expected where it ends"],
    ['{"a": [NaN]}', "NaN at byte 7; JSON has no such number"],
    ["[1, -Infinity]", "-Infinity at byte 4; JSON has no such number"],
    ["[01]", "a number is expected at byte 1"],
    ["[1.]", "a number is expected at byte 1"],
    ["[.5]", "a value is expected at byte 1"],
    ["[+1]", "a value is expected at byte 1"],
    ["[1e]", "a number is expected at byte 1"],
    ["{} x", "something follows its end at byte 3"],
    ['["a', "a text does not end"],
    ['["a\nb"]', "a text does not end at byte 3"],
    ['["\\x"]', "a text has an escape that JSON does not know"],
    ["tru", "a value is expected at byte 0"],
    ["[".repeat(100_000), "it nests deeper than 64"],
    ['{"a":'.repeat(100), "it nests deeper than 64"],
  ] as const;
  for (const [text, message] of faults)
    it(`says what is wrong with ${text.slice(0, 20)}`, () => {
      assert.throws(
        () => read(text),
        (error) => error instanceof Refusal && error.status === 400 && error.message.includes(message),
      );
    });

  it("refuses what is not UTF-8", () => {
    assert.throws(() => readJson(Buffer.from('{"a": "\xff"}', "latin1")), /The body is not UTF-8/);
  });

  it("reads every number as `JSON.parse` does, and as the same float32", () => {
    const random = createRandom();
    const bits = new DataView(new ArrayBuffer(8));
    const numbers = Array.from({ length: 20_000 }, (_, i) => {
      if (i % 4 === 0) return String((random() - 0.5) * 10 ** Math.floor(random() * 40 - 20));
      if (i % 4 === 1) return (random() * 1000).toFixed(Math.floor(random() * 20));
      if (i % 4 === 2) return String(Math.fround(random()));
      bits.setUint32(0, random() * 2 ** 32);
      bits.setUint32(4, random() * 2 ** 32);
      const any = bits.getFloat64(0);
      return Number.isFinite(any) ? String(any) : "0";
    });
    // halfway between two of float32, and a hair beside it
    numbers.push(
      "1.00000005960464477539",
      "1.000000059604644776",
      "1.0000000596046447753",
      "16777217.0",
      "16777217.000000001",
    );
    // without a point it would be kept as a whole number
    const text = `[${numbers.map((each) => (/^-?\d+$/.test(each) ? `${each}.0` : each)).join(",")}]`;
    const block = read(text);
    assert.ok(isBlock(block));
    const expected = Float64Array.from(JSON.parse(text) as number[]);
    assert.deepEqual(exactValues(block), expected);
    assert.deepEqual(new Float32Array(block.values), new Float32Array(expected));
  });

  it("keeps whole numbers that no double holds", () => {
    assert.deepEqual(read("[9007199254740991, 9007199254740993, -9223372036854775808]"), [
      9007199254740991,
      9007199254740993n,
      -9223372036854775808n,
    ]);
  });

  it("keeps the order of keys that are numbers", () => {
    const fields = read('{"2": 1, "1": 2, "x": 3, "0": 4}');
    assert.deepEqual(isObject(fields) && [...fields.keys()], ["2", "1", "x", "0"]);
  });

  it("takes NaN only where it is asked to, and among numbers of any order", () => {
    assert.throws(() => read("[1, NaN]"), /NaN at byte 4/);
    for (const text of ["[[1, NaN], [NaN, 2]]", '{"a": NaN}']) {
      const found = plain(readJson(Buffer.from(text), { takesNaN: true }));
      assert.equal(JSON.stringify(found), text.replaceAll("NaN", "null").replaceAll(/(?<=[,:]) /g, ""));
    }
  });

  it("keeps what it read while others are read", () => {
    const first = read("[1, 2, 3]");
    read("[4, 5, 6]");
    assert.deepEqual(plain(first), [1, 2, 3]);
  });
});
