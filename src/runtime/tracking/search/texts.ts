import type { Clause } from "../../../core/search/filter";
import { likeMatcher } from "../../../core/search/like";
import { invalid } from "../../../shared/apiError";

/** What a clause asks of a present text. */
export function textTest({ comparator, value }: Clause): (text: string) => boolean {
  switch (comparator) {
    case "=":
      return (text) => text === value;
    case "!=":
      return (text) => text !== value;
    case "LIKE":
      return likeMatcher(String(value), false);
    case "ILIKE":
      return likeMatcher(String(value), true);
    case "IN":
    case "NOT IN": {
      const wanted = new Set(Array.isArray(value) ? value : []);
      return comparator === "IN" ? (text) => wanted.has(text) : (text) => !wanted.has(text);
    }
    default:
      throw new Error(`${comparator} does not compare texts`);
  }
}

/** Longest time that one clause may look through a dictionary of words, in milliseconds. */
const patience = 400;

/** Which codes of a dictionary pass: each distinct word is looked at once, however many rows carry it. */
export function passingCodes(words: readonly string[], test: (word: string) => boolean): Uint8Array {
  const passes = new Uint8Array(words.length + 1);
  const start = performance.now();
  for (let i = 0; i < words.length; i++) {
    if (test(words[i] as string)) passes[i + 1] = 1;
    if ((i & 63) === 63 && performance.now() - start > patience)
      invalid("filter: this comparison takes too long on so many different values; use = or a simpler pattern");
  }
  return passes;
}
