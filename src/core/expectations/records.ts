import type { FrameColumn } from "../frame/frame";
import { cellOf, isDate } from "./cells";
import { columnOf, type Domain, missingIn, presentRows } from "./domain";
import { groupBits, groupRows } from "./groups";
import type { Kwargs } from "./kwargs";
import { mapOutcome } from "./mapOutcome";
import { type Outcome, unable } from "./outcome";

interface Records {
  readonly columns: readonly FrameColumn[];
  readonly rows: Int32Array;
  readonly domain: Domain;
}
type RecordTest = (given: Records, kwargs: Kwargs) => (row: number) => boolean;

/** A claim about some values of the same row. */
export function recordMap(test: RecordTest): (domain: Domain, kwargs: Kwargs) => Outcome {
  return (domain, kwargs) => {
    const columns = kwargs.texts("column_list").map((name) => columnOf(domain, name));
    const ignored = kwargs.has("ignore_row_if") ? kwargs.text("ignore_row_if") : "all_values_are_missing";
    if (!["all_values_are_missing", "any_value_is_missing", "never"].includes(ignored))
      return unable(`Unrecognized value of ignore_row_if ("${ignored}").`);
    const gaps = columns.map(missingIn);
    const isLeftOut =
      ignored === "all_values_are_missing"
        ? (row: number) => gaps.every((each) => each(row))
        : (row: number) => gaps.some((each) => each(row));
    const isWhole = ignored === "never" || columns.every((each) => each.missing === 0);
    const rows = isWhole ? domain.rows : domain.rows.filter((row) => !isLeftOut(row));
    return mapOutcome({
      rows,
      elements: domain.rows.length,
      mostly: kwargs.mostly,
      holds: rows.length === 0 ? () => true : test({ columns, rows, domain }, kwargs),
      cell: (row) => Object.fromEntries(columns.map((column) => [column.name, cellOf(column, row)])),
    });
  };
}

/** Numbers that are equal where the values of a column are; 0 is nothing. */
function codesOf(column: FrameColumn, domain: Domain): Float64Array {
  const codes = new Float64Array(domain.frame.rows);
  const rows = presentRows(domain, column);
  const { of } = groupRows(column, rows);
  for (let i = 0; i < rows.length; i++) codes[rows[i] as number] = (of[i] as number) + 1;
  return codes;
}

/** The values together stand once only. */
export const compoundUnique: RecordTest = ({ columns, rows, domain }) => {
  const [first, ...others] = columns;
  let codes = codesOf(first as FrameColumn, domain);
  for (const other of others) {
    const next = codesOf(other, domain);
    const size = next.reduce((a, b) => Math.max(a, b), 0) + 1;
    const joined = codes.map((code, row) => code * size + (next[row] as number));
    const { of } = groupBits(rows, joined);
    codes = new Float64Array(domain.frame.rows);
    for (let i = 0; i < rows.length; i++) codes[rows[i] as number] = of[i] as number;
  }
  const { counts, of } = groupBits(rows, codes);
  let place = 0;
  return () => counts[of[place++] as number] === 1;
};

function plainOf(column: FrameColumn, row: number): unknown {
  const cell = cellOf(column, row);
  if (cell === null) return null;
  if (column.kind === "time") return `${isDate(column) ? "date" : "time"} ${cell}`;
  return typeof cell === "boolean" ? Number(cell) : typeof cell === "object" ? JSON.stringify(cell) : cell;
}

/** No value stands twice in a row. */
export const uniqueWithin: RecordTest =
  ({ columns }) =>
  (row) =>
    new Set(columns.map((column) => plainOf(column, row))).size >= columns.length;

export const equalWithin: RecordTest =
  ({ columns }) =>
  (row) => {
    const first = plainOf(columns[0] as FrameColumn, row);
    return columns.every((column) => plainOf(column, row) === first);
  };

export const sumEquals: RecordTest = ({ columns }, kwargs) => {
  const texts = columns.filter((each) => each.kind !== "number" && each.kind !== "bool");
  if (texts.length > 0 && texts.length < columns.length)
    return unable("unsupported operand type(s) for +: 'int' and 'str'");
  if (texts.length > 0) return () => false;
  const wanted = kwargs.number("sum_total");
  const gaps = columns.map(missingIn);
  return (row) => {
    let sum = 0;
    for (let i = 0; i < columns.length; i++) {
      if (gaps[i]?.(row)) return false;
      sum += Number((columns[i] as { values: ArrayLike<number> }).values[row]);
    }
    return sum === wanted;
  };
};
