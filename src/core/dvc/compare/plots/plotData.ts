import { isList, isMap } from "../../mapKeys";
import type { Value } from "../../values";

/** A row of a plot's data, its fields in the order of the file. */
export type Row = ReadonlyMap<string, Value>;

/** Why a plot cannot be drawn; `type` is what dvc calls it. */
export class PlotFault extends Error {
  constructor(
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

/** Rows of a CSV text, as Python's DictReader has them: every value a text, a missing one nothing. */
export function csvRows(text: string, delimiter: string, hasHeader: boolean): Value {
  const lines = parseCsv(text, delimiter).filter((cells) => cells.length > 1 || cells[0] !== "");
  const names = hasHeader ? (lines.shift() ?? []) : (lines[0] ?? []).map((_, i) => String(i));
  return lines.map((cells) => {
    const row: Record<string, Value> = {};
    for (const [i, name] of names.entries()) row[name] = cells[i] ?? null;
    return row;
  });
}

/** Quotes stand around cells with delimiters, quotes and line breaks in them. */
function parseCsv(text: string, delimiter: string): string[][] {
  const lines: string[][] = [];
  let cells: string[] = [];
  let cell = "";
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    if (isQuoted) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') {
        cell += char;
        at++;
      } else isQuoted = false;
    } else if (char === '"' && cell === "") isQuoted = true;
    else if (char === delimiter) {
      cells.push(cell);
      cell = "";
    } else if (char === "\n" || char === "\r") {
      if (char === "\r" && text[at + 1] === "\n") at++;
      lines.push([...cells, cell]);
      cells = [];
      cell = "";
    } else cell += char;
  }
  if (cell !== "" || cells.length > 0) lines.push([...cells, cell]);
  return lines;
}

/** Lists anywhere in a file, in its order. */
export function* listsIn(value: Value): Iterable<readonly Value[]> {
  if (isList(value)) yield value;
  else if (isMap(value))
    for (const each of Object.values(value)) {
      if (isMap(each)) yield* listsIn(each);
      else if (isList(each)) yield each;
    }
}

/** Rows of a file: its lists of maps with the same fields, side by side. */
export function rowsOf(content: Value): Map<string, Value>[] {
  const rows: Map<string, Value>[] = [];
  for (const list of listsIn(content)) {
    if (!isTable(list)) continue;
    list.forEach((item, i) => {
      const row = rows[i] ?? new Map<string, Value>();
      rows[i] = row;
      for (const [key, value] of Object.entries(item as object)) row.set(key, value as Value);
    });
  }
  return rows;
}

function isTable(list: readonly Value[]): boolean {
  if (!list.every(isMap)) return false;
  const [first] = list;
  if (!isMap(first)) throw new PlotFault("AttributeError", "a list without entries");
  const names = new Set(Object.keys(first));
  return list.every((item) => Object.keys(item as object).every((key) => names.has(key)));
}
