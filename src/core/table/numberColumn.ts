import type { ColumnVector } from "./columnVector";
import { canUnpack, type PageBytes, pageReader, type Room } from "./pageBytes";
import type { Page, Pages, ParquetColumn, Source } from "./parquetFile";
import { kinds, type Numbers, putNumbers } from "./plainNumbers";
import { readRuns } from "./runs";
import { listIn, numberIn, structIn } from "./thrift";

/** A column of plain numbers in a row group. */
export interface NumberColumn {
  /** Undefined where its pages are such that another reader has to look at them. Good until the next call. */
  read(from: number, rows: number): ColumnVector | undefined;
}

/** What the pages may be written in: plain, a dictionary's places in two names, and runs for what is missing. */
const encodings = new Set([0, 2, 3, 8]);
/** Names of old for numbers with a sign. */
const signed = new Set([15, 16, 17, 18]);
const optional = 1;

/** Whether the column is one that is read here, by what the file says of it. */
export function isNumberColumn({ element }: ParquetColumn, meta: Pages["meta"]): boolean {
  const kind = numberIn(meta, 1) ?? -1;
  const isPlain = !element.has(10) && !element.has(6);
  const isSigned = (kind === kinds.int32 || kind === kinds.int64) && signed.has(numberIn(element, 6) ?? -1);
  const isKnown = Object.values<number>(kinds).includes(kind) && kind === numberIn(element, 1);
  const areRead = listIn(meta, 2).every((each) => typeof each === "number" && encodings.has(each));
  return isKnown && (isPlain || isSigned) && areRead && canUnpack(numberIn(meta, 4));
}

/**
 * The page that was read last stays unpacked where `keeps`, for the slice that comes next mostly lies in it as well.
 */
export function openNumberColumn(
  source: Source,
  room: Room,
  { element }: ParquetColumn,
  { meta, dictionary, data }: Pages,
  keeps: boolean,
): NumberColumn {
  const kind = numberIn(meta, 1) as number;
  const readPage = pageReader(source, room, numberIn(meta, 4) as number, numberIn(element, 3) === optional);
  const make = (size: number): Numbers => (kind === kinds.float32 ? new Float32Array(size) : new Float64Array(size));
  let places = new Int32Array(0);
  let words: Numbers | undefined; // of the dictionary
  let held: { readonly page: Page; readonly values: Numbers } | undefined;
  let slice = make(0);
  let isOurs = true;

  function wordsOf(): Numbers | undefined {
    if (words !== undefined || dictionary === undefined) return words;
    const page = readPage(dictionary);
    const content = structIn(dictionary.header, 7);
    const count = content === undefined ? 0 : (numberIn(content, 1) ?? 0);
    if (page === undefined || count < 0 || count > page.bytes.length) return undefined;
    const values = make(count);
    if (!putNumbers(kind, page.bytes, 0, count, values)) return undefined;
    words = values;
    return words;
  }

  function putWords({ bytes, from, values }: PageBytes, all: Numbers, target: Numbers): boolean {
    if (places.length < values) places = new Int32Array(values);
    if (values > 0 && !readRuns(bytes, from + 1, bytes[from] ?? 255, places, values)) return false;
    for (let i = 0; i < values; i++) {
      const place = places[i] as number;
      if (place >= all.length) return false;
      target[i] = all[place] as number;
    }
    return true;
  }

  function valuesOf(page: Page): Numbers | undefined {
    if (held?.page === page) return held.values;
    const all = page.usesDictionary ? wordsOf() : undefined; // before the page: they are read into the same room
    const read = readPage(page);
    if (read === undefined || (page.usesDictionary && all === undefined)) return undefined;
    const target = held !== undefined && held.values.length >= page.rows ? held.values : make(page.rows);
    held = undefined;
    const isDone =
      all === undefined ? putNumbers(kind, read.bytes, read.from, read.values, target) : putWords(read, all, target);
    if (!isDone) return undefined;
    if (read.present !== undefined) spread(target, read.present, read.values);
    if (!page.usesDictionary || !keeps) words = undefined;
    if (keeps) held = { page, values: target };
    return target;
  }

  function fill(from: number, rows: number): boolean {
    if (slice.length < rows) slice = make(rows);
    let next = from;
    for (const page of data) {
      if (page.from + page.rows <= next) continue;
      if (page.from > next || next >= from + rows) break;
      const values = valuesOf(page);
      if (values === undefined) return false;
      const to = Math.min(page.from + page.rows, from + rows);
      slice.set(values.subarray(next - page.from, to - page.from), next - from);
      next = to;
    }
    return next === from + rows;
  }

  return {
    read(from, rows) {
      isOurs &&= fill(from, rows);
      return isOurs ? vectorOf(slice, rows, kind === kinds.int64) : undefined;
    },
  };
}

/** Puts the values where the rows are that have one, and NaN elsewhere. */
function spread(values: Numbers, present: Uint8Array, count: number): void {
  let next = count;
  for (let row = present.length - 1; row >= 0; row--)
    values[row] = present[row] === 1 ? (values[--next] as number) : Number.NaN;
}

function vectorOf(values: Numbers, length: number, isLong: boolean): ColumnVector {
  return {
    kind: isLong ? "bigint" : "number",
    length,
    isNull: (row) => Number.isNaN(values[row]),
    numbers: () => values,
    get: (row) => (isLong ? BigInt(values[row] as number) : values[row]),
  };
}
