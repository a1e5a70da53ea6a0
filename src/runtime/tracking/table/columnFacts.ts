import { mostDistinct, numberIn, type RunColumn } from "../../../shared/runTable";
import type { SeriesColumn, TextColumn } from "../../kernel/store/columns";
import type { RowGroup } from "../cells";

/** What a column holds for some rows; undefined when none of them has it. */
export function textFacts(
  key: string,
  kind: "param" | "tag",
  column: TextColumn,
  groups: readonly RowGroup[],
): RunColumn | undefined {
  let count = 0;
  let seen: Uint8Array | undefined;
  for (const { page, offsets } of groups) {
    const codes = column.pages[page];
    if (codes === undefined) continue;
    seen ??= new Uint8Array(column.words.length + 1);
    for (let i = 0; i < offsets.length; i++) {
      const code = codes[offsets[i] as number] as number;
      if (code === 0) continue;
      count++;
      seen[code] = 1;
    }
  }
  if (count === 0 || !seen) return undefined;
  const numbers = numbersOf(column);
  let distinct = 0;
  let numeric = true;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let code = 1; code < seen.length; code++) {
    if (seen[code] === 0) continue;
    distinct++;
    if (!numeric && distinct >= mostDistinct) break;
    const value = numeric ? numbers(code) : undefined;
    if (value === undefined) numeric = false;
    else if (Number.isFinite(value)) {
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return { key, kind, count, distinct: Math.min(distinct, mostDistinct), numeric, ...(numeric ? range(min, max) : {}) };
}

/** Of the last values. */
export function metricFacts(key: string, column: SeriesColumn, groups: readonly RowGroup[]): RunColumn | undefined {
  let count = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  const values = new Set<number>();
  for (const { page, offsets } of groups) {
    const points = column.pages[page];
    if (points === undefined) continue;
    for (let i = 0; i < offsets.length; i++) {
      const offset = offsets[i] as number;
      if (points.counts[offset] === 0) continue;
      const value = points.values[offset] as number;
      count++;
      if (values.size < mostDistinct) values.add(value);
      if (value - value !== 0) continue; // not finite
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  if (count === 0) return undefined;
  return { key, kind: "metric", count, distinct: values.size, numeric: true, ...range(min, max) };
}

function range(min: number, max: number): { min?: number; max?: number } {
  return min <= max ? { min, max } : {};
}

interface Read {
  readonly values: Float64Array;
  /** 0 not looked at yet, 1 a number, 2 none. */
  readonly kinds: Uint8Array;
}

/** Words never change their code, so each is read once. */
const readWords = new WeakMap<TextColumn, Read>();

/** The number behind a code of the column, if its word is one. */
export function numbersOf(column: TextColumn): (code: number) => number | undefined {
  const { words } = column;
  const read = readWords.get(column);
  const { values, kinds } = read && read.kinds.length > words.length ? read : grow(column, read);
  return (code) => {
    if (kinds[code] === 0) {
      const value = numberIn(words[code - 1] as string);
      kinds[code] = value === undefined ? 2 : 1;
      values[code] = value ?? Number.NaN;
    }
    return kinds[code] === 1 ? values[code] : undefined;
  };
}

function grow(column: TextColumn, before: Read | undefined): Read {
  const size = Math.max(16, column.words.length * 2);
  const read = { values: new Float64Array(size), kinds: new Uint8Array(size) };
  if (before) {
    read.values.set(before.values);
    read.kinds.set(before.kinds);
  }
  readWords.set(column, read);
  return read;
}
