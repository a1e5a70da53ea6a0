import { stopWords } from "./stopWords";

/** Texts as sparse rows: text i has the places `starts[i]` to `starts[i + 1]` of `terms` and `weights`. */
export interface SparseRows {
  readonly starts: Int32Array;
  readonly terms: Int32Array;
  readonly weights: Float64Array;
}

export interface Vocabulary {
  /** By code, in alphabetical order. */
  readonly words: readonly string[];
  rowsOf(texts: readonly string[]): SparseRows;
}

/** Words in more than this share of the texts say nothing. */
const mostTexts = 0.5;

/** Learns the words of texts, each text standing for `times` of them: 1 + ln of how often in a text, times how rare; rows are of length one. */
export function learnWords(texts: readonly string[], times: ArrayLike<number>): Vocabulary | undefined {
  const found = new Map<string, number>();
  let documents = 0;
  for (const [i, text] of texts.entries()) {
    const count = times[i] as number;
    if (count === 0) continue;
    documents += count;
    for (const word of new Set(wordsOf(text))) found.set(word, (found.get(word) ?? 0) + count);
  }
  const words = [...found.keys()].filter((word) => (found.get(word) ?? 0) <= mostTexts * documents).sort();
  if (words.length === 0) return undefined;
  const places = new Map(words.map((word, i) => [word, i]));
  const rarity = words.map((word) => Math.log((1 + documents) / (1 + (found.get(word) ?? 0))) + 1);
  return { words, rowsOf: (rows) => sparse(rows, places, rarity) };
}

function wordsOf(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}_]{2,}/gu) ?? []).filter((word) => !stopWords.has(word));
}

function sparse(texts: readonly string[], places: ReadonlyMap<string, number>, rarity: readonly number[]): SparseRows {
  const starts = new Int32Array(texts.length + 1);
  const terms: number[] = [];
  const weights: number[] = [];
  for (const [i, text] of texts.entries()) {
    const counts = new Map<number, number>();
    for (const word of wordsOf(text)) {
      const place = places.get(word);
      if (place !== undefined) counts.set(place, (counts.get(place) ?? 0) + 1);
    }
    const row = [...counts]
      .sort(([a], [b]) => a - b)
      .map(([term, count]) => ({
        term,
        weight: (Math.log(count) + 1) * (rarity[term] as number),
      }));
    const length = Math.sqrt(row.reduce((sum, { weight }) => sum + weight * weight, 0));
    for (const { term, weight } of row) {
      terms.push(term);
      weights.push(weight / length);
    }
    starts[i + 1] = terms.length;
  }
  return { starts, terms: Int32Array.from(terms), weights: Float64Array.from(weights) };
}
