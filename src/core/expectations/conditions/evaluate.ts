import { type Frame, type FrameColumn, noBool } from "../../frame/frame";
import { isDate, isZoned } from "../cells";
import { missingIn } from "../domain";
import { unable } from "../outcome";
import { parseDate } from "../text/parseDate";
import { pythonRegex } from "../text/pythonRegex";
import type { CompareSign, Literal, Node } from "./tree";

/** Rows of a frame for which a condition holds, in their order. */
export function rowsWhere(frame: Frame, condition: Node): Int32Array {
  const test = truth(frame, condition);
  const rows = new Int32Array(frame.rows);
  let count = 0;
  for (let row = 0; row < frame.rows; row++) if (test(row)) rows[count++] = row;
  return rows.slice(0, count);
}

type Test = (row: number) => boolean;
/** What a node is in a row; undefined: nothing. */
type Value = (row: number) => Literal | undefined;

function truth(frame: Frame, node: Node): Test {
  switch (node.kind) {
    case "not": {
      const of = truth(frame, node.of);
      return (row) => !of(row);
    }
    case "and":
    case "or": {
      const [left, right] = [truth(frame, node.left), truth(frame, node.right)];
      return node.kind === "and" ? (row) => left(row) && right(row) : (row) => left(row) || right(row);
    }
    case "compare":
      return comparison(frame, node.sign, node.left, node.right);
    case "in":
      return membership(frame, node.left, node.right);
    case "call":
      return method(frame, node);
    case "column": {
      const column = find(frame, node.name);
      if (column.kind !== "bool" || column.missing > 0) return unable(`row_condition: '${node.name}' is no condition`);
      return (row) => column.values[row] === 1;
    }
    case "value": {
      const { value } = node;
      return typeof value === "boolean" ? () => value : unable("row_condition: this is no condition");
    }
    case "list":
    case "minus":
    case "sum":
      return unable("row_condition: this is no condition");
  }
}

function find(frame: Frame, name: string): FrameColumn {
  return frame.columns.find((each) => each.name === name) ?? unable(`name '${name}' is not defined`);
}

/** Times are told in milliseconds, with the texts that they are compared with. */
function comparison(frame: Frame, sign: CompareSign, left: Node, right: Node): Test {
  const time = timeColumn(frame, left) ?? timeColumn(frame, right);
  const [a, b] = [valueIn(frame, left, time), valueIn(frame, right, time)];
  return (row) => compare(sign, a(row), b(row));
}

function compare(sign: CompareSign, a: Literal | undefined, b: Literal | undefined): boolean {
  if (a === undefined || b === undefined || a === null || b === null) return sign === "!=";
  const [x, y] = [plain(a), plain(b)];
  if (sign === "==") return x === y;
  if (sign === "!=") return x !== y;
  if (typeof x !== typeof y)
    return unable(`'${sign}' not supported between instances of '${python(a)}' and '${python(b)}'`);
  if (sign === "<") return x < y;
  if (sign === "<=") return x <= y;
  return sign === ">" ? x > y : x >= y;
}

function plain(value: number | string | boolean): number | string {
  return typeof value === "boolean" ? Number(value) : value;
}

function python(value: Literal): string {
  return typeof value === "string" ? "str" : typeof value === "boolean" ? "bool" : "float";
}

function timeColumn(frame: Frame, node: Node): FrameColumn | undefined {
  if (node.kind !== "column") return undefined;
  const column = find(frame, node.name);
  return column.kind === "time" ? column : undefined;
}

function valueIn(frame: Frame, node: Node, time: FrameColumn | undefined): Value {
  switch (node.kind) {
    case "value": {
      const { value } = node;
      const read = time && typeof value === "string" ? timeOf(time, value) : value;
      return () => read;
    }
    case "column":
      return columnValue(find(frame, node.name));
    case "minus": {
      const of = valueIn(frame, node.of, undefined);
      return (row) => numeric(of(row), (x) => -x);
    }
    case "sum": {
      const [left, right] = [valueIn(frame, node.left, undefined), valueIn(frame, node.right, undefined)];
      return (row) => arithmetic(node.sign, left(row), right(row));
    }
    case "call":
      if (node.method === "str.len") {
        const of = valueIn(frame, node.of, undefined);
        return (row) => {
          const value = of(row);
          return typeof value === "string" ? [...value].length : undefined;
        };
      }
      if (node.method === "str.lower" || node.method === "str.upper" || node.method === "str.strip") {
        const of = valueIn(frame, node.of, undefined);
        const change = { "str.lower": "toLowerCase", "str.upper": "toUpperCase", "str.strip": "trim" } as const;
        const name = change[node.method];
        return (row) => {
          const value = of(row);
          return typeof value === "string" ? value[name]() : undefined;
        };
      }
      return truth(frame, node);
    default:
      return truth(frame, node);
  }
}

