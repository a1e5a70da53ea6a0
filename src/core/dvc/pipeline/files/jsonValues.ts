import { mapOf } from "../../mapKeys";
import { floatOf, wholeOf } from "../../numbers";
import type { Value } from "../../values";

/** A text that does not read, and where. */
export class TextFault extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

const space = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
const text = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const words: readonly (readonly [string, Value])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
  ["NaN", Number.NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
];
const deepest = 500;

/** JSON as Python reads it: integers of any size, `1.0` stays a float, NaN and Infinity are numbers. Throws TextFault. */
export function jsonValues(source: string): Value {
  let at = 0;

  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found) at += found[0].length;
    return found ?? undefined;
  };
  const fail = (wanted: string): never => {
    throw new TextFault(`expected ${wanted}`, at);
  };

  function list(depth: number): Value {
    const items: Value[] = [];
    for (take(space); source[at] !== "]"; ) {
      items.push(value(depth));
      take(space);
      if (source[at] === ",") at++;
      else if (source[at] !== "]") fail("',' or ']'");
      else break;
      take(space);
      if (source[at] === "]") fail("a value");
    }
    at++;
    return items;
  }

  function map(depth: number): Value {
    const entries: [string, Value][] = [];
    for (take(space); source[at] !== "}"; ) {
      const key = take(text) ?? fail("a name in double quotes");
      take(space);
      if (source[at] !== ":") fail("':'");
      at++;
      entries.push([JSON.parse(key[0]) as string, value(depth)]);
      take(space);
      if (source[at] === ",") at++;
      else if (source[at] !== "}") fail("',' or '}'");
      else break;
      take(space);
      if (source[at] === "}") fail("a name in double quotes");
    }
    at++;
    return mapOf(entries);
  }

  function value(depth: number): Value {
    take(space);
    if (depth > deepest) fail("less depth");
    const first = source[at];
    if (first === "[" || first === "{") {
      at++;
      return first === "[" ? list(depth + 1) : map(depth + 1);
    }
    if (first === '"') return JSON.parse((take(text) ?? fail("the end of the text"))[0]) as string;
    const word = words.find(([name]) => source.startsWith(name, at));
    if (word) {
      at += word[0].length;
      return word[1];
    }
    const [digits, fraction, exponent] = take(number) ?? fail("a value");
    if (fraction !== undefined || exponent !== undefined) return floatOf(Number(digits));
    return digits.startsWith("-") ? wholeOf(digits.slice(1), true) : wholeOf(digits);
  }

  const root = value(0);
  take(space);
  if (at < source.length) fail("the end of the file");
  return root;
}
