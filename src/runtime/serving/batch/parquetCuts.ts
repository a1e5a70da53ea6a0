import type { ColumnVector } from "../../../core/table/columnVector";
import { isNumberColumn, type NumberColumn, openNumberColumn } from "../../../core/table/numberColumn";
import { createRoom } from "../../../core/table/pageBytes";
import {
  type Pages,
  type ParquetColumn,
  ParquetFault,
  type ParquetFile,
  type Source,
  scanPages,
} from "../../../core/table/parquetFile";
import { subsetFile } from "../../../core/table/parquetSubset";
import type { Slice } from "./batchTask";

export type RowSlice = Extract<Slice, { kind: "rows" }>;

/** A column's values from one row of the slice's row group on, which is at or before the slice's first. */
export interface Cut {
  readonly vector: ColumnVector;
  /** Where the slice's first row stands in it. */
  readonly skip: number;
}

/** Reads a small parquet file of so many rows. */
export type ReadSubset = (bytes: Uint8Array, rows: number) => ColumnVector[];

/** Bytes of pages that stay unpacked for the next slice; beyond that each slice unpacks its own. */
const mostKept = 64 * 1024 * 1024;

/**
 * Reads slices of some columns. Those of plain numbers, in the forms that pages mostly have, are read here; `library` is asked
 * for once there are others. What was read is good until the next slice is.
 */
export function openCuts(
  source: Source,
  file: ParquetFile,
  columns: readonly number[],
  library: () => Promise<ReadSubset>,
): (slice: RowSlice) => Promise<ReadonlyMap<number, Cut>> {
  const pagesOf = rememberPages(source, file);
  const room = createRoom();
  let numbers = new Map<number, NumberColumn>();
  let of = -1;

  function openGroup(group: number): void {
    const own = columns.filter((column) =>
      isNumberColumn(file.columns[column] as ParquetColumn, pagesOf(group, column).meta),
    );
    const pages = own.map((column) => pagesOf(group, column));
    const kept = pages.reduce((sum, { data }) => sum + Math.max(0, ...data.map(({ rows }) => rows)) * 8, 0);
    const open = (column: number) =>
      openNumberColumn(source, room, file.columns[column] as ParquetColumn, pagesOf(group, column), kept <= mostKept);
    numbers = new Map(own.map((column) => [column, open(column)]));
    of = group;
  }

  return async (slice) => {
    if (of !== slice.group) openGroup(slice.group);
    const cuts = new Map<number, Cut>();
    for (const [column, each] of numbers) {
      const vector = each.read(slice.from, slice.rows);
      if (vector !== undefined) cuts.set(column, { vector, skip: 0 });
    }
    const others = columns.filter((column) => !cuts.has(column));
    if (others.length > 0) {
      const read = await library();
      for (const [column, each] of cutColumns(source, file, slice, others, pagesOf, read)) cuts.set(column, each);
    }
    return cuts;
  };
}

type PagesOf = (group: number, column: number) => Pages;

/** Of the row group that is being read: its headers are read once, not once a slice. */
function rememberPages(source: Source, file: ParquetFile): PagesOf {
  let known = new Map<number, Pages>();
  let of = -1;
  return (group, column) => {
    if (of !== group) [known, of] = [new Map(), group];
    const before = known.get(column);
    if (before) return before;
    const leaf = file.columns[column]?.leaf ?? 0;
    const chunk = file.groups[group]?.chunks[leaf];
    if (chunk === undefined) throw new ParquetFault("a row group lacks columns that the schema has");
    const pages = scanPages(source, chunk);
    known.set(column, pages);
    return pages;
  };
}

/** Columns whose pages cover the same rows are read together. */
function cutColumns(
  source: Source,
  file: ParquetFile,
  { group, from, rows }: RowSlice,
  columns: readonly number[],
  pagesOf: PagesOf,
  read: ReadSubset,
): [number, Cut][] {
  const alike = new Map<string, { column: number; first: number; last: number }[]>();
  for (const column of columns) {
    const { data } = pagesOf(group, column);
    const first = data.findIndex((page) => page.from + page.rows > from);
    const after = data.findIndex((page) => page.from >= from + rows);
    const last = after < 0 ? data.length : after;
    const [head, tail] = [data[first], data[last - 1]];
    if (head === undefined || tail === undefined) throw new ParquetFault("a column has fewer rows than its row group");
    const key = `${head.from}-${tail.from + tail.rows}`;
    alike.set(key, [...(alike.get(key) ?? []), { column, first, last }]);
  }
  return [...alike.values()].flatMap(inFew).flatMap((members) => {
    const parts = members.map(({ column, first, last }) => ({
      column: file.columns[column] as ParquetColumn,
      pages: pagesOf(group, column),
      first,
      last,
    }));
    const [part] = parts;
    const rowsIn = (part?.pages.data.slice(part.first, part.last) ?? []).reduce((sum, page) => sum + page.rows, 0);
    const vectors = decode(read, subsetFile(source, parts), rowsIn);
    return members.map(({ column, first }, i): [number, Cut] => {
      const start = (pagesOf(group, column).data[first] as Pages["data"][number]).from;
      return [column, { vector: vectors[i] as ColumnVector, skip: from - start }];
    });
  });
}

/** Columns that are read at a time: what reading takes in memory is several times what comes of it. */
const few = 4;

function inFew<T>(members: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(members.length / few) }, (_, i) => members.slice(i * few, (i + 1) * few));
}

function decode(read: ReadSubset, bytes: Uint8Array, rows: number): ColumnVector[] {
  try {
    return read(bytes, rows);
  } catch (error) {
    throw new ParquetFault(`its pages cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
