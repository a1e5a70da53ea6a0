import { type Value, WholeFloat } from "../dvc/values";

const int = /^[-+]?(?:0b[01_]+|0o?[0-7_]+|[0-9_]+|0x[0-9a-fA-F_]+)$/;
const float =
  /^(?:[-+]?[0-9][0-9_]*(?:\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)|[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const date =
  /^\d{4}-(?:\d\d-\d\d|\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/;

const words: ReadonlyMap<string, boolean | null> = new Map([
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...["true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["false", "False", "FALSE"].map((word) => [word, false] as const),
]);

/** Letters that a number, a word with a meaning or a date may start with. */
const meaningful = /^(?:[-+.\d~nNtTfF<=]|$)/;

/** What a scalar without quotes means in YAML 1.2 as Python reads it; `isDate` tells which texts it would take as a date. */
export function plainScalar(text: string): Value {
  if (!meaningful.test(text)) return text;
  const word = words.get(text);
  if (word !== undefined) return word;
  if (float.test(text)) return floatOf(text);
  if (int.test(text)) return intOf(text);
  return text;
}

export function isDate(text: string): boolean {
  return date.test(text);
}

/** Whether a text without quotes would be read as that text. */
export function isPlainText(text: string): boolean {
  if (!meaningful.test(text)) return true;
  return !(words.has(text) || text === "=" || text === "<<" || float.test(text) || int.test(text) || date.test(text));
}

function intOf(text: string): Value {
  const digits = text.replace(/[_+-]/g, "");
  if (digits === "" || /^0[bxo]$/.test(digits)) return text;
  const size = BigInt(/^0[bxo]/.test(digits) ? digits : digits.replace(/^0+(?=\d)/, ""));
  const value = text.startsWith("-") ? -size : size;
  const asNumber = Number(value);
  return Number.isSafeInteger(asNumber) ? asNumber + 0 : value;
}

function floatOf(text: string): Value {
  const bare = text.replace(/_/g, "").toLowerCase();
  if (bare.endsWith(".inf")) return bare.startsWith("-") ? -Infinity : Infinity;
  if (bare === ".nan") return Number.NaN;
  const value = Number(bare);
  if (Number.isNaN(value)) return text;
  return Number.isInteger(value) ? new WholeFloat(value) : value;
}
