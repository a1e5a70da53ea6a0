import type { FrameColumn, NumberColumn, TimeColumn } from "../../frame/frame";
import { isDate, isoTime, isZoned } from "../cells";
import { columnOf, type Domain, presentRows } from "../domain";
import { groupRows } from "../groups";
import type { Kwargs } from "../kwargs";
import { type Outcome, unable } from "../outcome";
import { type Metric, metricBetween } from "./bounds";
import { compareText } from "./compareText";
import { gather, momentsOf } from "./numbers";
import { ranksOf } from "./ranks";

type Figure = (column: FrameColumn, rows: Int32Array, domain: Domain) => Metric;

/** An expectation that one figure of a column lies between bounds. */
export function figureBetween(figure: Figure): (domain: Domain, kwargs: Kwargs) => Outcome {
  return (domain, kwargs) => {
    const column = columnOf(domain, kwargs.text("column"));
    return metricBetween(figure(column, presentRows(domain, column), domain), kwargs);
  };
}

export const max: Figure = (column, rows, domain) => extreme(column, rows, domain, 1);
export const min: Figure = (column, rows, domain) => extreme(column, rows, domain, -1);

function extreme(column: FrameColumn, rows: Int32Array, domain: Domain, sign: 1 | -1): Metric {
  if (rows.length === 0) return { kind: "nothing" };
  if (column.kind === "text") {
    if (rows.length < domain.rows.length)
      return unable(`'${sign === 1 ? ">=" : "<="}' not supported between instances of 'str' and 'float'`);
    const { first } = groupRows(column, rows);
    const words = first.map((row) => column.words[column.codes[row] as number] as string);
    return { kind: "text", value: words.reduce((a, b) => (compareText(a, b) * sign >= 0 ? a : b)) };
  }
  if (column.kind === "other" && rows.some((row) => typeof column.values[row] !== "number"))
    return unable("the values cannot be compared");
  const { values } = column;
  let found = Number(values[rows[0] as number]);
  for (const row of rows) {
    const value = values[row] as number;
    if (value * sign > found * sign) found = value;
  }
  if (column.kind === "bool") return { kind: "number", value: found, shown: found === 1 };
  return column.kind === "time" ? timeMetric(column, found) : { kind: "number", value: found };
}

function timeMetric(column: TimeColumn, value: number): Metric {
  const shown = isoTime(column, value);
  return isDate(column) ? { kind: "date", value, shown } : { kind: "time", value, shown, isZoned: isZoned(column) };
}

/** Of a column that has numbers; others raise, as they do in pandas. */
function valuesOf(column: FrameColumn, rows: Int32Array): ArrayLike<number> {
  if (column.kind === "text" && rows.length > 0) return unable(`can only concatenate str (not "int") to str`);
  if (isDate(column)) return unable("unsupported operand type(s) for +: 'datetime.date' and 'datetime.date'");
  if (column.kind === "text") return [];
  if (column.kind === "other") {
    if (rows.some((row) => typeof column.values[row] !== "number" && typeof column.values[row] !== "boolean"))
      return unable("the values are no numbers");
    return column.values.map(Number);
  }
  return column.values;
}

/** What pandas computes of float32 stays one. */
function inType(column: FrameColumn, value: number): number {
  return column.kind === "number" && column.dtype === "float32" ? Math.fround(value) : value;
}

export const mean: Figure = (column, rows) => {
  const { mean: value } = momentsOf(valuesOf(column, rows), rows);
  if (rows.length === 0) return { kind: "nothing" };
  return column.kind === "time" ? timeMetric(column, value) : { kind: "number", value: inType(column, value) };
};

export const stdev: Figure = (column, rows) => {
  const { std } = momentsOf(valuesOf(column, rows), rows);
  if (column.kind !== "time") return { kind: "number", value: inType(column, std) };
  return Number.isNaN(std) ? { kind: "nothing" } : { kind: "span", shown: `${std / 1000} s` };
};

export const sum: Figure = (column, rows) => {
  const values = valuesOf(column, rows);
  if (column.kind === "time")
    return unable(`'DatetimeArray' with dtype ${column.dtype} does not support reduction 'sum'`);
  if (column.kind === "number" && column.isInteger) return wholeSum(column, rows);
  return { kind: "number", value: inType(column, momentsOf(values, rows).sum) };
};

/** Exact, beyond 2^53 too. */
function wholeSum(column: NumberColumn, rows: Int32Array): Metric {
  const { longs, values } = column;
  let total = 0n;
  let part = 0;
  for (const row of rows) {
    if (longs) {
      total += longs[row] as bigint;
      continue;
    }
    part += values[row] as number;
    if (Math.abs(part) < 2 ** 52) continue;
    total += BigInt(part);
    part = 0;
  }
  total += BigInt(part);
  const value = Number(total);
  return Number.isSafeInteger(value) ? { kind: "number", value } : { kind: "number", value, shown: String(total) };
}

export const median: Figure = (column, rows) => {
  if (rows.length === 0) return { kind: "nothing" };
  if (column.kind === "text") return unable("Cannot convert texts to numeric");
  const values = valuesOf(column, rows);
  const ranks = ranksOf(gather(values, rows));
  const half = rows.length >> 1;
  const exact = rows.length % 2 === 1 ? ranks(half) : (ranks(half - 1) + ranks(half)) / 2;
  return column.kind === "time" ? timeMetric(column, exact) : { kind: "number", value: inType(column, exact) };
};

export const distinctCount: Figure = (column, rows) => ({
  kind: "number",
  value: groupRows(column, rows).first.length,
});

export const distinctShare: Figure = (column, rows) => ({
  kind: "number",
  value: rows.length === 0 ? 0 : groupRows(column, rows).first.length / rows.length,
});

export const presentShare: Figure = (_, rows, domain) => ({
  kind: "number",
  value: domain.rows.length === 0 ? 0 : rows.length / domain.rows.length,
});