function columnValue(column: FrameColumn): Value {
  switch (column.kind) {
    case "text":
      return (row) => column.words[column.codes[row] as number];
    case "bool":
      return (row) => (column.values[row] === noBool ? undefined : column.values[row] === 1);
    case "other":
      return (row) => {
        const value = column.values[row];
        return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : undefined;
      };
    case "number":
    case "time":
      return (row) => {
        const value = column.values[row] as number;
        return Number.isNaN(value) ? undefined : value;
      };
  }
}

function timeOf(column: FrameColumn, text: string): number {
  const read = parseDate(text);
  if (read === undefined) return unable(`row_condition: '${text}' is no time`);
  const hasZone = column.kind === "time" && isZoned(column);
  if (isDate(column)) return unable("Invalid comparison between dtype=object and str");
  if (hasZone !== (read.offset !== undefined))
    return unable("Cannot compare tz-naive and tz-aware datetime-like objects");
  return read.at - (read.offset ?? 0) * 60_000;
}

function numeric(value: Literal | undefined, change: (x: number) => number): number | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? unable("row_condition: a text is no number") : change(Number(value));
}

function arithmetic(sign: string, a: Literal | undefined, b: Literal | undefined): Literal | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (sign === "+" && typeof a === "string" && typeof b === "string") return a + b;
  return numeric(a, (x) => numeric(b, (y) => calculate(sign, x, y)) ?? Number.NaN);
}

function calculate(sign: string, x: number, y: number): number {
  switch (sign) {
    case "+":
      return x + y;
    case "-":
      return x - y;
    case "*":
      return x * y;
    case "/":
      return x / y;
    case "//":
      return Math.floor(x / y);
    case "%":
      return x - y * Math.floor(x / y);
    default:
      return x ** y;
  }
}

function membership(frame: Frame, left: Node, right: Node): Test {
  if (right.kind !== "list") return unable("row_condition: 'in' needs a list");
  const time = timeColumn(frame, left);
  const value = valueIn(frame, left, time);
  const members = new Set<Literal>();
  for (const each of right.values) {
    const member = valueIn(frame, each, time)(0);
    if (member !== undefined && member !== null) members.add(plain(member));
  }
  return (row) => {
    const own = value(row);
    return own !== undefined && own !== null && members.has(plain(own));
  };
}

function method(frame: Frame, node: Extract<Node, { kind: "call" }>): Test {
  const { method: name, given } = node;
  if (node.of.kind === "column") {
    const isMissing = missingIn(find(frame, node.of.name));
    if (name === "isnull" || name === "isna") return isMissing;
    if (name === "notnull" || name === "notna") return (row) => !isMissing(row);
  }
  if (name === "isin" && given[0]) return membership(frame, node.of, given[0]);
  if (name === "between" && given[0] && given[1]) {
    const above = comparison(frame, ">=", node.of, given[0]);
    const below = comparison(frame, "<=", node.of, given[1]);
    return (row) => above(row) && below(row);
  }
  const first = given[0]?.kind === "value" ? given[0].value : undefined;
  const tests: Readonly<Record<string, (text: string) => (value: string) => boolean>> = {
    "str.contains": (text) => {
      const regex = pythonRegex(text);
      return (value) => regex.test(value);
    },
    "str.startswith": (text) => (value) => value.startsWith(text),
    "str.endswith": (text) => (value) => value.endsWith(text),
  };
  const test = Object.hasOwn(tests, name) && typeof first === "string" ? tests[name]?.(first) : undefined;
  if (!test) return unable(`'Series' object has no attribute '${name}'`);
  const value = valueIn(frame, node.of, undefined);
  return (row) => {
    const own = value(row);
    if (typeof own !== "string") return unable("Cannot mask with non-boolean array containing NA / NaN values");
    return test(own);
  };
}
