import { closeSync, fsyncSync, openSync, readSync, renameSync, writeSync } from "node:fs";
import { csvLine } from "../../../core/csv/csvLine";
import { type PlainType, plainPage } from "../../../core/table/plainColumn";
import { BatchRefusal, type BatchTask, type Plan } from "./batchTask";
import type { AnswerColumn, Cell, Rows } from "./rows";

/** What stands at the end of a part of a parquet file, behind its pages. */
export interface PartIndex {
  readonly rows: number;
  readonly columns: readonly {
    readonly name: string;
    readonly type: PlainType;
    readonly isOptional: boolean;
    readonly bytes: number;
  }[];
}

/** Writes what came of a slice. It has its name once it is whole. */
export function writePart(
  path: string,
  task: BatchTask,
  plan: Plan,
  rows: Rows,
  answers: readonly AnswerColumn[],
): void {
  const growing = `${path}.new`;
  const file = openSync(growing, "w");
  try {
    if (task.output.format === "parquet") writePages(file, task, rows, answers);
    else writeText(file, task, plan, rows, answers);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(growing, path);
}

function writePages(file: number, { input }: BatchTask, rows: Rows, answers: readonly AnswerColumn[]): void {
  const columns: PartIndex["columns"][number][] = [];
  const add = (name: string, type: PlainType, values: AnswerColumn["values"], isOptional: boolean) => {
    const page = plainPage(type, values, isOptional);
    writeAll(file, page);
    columns.push({ name, type, isOptional, bytes: page.length });
  };
  // of a parquet file the input's own pages are kept
  if (input.format !== "parquet") for (const { name, type, cells } of rows.columns()) add(name, type, cells, true);
  for (const { name, type, values } of answers) add(name, type, values, false);
  const index = Buffer.from(JSON.stringify({ rows: rows.count, columns } satisfies PartIndex));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(index.length);
  writeAll(file, Buffer.concat([index, length]));
}

export function readPartIndex(file: number, size: number): PartIndex {
  const tail = Buffer.alloc(4);
  readSync(file, tail, 0, 4, size - 4);
  const text = Buffer.alloc(tail.readUInt32LE());
  readSync(file, text, 0, text.length, size - 4 - text.length);
  return JSON.parse(text.toString()) as PartIndex;
}

const piece = 2000;

function writeText(
  file: number,
  { input, output }: BatchTask,
  { newline }: Plan,
  rows: Rows,
  answers: readonly AnswerColumn[],
): void {
  const line = lineMaker(
    input.format === output.format ? rows.lines : undefined,
    output.format === "csv",
    rows,
    answers,
  );
  for (let from = 0; from < rows.count; from += piece) {
    let text = "";
    for (let row = from; row < Math.min(rows.count, from + piece); row++) text += `${line(row)}${newline}`;
    writeAll(file, Buffer.from(text));
  }
}

type Line = (row: number) => string;

/** What the input had stays as it was written, and the answer comes behind it. */
function lineMaker(
  lines: readonly string[] | undefined,
  isCsv: boolean,
  rows: Rows,
  answers: readonly AnswerColumn[],
): Line {
  const cells = (row: number) => answers.map(({ values, type }) => short(values[row] as Cell, type));
  if (isCsv) {
    if (lines !== undefined) return (row) => `${lines[row]},${csvText(cells(row))}`;
    const columns = rows.columns();
    return (row) => csvText([...columns.map((each) => each.cells[row] ?? null), ...cells(row)]);
  }
  const keys = answers.map(({ name }) => JSON.stringify(name));
  const fields = (row: number) =>
    cells(row)
      .map((cell, i) => `${keys[i]}:${jsonText(cell)}`)
      .join(",");
  if (lines !== undefined)
    return (row) => {
      const line = lines[row] as string;
      const head = line.slice(0, line.lastIndexOf("}")).trimEnd();
      return `${head}${head.endsWith("{") ? "" : ","}${fields(row)}}`;
    };
  const columns = rows.columns();
  return (row) =>
    `{${columns.map(({ name, cells: own }) => `${JSON.stringify(name)}:${jsonText(own[row] ?? null)}`).join(",")},${fields(row)}}`;
}

/** Of a float32 the digits that it has. */
function short(cell: Cell, type: PlainType): Cell {
  return type === "float32" && typeof cell === "number" ? Number(cell.toPrecision(9)) : cell;
}

function csvText(cells: readonly Cell[]): string {
  const texts = cells.map((cell) => (typeof cell === "number" || cell === null ? cell : String(cell)));
  return csvLine(texts).slice(0, -2);
}

function jsonText(cell: Cell): string {
  if (typeof cell === "bigint") return String(cell);
  return typeof cell === "number" && !Number.isFinite(cell) ? "null" : JSON.stringify(cell);
}

/** The names of all columns, as the first line of a CSV file. */
export function csvHeader(header: string | undefined, names: readonly string[], answers: readonly string[]): string {
  return header === undefined ? csvText([...names, ...answers]) : `${header},${csvText(answers)}`;
}

export function checkNewNames(path: string, names: readonly string[], answers: readonly AnswerColumn[]): void {
  const twice = answers.find(({ name }) => names.includes(name));
  if (twice !== undefined)
    throw new BatchRefusal(`${path}: has a column '${twice.name}' already; rename it, for the prediction goes there`);
}

/** `to`: a place in the file; undefined: where it is. */
export function writeAll(file: number, bytes: Uint8Array, to?: number): void {
  for (let at = 0; at < bytes.length; )
    at += writeSync(file, bytes, at, bytes.length - at, to === undefined ? null : to + at);
}
