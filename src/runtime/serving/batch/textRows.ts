import type { PlainType } from "../../../core/table/plainColumn";
import type { ModelFacts } from "../modelFacts";
import { putValue } from "../protocols/putValue";
import type { Tensor } from "../tensors";
import { BatchRefusal, type BatchTask, nameOf, type Plan } from "./batchTask";
import { type Feed, type Feeds, feedsOf } from "./inputSlots";
import { emptyTensor, missing } from "./missing";
import type { Cell, RowColumn, Rows } from "./rows";

interface Parsed {
  readonly lines: readonly string[];
  readonly names: readonly string[];
  cell(row: number, column: number): Cell;
}

/** Rows of CSV or of JSON lines. `before`: how many rows come before these, asked only for a message. */
export function readTextRows(text: string, task: BatchTask, plan: Plan, facts: ModelFacts, before: () => number): Rows {
  const where = (row: number) => `${nameOf(task.input)}: row ${before() + row + 1}`;
  const parsed = task.input.format === "csv" ? parseCsv(text, plan, where) : parseJsonLines(text, where);
  const { layout, feeds }: Feeds = feedsOf(facts, parsed.names, task);
  const types = typesOf(parsed.names, feeds, facts);
  return {
    count: parsed.lines.length,
    names: parsed.names,
    lines: parsed.lines,
    fill(from, to) {
      const tensors = layout.inputs.map((input, i) =>
        emptyTensor(input, layout.slots.find((slot) => slot.input === i)?.width ?? 1, to - from),
      );
      for (let row = from; row < to; row++)
        for (const { slot, column } of feeds) {
          const { type, data } = tensors[slot.input] as Tensor;
          const at = (row - from) * slot.width + slot.offset;
          const cell = column < 0 ? null : parsed.cell(row, column);
          if ((type === "float32" || type === "float64") && typeof cell === "string" && isPlainNumber(cell)) {
            const value = Number(cell);
            if (Math.abs(value) <= 3.4e38) {
              (data as Float32Array)[at] = value;
              continue;
            }
          }
          const fault =
            cell === null
              ? missing(type, data, at, slot, task.allowsMissing)
              : putValue(type, data as Float32Array, at, cell, slot.column, { fromText: task.input.format === "csv" });
          if (fault !== undefined)
            throw new BatchRefusal(`${where(row)}, column '${parsed.names[column] ?? slot.name}': ${fault}`);
        }
      return tensors;
    },
    columns: () =>
      parsed.names.map((name, column): RowColumn => {
        const type = types[column] as PlainType;
        const cells = parsed.lines.map((_, row) => asType(parsed.cell(row, column), type));
        return { name, type, cells };
      }),
  };
}

/** Digits, and nothing that Number reads otherwise: no blank, no 0x10, no Infinity. */
function isPlainNumber(cell: string): boolean {
  return /^[-+]?[0-9.][0-9.eE+-]*$/.test(cell) && !Number.isNaN(Number(cell));
}

/** Numbers where the model takes numbers, text elsewhere: a type must be the same in all slices. */
function typesOf(names: readonly string[], feeds: readonly Feed[], facts: ModelFacts): PlainType[] {
  return names.map((_, column) => {
    const feed = feeds.find((each) => each.column === column);
    const type = feed && facts.inputs[feed.slot.input]?.type;
    return type === undefined || type === "string" ? "text" : type === "bool" ? "bool" : "float64";
  });
}

function asType(cell: Cell, type: PlainType): Cell {
  if (cell === null || type === "text") return cell === null ? null : String(cell);
  if (type === "bool") return cell === true || /^(true|1)$/i.test(String(cell));
  return Number(cell);
}

type Where = (row: number) => string;

function parseCsv(text: string, { header = "" }: Plan, where: Where): Parsed {
  const names = splitRecord(header);
  const lines = recordsOf(text);
  const rows = lines.map((line, row) => {
    const cells = line.includes('"') ? splitRecord(line) : line.split(",");
    if (cells.length !== names.length)
      throw new BatchRefusal(`${where(row)}: has ${cells.length} cells, and there are ${names.length} columns`);
    return cells;
  });
  return {
    lines,
    names,
    cell: (row, column) => {
      const cell = (rows[row] as string[])[column] as string;
      return cell === "" ? null : cell;
    },
  };
}

/** A record may go over several lines, between quotes. */
function recordsOf(text: string): string[] {
  const lines = text.split("\n");
  const records: string[] = [];
  let open: string | undefined;
  for (const line of lines) {
    const whole: string = open === undefined ? line : `${open}\n${line}`;
    if (whole.includes('"') && whole.split('"').length % 2 === 0) {
      open = whole;
      continue;
    }
    open = undefined;
    const record = whole.endsWith("\r") ? whole.slice(0, -1) : whole;
    if (record !== "") records.push(record);
  }
  if (open !== undefined) throw new BatchRefusal("the file ends between quotes that are never closed");
  return records;
}

function splitRecord(record: string): string[] {
  const cells: string[] = [];
  let cell = "";
  let isQuoted = false;
  for (let i = 0; i < record.length; i++) {
    const letter = record[i] as string;
    if (isQuoted) {
      if (letter !== '"') cell += letter;
      else if (record[i + 1] === '"') cell += record[++i];
      else isQuoted = false;
    } else if (letter === '"' && cell === "") isQuoted = true;
    else if (letter === ",") {
      cells.push(cell);
      cell = "";
    } else cell += letter;
  }
  return [...cells, cell];
}

function parseJsonLines(text: string, where: Where): Parsed {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const rows = lines.map((line, row) => {
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    } catch (error) {
      throw new BatchRefusal(`${where(row)}: is no JSON: ${error instanceof Error ? error.message : String(error)}`);
    }
    throw new BatchRefusal(`${where(row)}: expected an object of columns and values`);
  });
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return {
    lines,
    names,
    cell: (row, column) => {
      const value = (rows[row] as Record<string, unknown>)[names[column] as string];
      if (value === undefined || value === null) return null;
      return typeof value === "object" ? JSON.stringify(value) : (value as Cell);
    },
  };
}
