import { isUtf8 } from "node:buffer";
import { columnOfValues } from "../../../core/frame/columnOfValues";
import type { Frame } from "../../../core/frame/frame";
import { FileError, invalid } from "../../../shared/apiError";
import { chooseColumns, type Wanted } from "./chooseColumns";
import { csvFault, strangeText } from "./csvFault";
import type { TextSource } from "./textSource";

/** A JSON object a line, each with what it has: a name that one does not have is missing there. */
export function readJsonFrame(path: string, source: TextSource, columns: Wanted | undefined): Frame {
  const values = new Map<string, unknown[]>();
  let rows = 0;
  let given = 0;
  let number = 0;
  for (const line of linesOf(path, source)) {
    number++;
    if (line.trim() === "") continue;
    for (const [name, value] of Object.entries(parse(path, line, number))) {
      given++;
      let column = values.get(name);
      if (column === undefined) {
        column = new Array<unknown>(rows).fill(null);
        values.set(name, column);
      }
      column.push(value);
    }
    rows++;
    for (const column of values.values()) if (column.length < rows) column.push(null);
    const cells = rows * values.size;
    if (cells > mostEmpty && cells > sparse * given)
      throw new FileError(path, { line: number }, `so far there are ${values.size} names, and lines share hardly any`);
  }
  if (rows === 0) invalid(`${path}: the file is empty`);
  const names = chooseColumns(path, [...values.keys()], columns);
  return { rows, columns: names.map((name) => columnOfValues(name, asNumbers(values.get(name) ?? []))) };
}

/** Cells, and how many of them to one that is given: beyond both it is no table, and would fill all memory with gaps. */
const mostEmpty = 10_000_000;
const sparse = 50;

const piece = 8 * 1024 * 1024;
const lineFeed = 10;

/** Texts of more than half a gigabyte cannot be: lines are read some at a time. */
function* linesOf(path: string, source: TextSource): Iterable<string> {
  let rest = new Uint8Array(0);
  for (let at = 0; at < source.size; ) {
    const fresh = new Uint8Array(Math.min(Math.max(piece, rest.length), source.size - at));
    source.readInto(at, fresh);
    if (at === 0) strangeText(path, fresh);
    at += fresh.length;
    const bytes = rest.length === 0 ? fresh : Buffer.concat([rest, fresh]);
    const end = at < source.size ? bytes.lastIndexOf(lineFeed) + 1 : bytes.length;
    rest = bytes.slice(end);
    if (rest.length > longest) invalid(`${path}: it has a line of more than ${longest} bytes`);
    if (end > 0) yield* textOf(path, source, bytes.subarray(0, end)).replace(/\n$/, "").split("\n");
  }
}

const longest = 256 * 1024 * 1024;

function textOf(path: string, source: TextSource, bytes: Uint8Array): string {
  return isUtf8(bytes) ? new TextDecoder().decode(bytes) : csvFault(path, source, { kind: "encoding" });
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
