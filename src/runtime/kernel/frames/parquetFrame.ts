import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { brotliDecompressSync, unzipSync } from "node:zlib";
import type { Frame, FrameColumn } from "../../../core/frame/frame";
import type { Unpackers } from "../../../core/frame/parquet/chunkPages";
import {
  type ColumnTarget,
  chunkPlace,
  type DecodedChunk,
  decodeChunk,
  targetOf,
  widthOf,
} from "../../../core/frame/parquet/decodeChunk";
import { finishColumn } from "../../../core/frame/parquet/finishColumn";
import { pandasNote } from "../../../core/frame/parquet/pandasNote";
import {
  type ColumnPlan,
  type PlannedColumn,
  planColumns,
  tableColumns,
} from "../../../core/frame/parquet/planColumns";
import { type ParquetFile, readParquetFile, type Source } from "../../../core/table/parquetFile";
import { chooseColumns, type Wanted } from "./chooseColumns";
import { readOtherColumns } from "./otherColumns";

const unpackers: Unpackers = { 2: (bytes) => unzipSync(bytes), 4: (bytes) => brotliDecompressSync(bytes) };

export async function readParquetFrame(path: string, columns: Wanted | undefined): Promise<Frame> {
  const fd = openSync(path, "r");
  try {
    const source = sourceOf(fd);
    const file = readParquetFile(source);
    const all =
      typeof columns === "object" ? file.columns.map(({ name }) => name) : tableColumns(file, pandasNote(file.footer));
    const names = chooseColumns(path, all, columns);
    const plan = planColumns(file, names, (codec) => unpackers[codec] !== undefined);
    const made = new Map<string, FrameColumn>();
    for (const column of plan.ours) made.set(column.name, readColumn(fd, file, column, plan));
    if (plan.others.length > 0)
      for (const column of await readOtherColumns(path, plan.others)) made.set(column.name, withNote(column, plan));
    return { rows: file.rows, columns: names.map((name) => made.get(name) as FrameColumn) };
  } finally {
    closeSync(fd);
  }
}

function withNote(column: FrameColumn, { note }: ColumnPlan): FrameColumn {
  const own = note.dtypes.get(column.name);
  return own === undefined ? column : { ...column, dtype: own };
}

function readColumn(fd: number, file: ParquetFile, column: PlannedColumn, { note }: ColumnPlan): FrameColumn {
  const target = targetOf(column.type, new ArrayBuffer(file.rows * widthOf(column.type)));
  const parts: DecodedChunk[] = [];
  let from = 0;
  for (const { rows, chunks } of file.groups) {
    const chunk = chunks[column.leaf] ?? new Map();
    const { at, length } = chunkPlace(chunk);
    const bytes = roomFor(length);
    readSync(fd, bytes, 0, length, at);
    parts.push(decodeChunk(column, chunk, bytes, target.subarray(from, from + rows) as ColumnTarget, unpackers));
    from += rows;
  }
  const rows = file.groups.map((group) => group.rows);
  return finishColumn(column, target, parts, rows, note);
}

let room = new Uint8Array(0);

function roomFor(length: number): Uint8Array {
  if (room.length < length) room = new Uint8Array(length);
  return room.subarray(0, length);
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
