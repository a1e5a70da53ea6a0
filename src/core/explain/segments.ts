import { type FrameColumn, noBool } from "../frame/frame";

/** Parts of a table by a column. */
export interface Segments {
  readonly names: readonly string[];
  /** By row: the place of its part. */
  readonly of: Int32Array;
}

/** Beyond so many values numbers go into quarters, and the rarest texts together. */
const mostNumbers = 10;
const mostWords = 20;

/** By the values of a column; by quarters of one of many numbers. Rows without a value are a part of their own. */
export function segmentsOf(column: FrameColumn): Segments {
  if (column.kind === "text") return byWord(column.codes, column.words);
  if (column.kind === "other") return byKey(Array.from(column.values, (value) => String(value ?? missing)));
  const numbers = Float64Array.from(column.values, (value) =>
    column.kind === "bool" && value === noBool ? Number.NaN : value,
  );
  const distinct = new Set(numbers.filter((value) => !Number.isNaN(value)));
  if (column.kind === "bool")
    return byKey(Array.from(numbers, (each) => (Number.isNaN(each) ? missing : each === 1 ? "true" : "false")));
  const shown = column.kind === "time" ? (value: number) => new Date(value).toISOString().slice(0, 10) : short;
  if (distinct.size <= mostNumbers)
    return byKey(
      Array.from(numbers, (value) => (Number.isNaN(value) ? missing : shown(value))),
      [...distinct].sort((a, b) => a - b).map(shown),
    );
  return byQuarter(numbers, shown);
}

const missing = "(missing)";
const others = "(others)";

function byWord(codes: Int32Array, words: readonly string[]): Segments {
  const counts = new Float64Array(words.length);
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] as number) + 1;
  const order = [...words.keys()].sort((a, b) => (counts[b] as number) - (counts[a] as number));
  const kept = new Set(words.length > mostWords ? order.slice(0, mostWords) : order);
  return byKey(Array.from(codes, (code) => (code < 0 ? missing : kept.has(code) ? (words[code] as string) : others)));
}

function byQuarter(numbers: Float64Array, shown: (value: number) => string): Segments {
  const sorted = numbers.filter((value) => !Number.isNaN(value)).sort();
  const cuts = [0.25, 0.5, 0.75].map((share) => sorted[Math.floor(share * (sorted.length - 1))] as number);
  const bounds = [sorted[0] as number, ...cuts, sorted.at(-1) as number];
  const name = (quarter: number) =>
    quarter === 0
      ? `up to ${shown(bounds[1] as number)}`
      : quarter === 3
        ? `above ${shown(bounds[3] as number)}`
        : `${shown(bounds[quarter] as number)} to ${shown(bounds[quarter + 1] as number)}`;
  const keys = Array.from(numbers, (value) => {
    if (Number.isNaN(value)) return missing;
    const above = cuts.findIndex((cut) => value <= cut);
    return name(above < 0 ? 3 : above);
  });
  return byKey(keys, [0, 1, 2, 3].map(name));
}

/** `first`: names that come before others, in this order, those of them that are used. */
function byKey(keys: readonly string[], first: readonly string[] = []): Segments {
  const used = new Set(keys);
  const names = [...new Set([...first, ...keys])].filter((name) => used.has(name));
  const places = new Map(names.map((name, i) => [name, i]));
  return { names, of: Int32Array.from(keys, (key) => places.get(key) as number) };
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
