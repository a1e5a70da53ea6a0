import { columnOfValues } from "../../../core/frame/columnOfValues";
import type { Frame } from "../../../core/frame/frame";
import { FileError, invalid } from "../../../shared/apiError";
import { chooseColumns, type Wanted } from "./chooseColumns";
import { strangeText } from "./csvFault";
import type { TextSource } from "./textSource";

/** A JSON object a line, each with what it has: a name that one does not have is missing there. */
export function readJsonFrame(path: string, source: TextSource, columns: Wanted | undefined): Frame {
  const bytes = new Uint8Array(source.size);
  source.readInto(0, bytes);
  strangeText(path, bytes);
  const values = new Map<string, unknown[]>();
  let rows = 0;
  for (const [i, line] of new TextDecoder().decode(bytes).split("\n").entries()) {
    if (line.trim() === "") continue;
    for (const [name, value] of Object.entries(parse(path, line, i + 1))) {
      let column = values.get(name);
      if (column === undefined) {
        column = new Array<unknown>(rows).fill(null);
        values.set(name, column);
      }
      column.push(value);
    }
    rows++;
    for (const column of values.values()) if (column.length < rows) column.push(null);
  }
  if (rows === 0) invalid(`${path}: the file is empty`);
  const names = chooseColumns(path, [...values.keys()], columns);
  return { rows, columns: names.map((name) => columnOfValues(name, asNumbers(values.get(name) ?? []))) };
}

const numeric = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;

/** As pandas' `read_json`: texts and truths that can all be taken for numbers are numbers, unless all are truths. */
function asNumbers(values: readonly unknown[]): readonly unknown[] {
  if (values.every((value) => typeof value === "boolean" || typeof value === "number")) {
    const isOneKind = values.every((value) => typeof value === typeof values[0]);
    return isOneKind ? values : values.map(Number);
  }
  const found: (number | null)[] = [];
  for (const value of values) {
    if (value === null) found.push(null);
    else if (typeof value === "number" || typeof value === "boolean") found.push(Number(value));
    else if (typeof value === "string" && numeric.test(value)) found.push(Number(value));
    else return values;
  }
  return found;
}

function parse(path: string, line: string, number: number): object {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new FileError(path, { line: number }, "this line is not JSON");
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new FileError(path, { line: number }, "this line is JSON, but no object");
}
