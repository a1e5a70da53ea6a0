import { invalid } from "../../shared/apiError";

/** What a regular expression says, without what makes matching run away: no references back, no looking around. */
export type Node =
  | { readonly is: "char"; readonly test: CharTest }
  | { readonly is: "assert"; readonly what: "start" | "end" | "word" | "notWord" }
  | { readonly is: "all"; readonly of: readonly Node[] }
  | { readonly is: "any"; readonly of: readonly Node[] }
  | { readonly is: "repeat"; readonly of: Node; readonly least: number; readonly most: number };

export type CharTest = (code: number) => boolean;

const deepest = 100;

export function parseRegex(pattern: string): Node {
  const chars = [...pattern];
  const fail = (why: string): never => invalid(`RLIKE '${pattern.slice(0, 100)}': ${why} at character ${at + 1}`);
  let at = 0;
  let ignoreCase = false;

  const take = (wanted: string): boolean => {
    const found = chars.slice(at, at + wanted.length).join("") === wanted;
    if (found) at += wanted.length;
    return found;
  };
  const alternatives = (depth: number): Node => {
    if (depth > deepest) fail("groups nested too deep");
    const branches = [sequence(depth)];
    while (take("|")) branches.push(sequence(depth));
    return branches.length === 1 ? (branches[0] as Node) : { is: "any", of: branches };
  };
  const sequence = (depth: number): Node => {
    const parts: Node[] = [];
    while (at < chars.length && chars[at] !== "|" && chars[at] !== ")") parts.push(quantified(atom(depth)));
    return { is: "all", of: parts };
  };
  const quantified = (node: Node): Node => {
    const range = quantifier();
    if (!range) return node;
    take("?"); // lazy or greedy: whether there is a match is the same
    if ("*+?{".includes(chars[at] ?? " ") && quantifierAhead()) fail("multiple repeat");
    return { is: "repeat", of: node, ...range };
  };
  const quantifierAhead = (): boolean => {
    const before = at;
    const found = quantifier() !== undefined;
    at = before;
    return found;
  };
  const quantifier = (): { least: number; most: number } | undefined => {
    if (take("*")) return { least: 0, most: Number.POSITIVE_INFINITY };
    if (take("+")) return { least: 1, most: Number.POSITIVE_INFINITY };
    if (take("?")) return { least: 0, most: 1 };
    const counted = /^\{(\d{0,5})(,?)(\d{0,5})\}/.exec(chars.slice(at, at + 14).join(""));
    if (!counted || counted[0] === "{}" || counted[0] === "{,}") return undefined; // a brace that stands for itself
    at += counted[0].length;
    const least = Number(counted[1]);
    const most = counted[2] === "" ? least : counted[3] === "" ? Number.POSITIVE_INFINITY : Number(counted[3]);
    return most < least ? fail("a range that ends before it starts") : { least, most };
  };
  const atom = (depth: number): Node => {
    const char = chars[at++] as string;
    switch (char) {
      case ".":
        return { is: "char", test: (code) => code !== 10 };
      case "^":
        return { is: "assert", what: "start" };
      case "$":
        return { is: "assert", what: "end" };
      case "(":
        return group(depth);
      case "[":
        return { is: "char", test: cased(charClass()) };
      case "\\":
        return escaped();
      case "*":
      case "+":
      case "?":
        return fail("nothing to repeat");
      default:
        return { is: "char", test: cased(only(char)) };
    }
  };
  const group = (depth: number): Node => {
    if (take("?")) {
      if (take("P<") || (chars[at] === "<" && chars[at + 1] !== "=" && chars[at + 1] !== "!" && take("<"))) {
        while (at < chars.length && chars[at] !== ">") at++;
        take(">");
      } else if (!take(":")) fail("lookaround, references and flags within the pattern are not offered");
    }
    const inner = alternatives(depth + 1);
    return take(")") ? inner : fail("a group that is never closed");
  };
  const escaped = (): Node => {
    const char = chars[at++] ?? fail("a backslash at the end");
    if (char === "b") return { is: "assert", what: "word" };
    if (char === "B") return { is: "assert", what: "notWord" };
    if (char === "A") return { is: "assert", what: "start" };
    if (char === "Z") return { is: "assert", what: "end" };
    if (/[1-9]/.test(char)) fail("references to groups are not offered");
    return { is: "char", test: classes[char] ?? cased(only(literal(char))) };
  };
  const literal = (char: string): string => {
    const plain = controls[char];
    if (plain !== undefined) return plain;
    const digits = char === "x" ? 2 : char === "u" ? 4 : 0;
    if (digits === 0) return /[a-zA-Z]/.test(char) ? fail(`bad escape \\${char}`) : char;
    const hex = chars.slice(at, at + digits).join("");
    if (!new RegExp(`^[0-9a-fA-F]{${digits}}$`).test(hex)) fail(`bad escape \\${char}`);
    at += digits;
    return String.fromCodePoint(Number.parseInt(hex, 16));
  };
  const charClass = (): CharTest => {
    const negated = take("^");
    const tests: CharTest[] = [];
    for (let isFirst = true; isFirst || chars[at] !== "]"; isFirst = false) {
      if (at >= chars.length) fail("a class that is never closed");
      const low = classItem();
      if (typeof low !== "string") tests.push(low);
      else if (chars[at] === "-" && chars[at + 1] !== "]" && at + 1 < chars.length) {
        at++;
        const high = classItem();
        if (typeof high !== "string" || high < low) fail("a bad range of characters");
        tests.push(between(low, high as string));
      } else tests.push(only(low));
    }
    at++;
    return (code) => tests.some((test) => test(code)) !== negated;
  };
  const classItem = (): string | CharTest => {
    const char = chars[at++] as string;
    if (char !== "\\") return char;
    const next = chars[at++] ?? fail("a backslash at the end");
    return classes[next] ?? (next === "b" ? "\b" : literal(next));
  };
  const cased = (test: CharTest): CharTest => (ignoreCase ? (code) => swaps(code).some(test) : test);

  if (take("(?i)")) ignoreCase = true;
  const found = alternatives(0);
  return at < chars.length ? fail("unbalanced parenthesis") : found;
}

const controls: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", f: "\f", v: "\v", "0": "\0" };

const isDigit: CharTest = (code) => /\p{Nd}/u.test(String.fromCodePoint(code));
const isSpace: CharTest = (code) => /\s/u.test(String.fromCodePoint(code));
export const isWord: CharTest = (code) =>
  code < 128 ? /\w/.test(String.fromCharCode(code)) : /[\p{L}\p{N}]/u.test(String.fromCodePoint(code));

const classes: Readonly<Record<string, CharTest>> = {
  d: isDigit,
  D: (code) => !isDigit(code),
  s: isSpace,
  S: (code) => !isSpace(code),
  w: isWord,
  W: (code) => !isWord(code),
};

function only(char: string): CharTest {
  const wanted = char.codePointAt(0);
  return (code) => code === wanted;
}

function between(low: string, high: string): CharTest {
  const from = low.codePointAt(0) as number;
  const to = high.codePointAt(0) as number;
  return (code) => code >= from && code <= to;
}

function swaps(code: number): number[] {
  const char = String.fromCodePoint(code);
  return [code, char.toLowerCase().codePointAt(0) as number, char.toUpperCase().codePointAt(0) as number];
}
