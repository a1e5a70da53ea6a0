import type { Clause } from "../../../core/search/filter";
import { likeMatcher } from "../../../core/search/like";

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

/** Which codes of a dictionary pass: each distinct word is looked at once, however many rows carry it. */
export function passingCodes(
  words: readonly string[],
  test: (word: string) => boolean,
  checkPatience: () => void,
): Uint8Array {
  const passes = new Uint8Array(words.length + 1);
  let looked = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (test(word)) passes[i + 1] = 1;
    looked += word.length + 20;
    if (looked > 20_000) {
      looked = 0;
      checkPatience();
    }
  }
  return passes;
}
