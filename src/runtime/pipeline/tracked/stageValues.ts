import { entriesOf, isList, isMap, keyText } from "../../../core/dvc/mapKeys";
import { floatText } from "../../../core/dvc/pythonFloat";
import { pythonJson } from "../../../core/dvc/pythonJson";
import { type Value, type ValueMap, WholeFloat } from "../../../core/dvc/values";
import { openValueFiles } from "../paramValues";

const longestKey = 250;
/** A metrics file may hold a whole table. */
const mostMetrics = 1000;

/** The parameters of a stage as a run has them: by dotted name, behind their file's where two files have the same one. */
export function textsOf(params: ReadonlyMap<string, ValueMap>): Record<string, string> {
  const found = new Map<string, string>();
  for (const [file, values] of params)
    for (const [name, value] of leaves(values, "")) {
      const key = cleanKey(found.has(name) ? `${file}:${name}` : name);
      if (key !== undefined) found.set(key, textOf(value));
    }
  return Object.fromEntries(found);
}

/** The numbers of metrics files, by dotted name. What cannot be read as one is left out. */
export async function metricsIn(root: string, files: readonly string[]): Promise<Record<string, number>> {
  const opened = openValueFiles(root);
  const found = new Map<string, number>();
  for (const file of files) {
    const read = await opened.get(file);
    if (!read || "fault" in read) continue; // it may be a folder, or a table: dvc leaves it to the person as well
    for (const [name, value] of leaves(read.value, "")) {
      const number = numberOf(value);
      const key = cleanKey(found.has(name) ? `${file}:${name}` : name);
      if (number !== undefined && key !== undefined && found.size < mostMetrics) found.set(key, number);
    }
  }
  return Object.fromEntries(found);
}

function* leaves(value: Value, at: string): Iterable<readonly [string, Value]> {
  if (!isMap(value)) {
    if (at !== "") yield [at, value];
    return;
  }
  for (const [key, each] of entriesOf(value)) yield* leaves(each, at === "" ? keyText(key) : `${at}.${keyText(key)}`);
}

function numberOf(value: Value): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  return value instanceof WholeFloat ? value.value : undefined;
}

/** As Python's `str`, which is what a script that logs them itself sends. */
function textOf(value: Value): string {
  if (typeof value === "string") return value;
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : floatText(value);
  if (value instanceof WholeFloat) return floatText(value.value);
  return isList(value) || isMap(value) ? pythonJson(value) : "";
}

/** What the tracking takes as a name. */
function cleanKey(name: string): string | undefined {
  const clean = name.replaceAll(/[^/\p{L}\p{N}_.\- :]/gu, "_").slice(0, longestKey);
  return clean === "" || clean.split("/").some((part) => part === "" || part === "." || part === "..")
    ? undefined
    : clean;
}
