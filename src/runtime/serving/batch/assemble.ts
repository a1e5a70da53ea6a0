import {
  closeSync,
  constants,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
} from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { footerWith } from "../../../core/table/parquetAppend";
import { readParquetFile } from "../../../core/table/parquetFile";
import { fileEnd, listOf } from "../../../core/table/parquetSubset";
import { plainChunk, plainElement } from "../../../core/table/plainColumn";
import { type Struct, structOf, types } from "../../../core/table/thrift";
import { openFileSource } from "../fileSource";
import { BatchRefusal, type BatchTask, nameOf } from "./batchTask";
import { headerName, type JobFolder } from "./jobFolder";
import { type PartIndex, readPartIndex, writeAll } from "./writePart";

const copyBytes = 1024 * 1024;

/** What of the output is known before the predictions are: of parquet to parquet all of the input. */
export async function beginOutput({ input, output }: BatchTask, folder: JobFolder): Promise<void> {
  if (input.format === "parquet" && output.format === "parquet")
    await copyFile(input.path, wholeIn(folder), constants.COPYFILE_FICLONE);
}

function wholeIn({ path }: JobFolder): string {
  return join(path, "whole");
}

/** All parts in one file, begun before, which takes the output's name once it is whole. Returns its bytes. */
export function assemble(task: BatchTask, folder: JobFolder): number {
  const whole = wholeIn(folder);
  const parts = folder.plan.slices.map((_, index) => folder.part(index));
  if (task.output.format === "parquet" && task.input.format === "parquet") appendPages(whole, task, folder, parts);
  else if (task.output.format === "parquet") joinPages(whole, task, parts);
  else joinText(whole, task, folder, parts);
  const file = openSync(whole, "r+");
  fsyncSync(file);
  closeSync(file);
  const { size } = statSync(whole);
  renameSync(whole, task.output.path);
  return size;
}

function joinText(whole: string, { output }: BatchTask, { path, plan }: JobFolder, parts: readonly string[]): void {
  const file = openSync(whole, "w");
  try {
    if (output.format === "csv")
      writeAll(file, Buffer.from(readFileSync(join(path, headerName), "utf8") + plan.newline));
    for (const part of parts) copyInto(file, part, 0, statSync(part).size);
  } finally {
    closeSync(file);
  }
}

/** The input as it is, and behind it the pages of the new columns: those of a row group one after the other. */
function appendPages(whole: string, task: BatchTask, { plan }: JobFolder, parts: readonly string[]): void {
  const source = openFileSource(task.input.path);
  try {
    const input = readParquetFile(source);
    const file = openSync(whole, "r+");
    try {
      ftruncateSync(file, input.footerAt);
      const indexes = parts.map(indexOf);
      const columns = (indexes.find(({ rows }) => rows > 0) ?? indexes[0])?.columns ?? [];
      const writer = createWriter(file, input.footerAt);
      const chunks = input.groups.map(({ rows }, group) => {
        const own = plan.slices.flatMap((slice, i) => (slice.kind === "rows" && slice.group === group ? [i] : []));
        return columns.map(({ name, type }, column): Struct => {
          const { at } = writer;
          for (const i of own) writer.column(parts[i] as string, indexes[i] as PartIndex, column);
          return plainChunk(name, type, { at, bytes: writer.at - at, rows });
        });
      });
      writer.end(footerWith(input, columns, chunks));
    } finally {
      closeSync(file);
    }
  } finally {
    source.close();
  }
}

/** A new file with a row group a part. */
function joinPages(whole: string, task: BatchTask, parts: readonly string[]): void {
  const indexes = parts.map(indexOf);
  const columns = indexes[0]?.columns ?? [];
  const shape = (index: PartIndex) => JSON.stringify(index.columns.map(({ name, type }) => [name, type]));
  const odd = indexes.find((index) => shape(index) !== shape(indexes[0] as PartIndex));
  if (odd !== undefined)
    throw new BatchRefusal(
      `${nameOf(task.input)}: its rows do not all have the same columns, as parquet wants it; write .jsonl`,
    );
  const file = openSync(whole, "w");
  try {
    writeAll(file, Buffer.from("PAR1"));
    const writer = createWriter(file, 4);
    const groups = indexes.map((index, i): Struct => {
      const start = writer.at;
      const chunks = index.columns.map(({ name, type }, column): Struct => {
        const { at } = writer;
        writer.column(parts[i] as string, index, column);
        return plainChunk(name, type, { at, bytes: writer.at - at, rows: index.rows });
      });
      const all = listOf(types.struct, chunks);
      return structOf([1, types.list, all], [2, types.i64, writer.at - start], [3, types.i64, index.rows]);
    });
    const text = new TextEncoder();
    const root = structOf([4, types.binary, text.encode("schema")], [5, types.i32, columns.length]);
    const elements = columns.map(({ name, type, isOptional }) => plainElement(name, type, isOptional));
    writer.end(
      structOf(
        [1, types.i32, 2],
        [2, types.list, listOf(types.struct, [root, ...elements])],
        [3, types.i64, indexes.reduce((sum, { rows }) => sum + rows, 0)],
        [4, types.list, listOf(types.struct, groups)],
        [6, types.binary, text.encode("tidemark")],
      ),
    );
  } finally {
    closeSync(file);
  }
}

function indexOf(part: string): PartIndex {
  const file = openSync(part, "r");
  try {
    return readPartIndex(file, statSync(part).size);
  } finally {
    closeSync(file);
  }
}

function createWriter(file: number, start: number) {
  let at = start;
  return {
    get at() {
      return at;
    },
    column(part: string, { columns }: PartIndex, column: number): void {
      const before = columns.slice(0, column).reduce((sum, { bytes }) => sum + bytes, 0);
      const bytes = columns[column]?.bytes ?? 0;
      copyInto(file, part, before, bytes, at);
      at += bytes;
    },
    end(footer: Struct): void {
      for (const bytes of fileEnd(footer)) {
        writeAll(file, bytes, at);
        at += bytes.length;
      }
    },
  };
}

function copyInto(file: number, part: string, from: number, length: number, to?: number): void {
  const source = openSync(part, "r");
  const held = Buffer.allocUnsafe(copyBytes);
  try {
    for (let done = 0; done < length; ) {
      const read = readSync(source, held, 0, Math.min(copyBytes, length - done), from + done);
      if (read === 0) throw new Error(`${part} is shorter than it was`);
      writeAll(file, held.subarray(0, read), to === undefined ? undefined : to + done);
      done += read;
    }
  } finally {
    closeSync(source);
  }
}
