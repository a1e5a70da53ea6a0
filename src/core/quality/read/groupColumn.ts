import { type FrameColumn, noBool } from "../../frame/frame";
import { quantile } from "../regression";

/** Rows of a column parted by its values, or by ranges of them. */
export interface Grouping {
  readonly column: string;
  readonly names: readonly string[];
  /** Of each row of the table, a place in `names`. */
  readonly codes: Int32Array;
  /** Where numbers were cut: a range is from an edge up to below the next. */
  readonly edges?: readonly number[];
}

export interface GroupOptions {
  /** Of numbers with more than ten values. */
  readonly bins?: number;
  /** Of another table's grouping, so that both have the same ranges. */
  readonly edges?: readonly number[] | undefined;
  /** Words beyond the most frequent ones are one group. */
  readonly most?: number;
}

export const missingName = "(missing)";

export function groupColumn(column: FrameColumn, { bins = 4, edges, most = 30 }: GroupOptions = {}): Grouping {
  switch (column.kind) {
    case "text":
      return groupWords(column.name, column.codes, column.words, most);
    case "bool": {
      const codes = Int32Array.from(column.values, (value) => (value === noBool ? -1 : value));
      return close(column.name, ["False", "True"], codes);
    }
    case "other": {
      const words = [...new Set(column.values.filter((value) => value !== null).map((value) => JSON.stringify(value)))];
      const places = new Map(words.map((word, place) => [word, place]));
      const codes = Int32Array.from(column.values, (value) =>
        value === null ? -1 : (places.get(JSON.stringify(value)) as number),
      );
      return groupWords(column.name, codes, words, most);
    }
    case "number":
    case "time":
      return groupNumbers(column.name, column.values, { bins, edges, isTime: column.kind === "time" });
    default:
      return column satisfies never;
  }
}

function groupWords(name: string, codes: Int32Array, words: readonly string[], most: number): Grouping {
  const counts = new Float64Array(words.length);
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] as number) + 1;
  const used = words.map((_, code) => code).filter((code) => (counts[code] as number) > 0);
  const frequent = used.sort((a, b) => (counts[b] as number) - (counts[a] as number)).slice(0, most);
  const shown = frequent.sort((a, b) => compare(words[a] as string, words[b] as string));
  const places = new Int32Array(words.length).fill(shown.length);
  shown.forEach((code, place) => {
    places[code] = place;
  });
  const others = used.length > most ? [`(${words.length - shown.length} others)`] : [];
  const names = [...shown.map((code) => words[code] as string), ...others];
  return close(
    name,
    names,
    codes.map((code) => (code < 0 ? -1 : (places[code] as number))),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const fewValues = 10;

function groupNumbers(
  name: string,
  values: Float64Array,
  { bins, edges: given, isTime }: { bins: number; edges: readonly number[] | undefined; isTime: boolean },
): Grouping {
  const few = given || isTime ? undefined : fewOf(values);
  if (few) {
    const places = new Map(few.map((value, place) => [value, place]));
    const codes = Int32Array.from(values, (value) => (Number.isNaN(value) ? -1 : (places.get(value) as number)));
    return close(name, few.map(String), codes);
  }
  const edges = given ?? cuts(values.filter(Number.isFinite).sort(), bins, isTime);
  const show = (edge: number) => (isTime ? new Date(edge).toISOString().slice(0, 10) : String(edge));
  const names = [...edges, undefined].map((to, at) => {
    const from = edges[at - 1];
    if (from === undefined) return to === undefined ? "all" : `< ${show(to)}`;
    return to === undefined ? `≥ ${show(from)}` : `${show(from)} – ${show(to)}`;
  });
  const codes = Int32Array.from(values, (value) => {
    if (Number.isNaN(value)) return -1;
    let place = 0;
    while (place < edges.length && value >= (edges[place] as number)) place++;
    return place;
  });
  return { ...close(name, names, codes), edges };
}

function fewOf(values: Float64Array): number[] | undefined {
  const seen = new Set<number>();
  for (const value of values) {
    if (!Number.isNaN(value)) seen.add(value);
    if (seen.size > fewValues) return undefined;
  }
  return [...seen].sort((a, b) => a - b);
}

const day = 86_400_000;

/** Ranges with about as many rows each, cut at round numbers. */
function cuts(sorted: Float64Array, bins: number, isTime: boolean): number[] {
  if (sorted.length === 0) return [];
  const spread = quantile(sorted, 0.95) - quantile(sorted, 0.05) || Math.abs(sorted[0] as number) || 1;
  const step = isTime ? day : 10 ** Math.floor(Math.log10(spread / 20));
  const found = Array.from({ length: bins - 1 }, (_, at) => {
    const edge = Math.round(quantile(sorted, (at + 1) / bins) / step) * step;
    return Number(edge.toPrecision(12));
  });
  return [...new Set(found)].filter((edge) => edge > (sorted[0] as number));
}

/** Rows without a value are a group by themselves, the last. */
function close(column: string, names: readonly string[], codes: Int32Array): Grouping {
  if (!codes.includes(-1)) return { column, names, codes };
  return { column, names: [...names, missingName], codes: codes.map((code) => (code < 0 ? names.length : code)) };
}

/** Rows of each group, in their order. */
export function rowsByGroup(codes: Int32Array, groups: number): Uint32Array[] {
  const counts = new Uint32Array(groups);
  for (const code of codes) counts[code] = (counts[code] as number) + 1;
  const rows = Array.from(counts, (count) => new Uint32Array(count));
  const next = new Uint32Array(groups);
  codes.forEach((code, row) => {
    const at = next[code] as number;
    next[code] = at + 1;
    (rows[code] as Uint32Array)[at] = row;
  });
  return rows;
}
