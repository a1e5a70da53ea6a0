import { compareText } from "./compareText";
import { entriesOf, isList, isMap } from "./mapKeys";
import { floatText } from "./pythonFloat";
import { type Value, WholeFloat } from "./values";

/** `json.dumps(value, sort_keys=True)` of Python, byte for byte: hashes are made of it. */
export function pythonJson(value: Value): string {
  if (value === null) return "null";
  if (typeof value === "string") return jsonText(value);
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : jsonFloat(value);
  if (value instanceof WholeFloat) return jsonFloat(value.value);
  if (isList(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (!isMap(value)) throw new TypeError("no value of JSON");
  const entries = sortedEntries(value).map(([key, each]) => `${jsonText(jsonKey(key))}: ${pythonJson(each)}`);
  return `{${entries.join(", ")}}`;
}

/** Texts by code point, numbers by their size; Python refuses to sort both together. */
function sortedEntries(map: Parameters<typeof entriesOf>[0]): readonly (readonly [Value, Value])[] {
  const entries = [...entriesOf(map)];
  if (entries.every(([key]) => typeof key === "string")) {
    return entries.sort(([a], [b]) => compareText(a as string, b as string));
  }
  return entries.sort(([a], [b]) => numberOf(a) - numberOf(b) || compareText(jsonKey(a), jsonKey(b)));
}

function numberOf(key: Value): number {
  if (key instanceof WholeFloat) return key.value;
  if (typeof key === "number" || typeof key === "bigint" || typeof key === "boolean") return Number(key);
  return 0;
}

function jsonKey(key: Value): string {
  return typeof key === "string" ? key : pythonJson(key);
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\b": "\\b",
  "\f": "\\f",
};

const plain = /^[ !#-[\]-~]*$/;

/** As Python writes a text in JSON: all that is not ASCII is escaped. */
export function jsonText(text: string): string {
  if (plain.test(text)) return `"${text}"`;
  const escaped = text.replace(
    /[^ !#-[\]-~]/g,
    (one) => escapes[one] ?? `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `"${escaped}"`;
}

function jsonFloat(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  return floatText(value);
}
