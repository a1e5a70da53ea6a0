import { invalid } from "./apiError";
import { boolean, list, number, numberOrNull, object, optional, type Reader, string } from "./readers";
import type {
  ExpectationConfig,
  ExpectationResult,
  ResultLine,
  SuiteFile,
  ValidationDocument,
  ValidationReport,
} from "./validation";

const maybe = <T>(reader: Reader<T>) => optional(reader) as Reader<T>;
const anything: Reader<unknown> = (value) => value;

const map: Reader<Readonly<Record<string, unknown>>> = (value, at) =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : invalid(`${at}: expected an object`);

const readConfig = object<ExpectationConfig>({
  type: string,
  kwargs: map,
  meta: maybe(map),
  id: maybe(string),
  severity: maybe(string),
  notes: maybe(anything),
});

const readMessage: Reader<string | null> = (value, at) => (value === null ? null : string(value, at));

const readResult = object<ExpectationResult>({
  success: boolean,
  expectation_config: readConfig,
  result: map,
  exception_info: object({ raised_exception: boolean, exception_message: readMessage }),
});

const readReport = object<ValidationReport>({
  success: boolean,
  suite_name: string,
  statistics: object({
    evaluated_expectations: number,
    successful_expectations: number,
    unsuccessful_expectations: number,
    success_percent: numberOrNull,
  }),
  results: list(readResult),
});

const readLine = object<ResultLine>({
  expects: string,
  says: string,
  column: string,
  rows: maybe(list(number)),
  values: maybe(list(anything)),
});

export const readValidationDocument = object<ValidationDocument>({
  report: readReport,
  lines: list(readLine),
  suite: string,
  data: object({ name: string, rows: number, columns: number }),
  at: number,
  took_ms: number,
});

export const readSuiteFile = object<SuiteFile>({
  name: string,
  expectations: list(readConfig),
  meta: maybe(map),
  notes: maybe(anything),
});
