import type { ExpectationConfig, SuiteFile } from "../../../shared/validation";
import type { Frame, FrameColumn } from "../../frame/frame";
import { compareText } from "../aggregate/compareText";
import { isDate } from "../cells";
import { presentRows, wholeTable } from "../domain";
import { groupRows } from "../groups";
import { patternOf } from "./pattern";

/** A suite that a table passes: what is true of it, with some room where the next one may differ. A person looks at it before it counts. */
export function propose(frame: Frame, name: string): SuiteFile {
  const domain = wholeTable(
    frame,
    frame.columns.map((each) => each.name),
  );
  const columns = frame.columns.filter((each) => each.name !== "");
  const whole: ExpectationConfig[] = [
    of("expect_table_columns_to_match_set", { column_set: columns.map((each) => each.name), exact_match: false }),
  ];
  if (frame.rows > 0)
    whole.push(
      of("expect_table_row_count_to_be_between", {
        min_value: Math.floor(frame.rows / 2),
        max_value: Math.ceil(frame.rows * 2),
      }),
    );
  const own = columns.flatMap((column) => ofColumn(column, presentRows(domain, column), frame.rows));
  return { name, expectations: [...whole, ...own], meta: { great_expectations_version: "1.24.0" } };
}

function of(type: string, kwargs: Readonly<Record<string, unknown>>): ExpectationConfig {
  return { type, kwargs, meta: {}, severity: "critical" };
}

function ofColumn(column: FrameColumn, rows: Int32Array, total: number): ExpectationConfig[] {
  const { name } = column;
  const found: ExpectationConfig[] = [];
  if (rows.length === 0) return total === 0 ? [] : [of("expect_column_values_to_be_null", { column: name })];
  const type = typeOf(column);
  if (type !== undefined) found.push(of("expect_column_values_to_be_of_type", { column: name, type_: type }));
  const missing = total - rows.length;
  if (missing === 0) found.push(of("expect_column_values_to_not_be_null", { column: name }));
  else if (missing / total < 0.5)
    found.push(of("expect_column_values_to_not_be_null", { column: name, mostly: shareBelow(rows.length / total) }));
  if (column.kind === "other") return found;
  const { first, counts } = groupRows(column, rows);
  const isUnique = first.length === rows.length && rows.length > 1;
  const isKey =
    isUnique && rows.length >= 20 && (column.kind === "text" || (column.kind === "number" && column.isInteger));
  if (isKey) found.push(of("expect_column_values_to_be_unique", { column: name }));
  if (column.kind === "number" && !isKey) found.push(...ofNumbers(column, rows));
  if (column.kind === "text" && !isKey && isCategory(first.length, rows.length)) {
    const values = first.map((row) => column.words[column.codes[row] as number] as string).sort(compareText);
    const rare = counts.some((count) => count < 5);
    found.push(
      of("expect_column_values_to_be_in_set", { column: name, value_set: values, ...(rare ? { mostly: 0.99 } : {}) }),
    );
  } else if (column.kind === "text") {
    const words = first.map((row) => column.words[column.codes[row] as number] as string);
    const pattern = patternOf(words);
    if (pattern !== undefined) found.push(of("expect_column_values_to_match_regex", { column: name, regex: pattern }));
    else found.push(of("expect_column_value_lengths_to_be_between", { column: name, ...lengths(words) }));
  }
  return found;
}

/** The word that holds in Great Expectations for a column of objects too. */
function typeOf(column: FrameColumn): string | undefined {
  if (column.kind === "text") return column.dtype === "object" ? "str" : undefined;
  if (column.kind === "bool") return "bool";
  if (column.kind === "other") return undefined;
  if (isDate(column)) return "date";
  if (column.kind === "time") return column.dtype.includes(",") ? "Timestamp" : "datetime64";
  return column.dtype;
}

/** A bit less than what holds now. */
function shareBelow(share: number): number {
  return Math.max(0, Math.floor((share - 0.02) * 100) / 100);
}

function isCategory(distinct: number, rows: number): boolean {
  return distinct <= 50 && distinct <= rows / (distinct <= 10 ? 2 : 20);
}

/** A tenth of the range on either side, in round numbers; what never was below zero stays so. */
function ofNumbers(column: Extract<FrameColumn, { kind: "number" }>, rows: Int32Array): ExpectationConfig[] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const row of rows) {
    const value = column.values[row] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [];
  const room = (high - low) / 10;
  const power = room > 0 ? 10 ** Math.floor(Math.log10(room)) : 1;
  const step = column.isInteger ? Math.max(1, power) : power;
  const down = Math.floor((low - room) / step) * step;
  const up = Math.ceil((high + room) / step) * step;
  const min = low >= 0 ? Math.max(0, tidy(down)) : tidy(down);
  const bounds = { min_value: Math.min(min, low), max_value: Math.max(tidy(up), high) };
  return [of("expect_column_values_to_be_between", { column: column.name, ...bounds })];
}

function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

function lengths(words: readonly string[]): { min_value: number; max_value: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const word of words) {
    const { length } = [...word];
    low = Math.min(low, length);
    high = Math.max(high, length);
  }
  return { min_value: low, max_value: Math.max(high, Math.ceil(high * 1.5)) };
}
