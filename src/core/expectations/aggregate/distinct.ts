import type { FrameColumn } from "../../frame/frame";
import { cellOf, isDate, isoTime, isZoned, numpyCell } from "../cells";
import { columnOf, type Domain, presentRows } from "../domain";
import { groupRows } from "../groups";
import type { Kwargs } from "../kwargs";
import type { Outcome } from "../outcome";
import { parseDate } from "../text/parseDate";
import { compareText } from "./compareText";

/** Great Expectations names so many distinct values. */
const named = 20;

/** Something to tell values apart by, as Python's sets do: 1 is 1.0 and True. */
function keyOf(value: unknown): string {
  if (typeof value === "boolean") return `n${Number(value)}`;
  return typeof value === "number"
    ? `n${value}`
    : typeof value === "string"
      ? `s${value}`
      : `o${JSON.stringify(value)}`;
}

/** The wanted values, as the column's: texts of times are times where the column has such. */
function wantedIn(column: FrameColumn, values: readonly unknown[]): Map<string, unknown> {
  const wanted = new Map<string, unknown>();
  for (const value of values) {
    const read = column.kind === "time" && typeof value === "string" ? parseDate(value) : undefined;
    if (column.kind !== "time" || read === undefined) {
      wanted.set(keyOf(value), value);
      continue;
    }
    const at = isDate(column) ? Math.floor(read.at / 86_400_000) * 86_400_000 : read.at - (read.offset ?? 0) * 60_000;
    const shown = isoTime(isZoned(column) ? { ...column, dtype: "datetime64[ns]" } : column, at);
    wanted.set(isZoned(column) && read.offset === undefined ? `naive${at}` : `t${at}`, shown);
  }
  return wanted;
}

function found(column: FrameColumn, rows: Int32Array): Map<string, unknown> {
  const { first } = groupRows(column, rows);
  return new Map(
    first.map((row) => {
      const cell = cellOf(column, row);
      return [column.kind === "time" ? `t${column.values[row]}` : keyOf(cell), cell] as const;
    }),
  );
}

function sorted(values: unknown[]): unknown[] {
  if (values.every((each) => typeof each === "string")) return (values as string[]).sort(compareText);
  if (values.every((each) => typeof each !== "string" && typeof each !== "object"))
    return values.sort((a, b) => Number(a) - Number(b));
  return values;
}

/** The distinct values against a set: all of them inside (`isInside`), all of the set among them (`isContaining`). */
export function distinctAgainst(isInside: boolean, isContaining: boolean): (domain: Domain, kwargs: Kwargs) => Outcome {
  return (domain, kwargs) => {
    const column = columnOf(domain, kwargs.text("column"));
    const rows = presentRows(domain, column);
    const own = found(column, rows);
    const wanted =
      own.size === 0
        ? new Map(kwargs.list("value_set").map((each) => [keyOf(each), each]))
        : wantedIn(column, kwargs.list("value_set"));
    const odd = sorted([...own].filter(([key]) => !wanted.has(key)).map(([, value]) => value));
    const gone = [...wanted].filter(([key]) => !own.has(key)).map(([, value]) => value);
    const success = (!isInside || odd.length === 0) && (!isContaining || gone.length === 0);
    return {
      success,
      result: {
        observed_value: null,
        ...(isInside ? { unexpected_count: odd.length } : {}),
        ...(isContaining ? { missing_count: gone.length } : {}),
        ...(isInside ? { partial_unexpected_list: odd.slice(0, named) } : {}),
        ...(isContaining ? { partial_missing_list: gone.slice(0, named) } : {}),
      },
    };
  };
}

/** The value (or values) that stands most often is one of a set. */
export function mostCommon(domain: Domain, kwargs: Kwargs): Outcome {
  const column = columnOf(domain, kwargs.text("column"));
  const { first, counts } = groupRows(column, presentRows(domain, column));
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  const rows = first.filter((_, i) => counts[i] === most);
  const ordered =
    column.kind === "text" || column.kind === "other"
      ? rows
      : rows.sort((a, b) => Number(column.values[a]) - Number(column.values[b]));
  const observed =
    column.kind === "text"
      ? sorted(ordered.map((row) => cellOf(column, row)))
      : ordered.map((row) => numpyCell(column, row));
  const wanted = new Set(kwargs.list("value_set").map(keyOf));
  const isTime = column.kind === "time";
  const inside = isTime ? 0 : new Set(observed.map(keyOf).filter((key) => wanted.has(key))).size;
  const success = kwargs.flag("ties_okay") ? inside > 0 : observed.length === 1 && inside === 1;
  return { success, result: { observed_value: observed } };
}
