import type { FrameColumn, NumberColumn } from "../frame/frame";
import { unable } from "./outcome";

/** Equal values of a column: the first row of each, how often it stands, and to which each of the rows belongs. */
export interface Groups {
  readonly first: readonly number[];
  readonly counts: Int32Array;
  /** A place in `first` for each of the rows that were asked for. */
  readonly of: Int32Array;
}

/** Groups the rows, all of which have a value. In the order in which the values came first. */
export function groupRows(column: FrameColumn, rows: Int32Array): Groups {
  switch (column.kind) {
    case "text":
      return groupSmall(rows, column.codes, column.words.length);
    case "bool":
      return groupSmall(rows, column.values, 3);
    case "time":
      return groupBits(rows, column.values);
    case "number":
      return groupNear(column, rows) ?? groupBits(rows, column.longs ?? column.values);
    case "other": {
      const places = new Map<string, number>();
      const codes = new Int32Array(column.values.length);
      for (const row of rows) {
        const key = keyOf(column.values[row]);
        const place = places.get(key) ?? places.size;
        places.set(key, place);
        codes[row] = place;
      }
      return groupSmall(rows, codes, places.size);
    }
  }
}

/** Whole numbers that lie near each other need no table: each has a place of its own. */
function groupNear({ isInteger, longs, values }: NumberColumn, rows: Int32Array): Groups | undefined {
  if (!isInteger || longs || rows.length === 0) return undefined;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i] as number] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const size = high - low + 1;
  if (size > rows.length * 4 + 1000) return undefined;
  const place = new Int32Array(size);
  const of = new Int32Array(rows.length);
  const counts = new Int32Array(rows.length);
  const first: number[] = [];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    const at = (values[row] as number) - low;
    let group = (place[at] as number) - 1;
    if (group < 0) {
      group = first.push(row) - 1;
      place[at] = group + 1;
    }
    of[i] = group;
    counts[group] = (counts[group] as number) + 1;
  }
  return { first, counts: counts.subarray(0, first.length), of };
}

/** Python hashes no lists and no dicts; true is 1. */
function keyOf(value: unknown): string {
  if (Array.isArray(value)) return unable("unhashable type: 'list'");
  if (ArrayBuffer.isView(value)) return unable("unhashable type: 'numpy.ndarray'");
  if (typeof value === "object" && value !== null && !(value instanceof Date)) return unable("unhashable type: 'dict'");
  if (typeof value === "boolean") return `number ${Number(value)}`;
  return `${typeof value} ${String(value)}`;
}

export function groupSmall(rows: Int32Array, codes: ArrayLike<number>, size: number): Groups {
  const place = new Int32Array(size).fill(-1);
  const first: number[] = [];
  const of = new Int32Array(rows.length);
  const counts = new Int32Array(size);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    const code = codes[row] as number;
    if (place[code] === -1) place[code] = first.push(row) - 1;
    const group = place[code] as number;
    of[i] = group;
    counts[group] = (counts[group] as number) + 1;
  }
  return { first, counts: counts.subarray(0, first.length), of };
}

/** By the 64 bits of each value, in a table of open addresses. */
export function groupBits(rows: Int32Array, values: Float64Array | BigInt64Array): Groups {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  let capacity = 16;
  while (capacity < rows.length * 2) capacity *= 2;
  const table = new Int32Array(capacity);
  const first: number[] = [];
  const of = new Int32Array(rows.length);
  const counts = new Int32Array(rows.length);
  const isFloat = values instanceof Float64Array;
  const heads = new Uint32Array(rows.length * 2);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    const low = bits[row * 2] as number;
    let high = bits[row * 2 + 1] as number;
    if (isFloat && low === 0 && high === 0x80000000) high = 0; // -0 is 0
    let slot = hash(low, high) & (capacity - 1);
    let group = (table[slot] as number) - 1;
    while (group >= 0 && (heads[group * 2] !== low || heads[group * 2 + 1] !== high)) {
      slot = (slot + 1) & (capacity - 1);
      group = (table[slot] as number) - 1;
    }
    if (group < 0) {
      group = first.push(row) - 1;
      table[slot] = group + 1;
      heads[group * 2] = low;
      heads[group * 2 + 1] = high;
    }
    of[i] = group;
    counts[group] = (counts[group] as number) + 1;
  }
  return { first, counts: counts.subarray(0, first.length), of };
}

function hash(low: number, high: number): number {
  let mixed = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 13);
}
