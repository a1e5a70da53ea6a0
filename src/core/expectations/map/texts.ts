import type { FrameColumn } from "../../frame/frame";
import type { Kwargs } from "../kwargs";
import { unable } from "../outcome";
import { jsonSchema } from "../text/jsonSchema";
import { parseDate } from "../text/parseDate";
import { parsePythonJson } from "../text/pythonJson";
import { pythonRegex } from "../text/pythonRegex";
import { pythonTexts } from "../text/pythonText";
import { strptime } from "../text/strptime";
import { type ColumnRows, perWord } from "./columnMap";

type Test = (row: number) => boolean;

/** A test of what `str` makes of a value. */
function ofTexts({ column, rows }: ColumnRows, test: (text: string) => boolean): Test {
  const words = perWord(column, rows, test);
  if (words) return words;
  const text = pythonTexts(column, rows);
  const known = new Map<string, boolean>();
  return (row) => {
    const own = text(row);
    const before = known.get(own);
    if (before !== undefined) return before;
    const now = test(own);
    if (known.size < 100_000) known.set(own, now);
    return now;
  };
}

export function matchesRegex(shouldMatch: boolean): (given: ColumnRows, kwargs: Kwargs) => Test {
  return (given, kwargs) => {
    const regex = pythonRegex(kwargs.has("regex") ? kwargs.text("regex") : "(?s).*");
    return ofTexts(given, (text) => regex.test(text) === shouldMatch);
  };
}

export function matchesRegexes(shouldMatch: boolean): (given: ColumnRows, kwargs: Kwargs) => Test {
  return (given, kwargs) => {
    const regexes = kwargs.texts("regex_list").map(pythonRegex);
    const isAll = kwargs.has("match_on") && kwargs.text("match_on") === "all";
    const matches = (text: string) =>
      isAll ? regexes.every((each) => each.test(text)) : regexes.some((each) => each.test(text));
    return ofTexts(given, (text) => matches(text) === shouldMatch);
  };
}

/** In characters, not in UTF-16. */
function lengthOf(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length - 1; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xd800) length--;
  return length;
}

export function lengthEquals(given: ColumnRows, kwargs: Kwargs): Test {
  const value = kwargs.number("value");
  return ofTexts(given, (text) => lengthOf(text) === value);
}

export function lengthBetween(given: ColumnRows, kwargs: Kwargs): Test {
  const low = kwargs.has("min_value") ? kwargs.number("min_value") : Number.NEGATIVE_INFINITY;
  const high = kwargs.has("max_value") ? kwargs.number("max_value") : Number.POSITIVE_INFINITY;
  const [isOpenLow, isOpenHigh] = [kwargs.flag("strict_min"), kwargs.flag("strict_max")];
  return ofTexts(given, (text) => {
    const length = lengthOf(text);
    return (isOpenLow ? length > low : length >= low) && (isOpenHigh ? length < high : length <= high);
  });
}

/** A test of values that have to be texts. */
function ofStrings({ column, rows }: ColumnRows, test: (text: string) => boolean, otherwise: () => boolean): Test {
  const words = perWord(column, rows, test);
  if (words) return words;
  if (column.kind !== "other") return otherwise;
  return (row) => {
    const value = column.values[row];
    return typeof value === "string" ? test(value) : otherwise();
  };
}

function mustBeText(expectation: string): () => never {
  return () =>
    unable(
      `Values passed to ${expectation} must be of type string.\nIf you want to validate a column of dates or timestamps, please call the expectation before converting from string format.`,
    );
}

export function dateutilParseable(given: ColumnRows): Test {
  const test = (text: string) => parseDate(text) !== undefined;
  return ofStrings(given, test, mustBeText("expect_column_values_to_be_dateutil_parseable"));
}

export function strftimeFormat(given: ColumnRows, kwargs: Kwargs): Test {
  const matches = strptime(kwargs.text("strftime_format"));
  if (typeof matches === "string") return unable(matches);
  return ofStrings(given, matches, mustBeText("expect_column_values_to_match_strftime_format"));
}

export function jsonParseable(given: ColumnRows): Test {
  const test = (text: string) => readJson(text) !== undefined;
  return ofStrings(given, test, () => false);
}

function readJson(text: string): { value: unknown } | undefined {
  try {
    return { value: parsePythonJson(text) };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function matchesSchema(given: ColumnRows, kwargs: Kwargs): Test {
  const matches = jsonSchema(kwargs.any("json_schema"));
  const test = (text: string): boolean => {
    const read = readJson(text);
    return read ? matches(read.value) : unable(`Expecting value: '${text.slice(0, 40)}' is no JSON`);
  };
  return ofStrings(given, test, () =>
    unable(`the JSON object must be str, bytes or bytearray, not ${pythonName(given.column)}`),
  );
}

function pythonName(column: FrameColumn): string {
  return column.kind === "number" ? (column.isInteger ? "int" : "float") : column.kind === "bool" ? "bool" : "object";
}
