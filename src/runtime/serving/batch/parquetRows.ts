import {
  type Pages,
  type ParquetColumn,
  ParquetFault,
  type ParquetFile,
  readParquetFile,
  type Source,
  scanPages,
} from "../../../core/table/parquetFile";
import { subsetFile } from "../../../core/table/parquetSubset";
import type { PlainType } from "../../../core/table/plainColumn";
import { type ColumnVector, readSubset } from "../../../core/table/readSubset";
import type { ModelFacts } from "../modelFacts";
import { putValue } from "../protocols/putValue";
import type { Tensor } from "../tensors";
import { BatchRefusal, type BatchTask, nameOf, type Slice } from "./batchTask";
import { feedsOf } from "./inputSlots";
import { emptyTensor, missing } from "./missing";
import type { Cell, RowColumn, Rows } from "./rows";

type RowSlice = Extract<Slice, { kind: "rows" }>;

/** A column's values from one row of the slice's row group on, which is at or before the slice's first. */
interface Cut {
  readonly vector: ColumnVector;
  /** Where the slice's first row stands in it. */
  readonly skip: number;
}

export interface ParquetInput {
  rows(slice: RowSlice): Rows;
}

const largestFloat = 3.4028235677973366e38;

/** Reads pages and no more: how large the row groups of a file are does not matter. */
export function openParquetInput(source: Source, task: BatchTask, facts: ModelFacts): ParquetInput {
  const file = or(task, () => readParquetFile(source));
  const names = file.columns.map(({ name }) => name);
  const { layout, feeds } = feedsOf(facts, names, task);
  const pagesOf = rememberPages(source, file);
  for (const { column } of feeds) if (column >= 0) leafOf(task, file.columns[column] as ParquetColumn);

  return {
    rows(slice) {
      const cuts = new Map<number, Cut>();
      const cut = (columns: readonly number[]) => {
        const wanted = columns.filter((column) => column >= 0 && !cuts.has(column));
        for (const [column, each] of or(task, () => cutColumns(source, file, slice, wanted, pagesOf)))
          cuts.set(column, each);
      };
      cut(feeds.map(({ column }) => column));
      const where = (row: number, column: number) =>
        `${nameOf(task.input)}: row ${slice.before + row + 1}, column '${names[column]}'`;
      return {
        count: slice.rows,
        names,
        lines: undefined,
        fill(from, to) {
          const tensors = layout.inputs.map((input, i) =>
            emptyTensor(input, layout.slots.find((slot) => slot.input === i)?.width ?? 1, to - from),
          );
          for (const { slot, column } of feeds) {
            const tensor = tensors[slot.input] as Tensor;
            if (column < 0) {
              for (let row = 0; row < to - from; row++)
                missing(tensor.type, tensor.data, row * slot.width + slot.offset, slot, true);
              continue;
            }
            const { vector, skip } = cuts.get(column) as Cut;
            if (isFast(vector, tensor)) {
              const stopped = copyNumbers(vector.numbers() as ArrayLike<number>, skip + from, tensor, slot, to - from);
              if (stopped < 0) continue;
            }
            for (let row = from; row < to; row++) {
              const at = (row - from) * slot.width + slot.offset;
              const value = vector.isNull(skip + row) ? null : plain(vector, vector.get(skip + row));
              const isGone = value === null || (typeof value === "number" && Number.isNaN(value));
              const fault = isGone
                ? missing(tensor.type, tensor.data, at, slot, task.allowsMissing)
                : putValue(tensor.type, tensor.data as Float32Array, at, value, slot.column, { fromText: false });
              if (fault !== undefined) throw new BatchRefusal(`${where(row, column)}: ${fault}`);
            }
          }
          return tensors;
        },
        columns() {
          for (const each of file.columns) leafOf(task, each);
          cut(file.columns.map((_, column) => column));
          return file.columns.map(({ name }, column) => rowColumn(name, cuts.get(column) as Cut, slice.rows));
        },
      };
    },
  };
}

function or<T>({ input }: BatchTask, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ParquetFault) throw new BatchRefusal(`${nameOf(input)}: ${error.message}`);
    throw error;
  }
}

function leafOf({ input }: BatchTask, { name, leaf }: ParquetColumn): number {
  if (leaf !== undefined) return leaf;
  throw new BatchRefusal(
    `${nameOf(input)}: column '${name}' has parts of its own; only parquet can hold it, unchanged`,
  );
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
    const vectors = decode(subsetFile(source, parts), rowsIn);
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

function decode(bytes: Uint8Array, rows: number): ColumnVector[] {
  try {
    return readSubset(bytes, rows);
  } catch (error) {
    throw new ParquetFault(`its pages cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function isFast({ kind, nullCount }: ColumnVector, { type }: Tensor): boolean {
  return kind === "number" && nullCount === 0 && (type === "float32" || type === "float64");
}

/** Stops with -1 when all is copied; a value that is no such number is left to whoever can say which it is. */
function copyNumbers(
  numbers: ArrayLike<number>,
  from: number,
  { type, data }: Tensor,
  { width, offset }: { readonly width: number; readonly offset: number },
  rows: number,
): number {
  const target = data as Float32Array;
  const most = type === "float32" ? largestFloat : Number.MAX_VALUE;
  for (let row = 0, at = offset; row < rows; row++, at += width) {
    const value = numbers[from + row] as number;
    if (!(value <= most && value >= -most)) return row;
    target[at] = value;
  }
  return -1;
}

function plain({ kind }: ColumnVector, value: unknown): string | number | bigint | boolean | null {
  if (kind === "bigint") {
    const small = Number(value);
    return Number.isSafeInteger(small) ? small : (value as bigint);
  }
  if (kind === "time") return new Date(Number(value)).toISOString();
  return kind === "other" ? String(value) : (value as string | number | boolean | null);
}

const typeOfKind: Readonly<Record<ColumnVector["kind"], PlainType>> = {
  number: "float64",
  bigint: "int64",
  bool: "bool",
  text: "text",
  time: "text",
  other: "text",
};

function rowColumn(name: string, { vector, skip }: Cut, rows: number): RowColumn {
  const cells = Array.from({ length: rows }, (_, row): Cell => {
    const value = vector.isNull(skip + row) ? null : plain(vector, vector.get(skip + row));
    return typeof value === "number" && Number.isNaN(value) ? null : value;
  });
  return { name, type: typeOfKind[vector.kind], cells };
}
