import { invalid } from "../../shared/apiError";
import { didYouMean } from "../../shared/suggest";
import type { ExpectationConfig, SuiteFile } from "../../shared/validation";
import { catalog, type Expectation } from "./catalog";
import { readRowCondition } from "./conditions/rowCondition";
import { columnsIn } from "./conditions/tree";
import { Kwargs } from "./kwargs";
import { Unable } from "./outcome";
import { parsePythonJson } from "./text/pythonJson";

/** An expectation of a suite, ready to be asked. */
export interface Asked {
  readonly config: ExpectationConfig;
  readonly expectation: Expectation;
  readonly kwargs: Kwargs;
  /** A kwarg that is to come from outside: `{"$PARAMETER": …}`. */
  readonly parameter: string | undefined;
}

export interface Suite {
  readonly file: SuiteFile;
  readonly asked: readonly Asked[];
}

/** A suite as Great Expectations saves it. One wrong expectation, and all of it is refused: the place is named. `at` is the file. */
export function readSuite(text: string, at: string): Suite {
  let value: unknown;
  try {
    value = parsePythonJson(text);
  } catch (error) {
    return invalid(`${at}: no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return suiteOf(value, at);
}

type Plain = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Plain => typeof value === "object" && value !== null && !Array.isArray(value);

export function suiteOf(value: unknown, at: string): Suite {
  if (!isMap(value))
    return invalid(`${at}: expected a suite of expectations, got ${Array.isArray(value) ? "a list" : typeof value}`);
  const { expectations, meta, notes } = value;
  const name = value.name ?? value.expectation_suite_name; // the latter before Great Expectations 1.0
  if (!Array.isArray(expectations)) return invalid(`${at}: expectations: expected a list`);
  if (name !== undefined && typeof name !== "string") return invalid(`${at}: name: expected a text`);
  const asked = expectations.map((each, i) => readExpectation(each, `${at}: expectations[${i}]`));
  const file: SuiteFile = {
    name: name ?? nameOf(at),
    expectations: asked.map((each) => each.config),
    ...(isMap(meta) ? { meta } : {}),
    ...(notes === undefined ? {} : { notes }),
  };
  return { file, asked };
}

function nameOf(at: string): string {
  return (at.split(/[\\/]/).at(-1) ?? at).replace(/(\.suite)?\.json$/, "");
}

function readExpectation(value: unknown, at: string): Asked {
  if (!isMap(value)) return invalid(`${at}: expected an expectation with type and kwargs`);
  const type = value.type ?? value.expectation_type; // the latter before Great Expectations 1.0
  if (typeof type !== "string") return invalid(`${at}.type: expected the name of an expectation`);
  const expectation = Object.hasOwn(catalog, type) ? catalog[type] : undefined;
  if (!expectation)
    return invalid(`${at}.type: there is no expectation '${type}'.${didYouMean(type, Object.keys(catalog))}`);
  const kwargs = value.kwargs ?? {};
  if (!isMap(kwargs)) return invalid(`${at}.kwargs: expected an object`);
  const read = readKwargs(expectation, kwargs, `${at} (${type})`);
  const { meta, id, severity, notes } = value;
  const config: ExpectationConfig = {
    type,
    kwargs,
    ...(isMap(meta) ? { meta } : {}),
    ...(typeof id === "string" ? { id } : {}),
    ...(typeof severity === "string" ? { severity } : {}),
    ...(notes === undefined || notes === null ? {} : { notes }),
  };
  return { config, expectation, ...read };
}

/** Of every expectation, beside its own. */
const common = new Set([
  "batch_id",
  "result_format",
  "catch_exceptions",
  "id",
  "meta",
  "notes",
  "description",
  "rendered_content",
  "severity",
  "windows",
]);

function readKwargs(
  expectation: Expectation,
  given: Plain,
  at: string,
): { kwargs: Kwargs; parameter: string | undefined } {
  const { fields, isLoose = false, fault } = expectation;
  const values = new Map<string, unknown>();
  let parameter: string | undefined;
  for (const [key, value] of Object.entries(given)) {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (!field) {
      if (isLoose || common.has(key)) continue;
      const own = Object.keys(fields).join(", ");
      return invalid(`${at}: there is no kwarg '${key}'; there are ${own}`);
    }
    if (isMap(value) && "$PARAMETER" in value) {
      parameter = String(value.$PARAMETER);
      values.set(key, undefined);
      continue;
    }
    const read = field.read(value);
    if ("fault" in read) return invalid(`${at}: ${key}: ${read.fault}`);
    values.set(key, read.value);
  }
  for (const [key, field] of Object.entries(fields))
    if (field.isRequired && !Object.hasOwn(given, key)) return invalid(`${at}: ${key} is missing`);
  const kwargs = new Kwargs(values);
  const wrong = parameter === undefined ? (fault?.(kwargs) ?? conditionFault(kwargs)) : undefined;
  return wrong === undefined ? { kwargs, parameter } : invalid(`${at}: ${wrong}`);
}

/** Great Expectations' own conditions are read with the suite; those of pandas when they are asked. */
function conditionFault(kwargs: Kwargs): string | undefined {
  const [condition, parser] = [kwargs.any("row_condition"), kwargs.any("condition_parser")];
  if (typeof condition === "string" && !String(parser).startsWith("great_expectations")) return undefined;
  try {
    readRowCondition(condition, parser);
    return undefined;
  } catch (error) {
    if (error instanceof Unable) return `row_condition: ${error.message}`;
    throw error;
  }
}

/** Columns that a suite asks for values of, by name: of a wide table only these are read. */
export function columnsOf({ asked }: Suite): readonly string[] {
  const names = asked.flatMap(({ config: { kwargs } }) => [
    kwargs.column,
    kwargs.column_A,
    kwargs.column_B,
    ...(Array.isArray(kwargs.column_list) ? kwargs.column_list : []),
    ...namesIn(kwargs.row_condition, kwargs.condition_parser),
  ]);
  return [...new Set(names.filter((each): each is string => typeof each === "string"))];
}

/** A condition that does not read says so when it is asked. */
function namesIn(condition: unknown, parser: unknown): readonly string[] {
  try {
    const node = readRowCondition(condition, parser);
    return node === undefined ? [] : columnsIn(node);
  } catch (error) {
    if (error instanceof Unable) return [];
    throw error;
  }
}
