import type { Explained, Feature } from "./explained";
import { sortedRows } from "./sortedRows";

export interface RowOrder {
  readonly by: "row" | "prediction" | "distance";
  readonly isDown: boolean;
}

/** The rows in an order; `distance` is how far the prediction lies from the base. */
export function orderRows(
  rows: readonly number[],
  { by, isDown }: RowOrder,
  { predictions, page }: Explained,
): number[] {
  const keys: Readonly<Record<Exclude<RowOrder["by"], "row">, (row: number) => number>> = {
    prediction: (row) => predictions[row] as number,
    distance: (row) => Math.abs((predictions[row] as number) - page.base_value),
  };
  if (by === "row") return isDown ? [...rows].reverse() : [...rows];
  return [...sortedRows(rows, keys[by], isDown)];
}

export type Found = { readonly rows: readonly number[] } | { readonly fault: string };

export interface FindWords {
  /** What stands for the prediction in a query. */
  readonly prediction: string;
  notNumber(text: string): string;
}

const comparison = /^(.+?)\s*(<=|>=|!=|<|>|=)\s*(.*)$/;

/**
 * Rows by what was typed: a row's number, the beginning of a request's id, `tenure < 5`, `contract = two year`, several of them
 * with `and`; anything else is looked for in the features that are text.
 */
export function findRows(explained: Explained, query: string, words: FindWords): Found {
  const all = Array.from({ length: explained.rows }, (_, i) => i);
  let rows = all;
  for (const term of query.split(/\s+and\s+/i).map((each) => each.trim())) {
    if (term === "") continue;
    const test = testOf(explained, term, words);
    if (typeof test === "string") return { fault: test };
    rows = rows.filter(test);
  }
  return { rows };
}

function testOf(explained: Explained, term: string, words: FindWords): ((row: number) => boolean) | string {
  const [, name, operator, wanted] = comparison.exec(term) ?? [];
  if (name !== undefined && operator !== undefined && wanted !== undefined) {
    const feature = explained.features.find((each) => each.name.toLowerCase() === name.trim().toLowerCase());
    if (feature?.words) return wordTest(feature, feature.words, operator, wanted);
    const isPrediction = name.trim().toLowerCase() === words.prediction.toLowerCase();
    const column = feature?.given ?? (isPrediction ? explained.predictions : undefined);
    if (column) return numberTest(column, operator, wanted, words);
  }
  return textTest(explained, term.toLowerCase());
}

function numberTest(column: Float32Array, operator: string, wanted: string, words: FindWords) {
  const limit = Math.fround(Number(wanted));
  if (wanted === "" || Number.isNaN(limit)) return words.notNumber(wanted);
  const tests: Readonly<Record<string, (value: number) => boolean>> = {
    "<": (value) => value < limit,
    "<=": (value) => value <= limit,
    ">": (value) => value > limit,
    ">=": (value) => value >= limit,
    "=": (value) => value === limit,
    "!=": (value) => value !== limit,
  };
  const test = tests[operator] ?? (() => false);
  return (row: number) => test(column[row] as number);
}

function wordTest({ given }: Feature, texts: readonly string[], operator: string, wanted: string) {
  const low = wanted.toLowerCase();
  const same = new Set([...texts.keys()].filter((place) => texts[place]?.toLowerCase() === low));
  const isWanted = operator !== "!=";
  return (row: number) => same.has(given[row] as number) === isWanted;
}

function textTest({ features, page }: Explained, low: string): (row: number) => boolean {
  const number = /^#?\d+$/.test(low) ? Number(low.replace("#", "")) : undefined;
  const columns = features.flatMap(({ words, given }) => {
    const places = new Set(words ? [...words.keys()].filter((place) => words[place]?.toLowerCase().includes(low)) : []);
    return places.size > 0 ? [{ given, places }] : [];
  });
  return (row) =>
    row + 1 === number ||
    (page.requests?.[row]?.toLowerCase().startsWith(low) ?? false) ||
    columns.some(({ given, places }) => places.has(given[row] as number));
}
