import { type Pages, type ParquetColumn, ParquetFault, type Source } from "./parquetFile";
import { type List, type Struct, structOf, textIn, types, type Value, writeStruct } from "./thrift";

export interface Part {
  readonly column: ParquetColumn;
  readonly pages: Pages;
  /** Data pages from this one up to, but not with, that one. */
  readonly first: number;
  readonly last: number;
}

/** A small parquet file of some pages of some columns, all of the same rows: for a reader that takes whole files. */
export function subsetFile(source: Source, parts: readonly Part[]): Uint8Array {
  const wanted: { readonly from: number; readonly length: number }[] = [];
  let at = 4;
  const take = (from: number, length: number): number => {
    const place = at;
    wanted.push({ from, length });
    at += length;
    return place;
  };
  let rows = 0;
  const chunks = parts.map(({ column, pages, first, last }): Struct => {
    const { meta } = pages;
    const data = pages.data.slice(first, last);
    const dictionary = data.some(({ usesDictionary }) => usesDictionary) ? pages.dictionary : undefined;
    const [head, tail] = [data[0], data.at(-1)];
    if (head === undefined || tail === undefined) throw new ParquetFault(`column '${column.name}' has no pages there`);
    const dictionaryAt = dictionary === undefined ? undefined : take(dictionary.at, dictionary.bytes);
    const length = tail.at + tail.bytes - head.at;
    const dataAt = take(head.at, length);
    rows = tail.from + tail.rows - head.from;
    const unpacked = data.reduce((sum, page) => sum + page.unpacked, dictionary?.unpacked ?? 0);
    const kept = structOf(
      [1, types.i32, meta.get(1)?.value],
      [2, types.list, meta.get(2)?.value],
      [3, types.list, listOf(types.binary, [encoder.encode(column.name)])],
      [4, types.i32, meta.get(4)?.value],
      [5, types.i64, rows],
      [6, types.i64, unpacked],
      [7, types.i64, length + (dictionary?.bytes ?? 0)],
      [9, types.i64, dataAt],
      [11, types.i64, dictionaryAt],
    );
    return structOf([2, types.i64, 0], [3, types.struct, kept]);
  });
  const root = structOf([4, types.binary, encoder.encode("schema")], [5, types.i32, parts.length]);
  const group = structOf([1, types.list, listOf(types.struct, chunks)], [2, types.i64, at], [3, types.i64, rows]);
  const footer = structOf(
    [1, types.i32, 2],
    [2, types.list, listOf(types.struct, [root, ...parts.map(({ column }) => column.element)])],
    [3, types.i64, rows],
    [4, types.list, listOf(types.struct, [group])],
  );
  const end = fileEnd(footer);
  const whole = new Uint8Array(end.reduce((sum, { length }) => sum + length, at));
  whole.set(encoder.encode("PAR1"));
  let place = 4;
  for (const { from, length } of wanted) {
    readInto(source, from, whole.subarray(place, place + length));
    place += length;
  }
  for (const bytes of end) {
    whole.set(bytes, place);
    place += bytes.length;
  }
  return whole;
}

const encoder = new TextEncoder();

export function listOf(of: number, items: readonly Value[]): List {
  return { of, items };
}

/** Footer, its length, and the word that ends a parquet file. */
export function fileEnd(footer: Struct): Uint8Array[] {
  const bytes = writeStruct(footer);
  const tail = new Uint8Array(8);
  new DataView(tail.buffer).setUint32(0, bytes.length, true);
  tail.set(encoder.encode("PAR1"), 4);
  return [bytes, tail];
}

function readInto(source: Source, from: number, target: Uint8Array): void {
  if (source.readInto !== undefined) source.readInto(from, target);
  else target.set(source.read(from, target.length));
}

/** Key and value of the footer's own notes. */
export function notesOf(footer: Struct): readonly { readonly key: string; readonly struct: Struct }[] {
  const value = footer.get(5)?.value;
  if (typeof value !== "object" || !("items" in value)) return [];
  return value.items
    .filter((each): each is Struct => each instanceof Map)
    .map((struct) => ({ key: textIn(struct, 1) ?? "", struct }));
}
