import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { brotliDecompressSync, unzipSync } from "node:zlib";
import { openChunk, type Unpack, type Unpackers } from "../../../core/frame/parquet/chunkPages";
import {
  type ColumnTarget,
  chunkPlace,
  type DecodedChunk,
  decodeChunk,
  targetOf,
  widthOf,
} from "../../../core/frame/parquet/decodeChunk";
import { decodeLongs } from "../../../core/frame/parquet/decodeLongs";
import { type ColumnPlan, type PlannedColumn, planColumns } from "../../../core/frame/parquet/planColumns";
import { ParquetFault, type ParquetFile, readParquetFile, type Source } from "../../../core/table/parquetFile";
import { numberIn, structIn } from "../../../core/table/thrift";

const unpackers: Unpackers = { 2: within(unzipSync), 4: within(brotliDecompressSync) };

/** Not beyond what the page's head says: a few bytes may unpack to all the memory that there is. */
function within(unpack: (packed: Uint8Array, options: { maxOutputLength: number }) => Uint8Array): Unpack {
  return (packed, size) => {
    try {
      return unpack(packed, { maxOutputLength: Math.max(1, size) });
    } catch {
      return undefined; // it is damaged, which who asked says
    }
  };
}

/** Columns of a file and the memory that they are read into. */
export interface ParquetUnits {
  readonly path: string;
  readonly names: readonly string[];
  /** Of each planned column. */
  readonly targets: readonly ArrayBufferLike[];
}

export interface OpenParquet {
  readonly fd: number;
  readonly file: ParquetFile;
  close(): void;
}

export function openParquet(path: string): OpenParquet {
  const fd = openSync(path, "r");
  try {
    return { fd, file: readParquetFile(sourceOf(fd)), close: () => closeSync(fd) };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

export function planOf(file: ParquetFile, names: readonly string[]): ColumnPlan {
  return planColumns(file, names, (codec) => unpackers[codec] !== undefined);
}

/** Bytes that the columns have in the file. */
export function packedBytes(file: ParquetFile, { ours }: ColumnPlan): number {
  return ours.reduce(
    (sum, { leaf }) => file.groups.reduce((all, { chunks }) => all + chunkPlace(chunks[leaf] ?? new Map()).length, sum),
    0,
  );
}

export function makeTargets(file: ParquetFile, { ours }: ColumnPlan, isShared: boolean): ArrayBufferLike[] {
  return ours.map(({ type, leaf }) => {
    checkRows(file, leaf);
    const size = file.rows * widthOf(type);
    return isShared ? new SharedArrayBuffer(size) : new ArrayBuffer(size);
  });
}

/** Memory is taken by what the footer says: a column has the rows of its row group. */
function checkRows({ groups }: ParquetFile, leaf: number): void {
  for (const { rows, chunks } of groups) {
    const values = numberIn(structIn(chunks[leaf] ?? new Map(), 3) ?? new Map(), 5);
    if (values !== undefined && values !== rows)
      throw new ParquetFault("its footer is damaged: a column does not have the rows of its row group");
  }
}

/** The pieces of a file: each column of each row group, column after column. */
export function openParquetUnits(units: ParquetUnits, opened = openParquet(units.path)) {
  const { fd, file } = opened;
  const plan = planOf(file, units.names);
  const groups = file.groups.length;
  const starts: number[] = [];
  let rows = 0;
  for (const group of file.groups) {
    starts.push(rows);
    rows += group.rows;
  }
  return {
    plan,
    count: plan.ours.length * groups,
    read(piece: number): DecodedChunk {
      const column = plan.ours[Math.floor(piece / groups)] as PlannedColumn;
      const target = targetOf(column.type, units.targets[Math.floor(piece / groups)] as ArrayBufferLike);
      const group = file.groups[piece % groups];
      const from = starts[piece % groups] as number;
      const chunk = group?.chunks[column.leaf] ?? new Map();
      const { at, length } = chunkPlace(chunk);
      const bytes = readBytes(fd, at, length);
      const part = target.subarray(from, from + (group?.rows ?? 0)) as ColumnTarget;
      return decodeChunk(column, chunk, bytes, part, unpackers);
    },
    /** A column of whole numbers that floats do not hold. */
    longs(column: PlannedColumn): BigInt64Array {
      const longs = new BigInt64Array(rows);
      file.groups.forEach((group, i) => {
        const chunk = group.chunks[column.leaf] ?? new Map();
        const { at, length } = chunkPlace(chunk);
        const pages = openChunk(readBytes(fd, at, length), at, chunk, column.isOptional, unpackers);
        const from = starts[i] as number;
        decodeLongs(pages, longs.subarray(from, from + group.rows));
      });
      return longs;
    },
    close: opened.close,
  };
}

let room = new Uint8Array(0);

function readBytes(fd: number, at: number, length: number): Uint8Array {
  if (at < 0 || length < 0 || at + length > fstatSync(fd).size)
    throw new ParquetFault("it is cut off, or its footer is damaged: a column ends behind the file's end");
  if (room.length < length) room = new Uint8Array(length);
  return room.subarray(0, readSync(fd, room, 0, length, at));
}

function sourceOf(fd: number): Source {
  return {
    size: fstatSync(fd).size,
    read(at, length) {
      const bytes = new Uint8Array(length);
      return bytes.subarray(0, readSync(fd, bytes, 0, length, at));
    },
  };
}
