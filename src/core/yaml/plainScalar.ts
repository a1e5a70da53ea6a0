import { WholeFloat } from "../dvc/values";

export type Scalar = null | boolean | string | number | bigint | WholeFloat;

const float =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?)$/;
const integer = /^([-+]?)(?:0b([01_]+)|0o([0-7_]+)|([0-9_]+)|0x([0-9a-fA-F_]+))$/;
const date =
  /^\d{4}-(?:\d\d-\d\d|\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/;
const words: Readonly<Record<string, Scalar>> = {
  "": null,
  "~": null,
  null: null,
  Null: null,
  NULL: null,
  true: true,
  True: true,
  TRUE: true,
  false: false,
  False: false,
  FALSE: false,
  ".inf": Infinity,
  ".Inf": Infinity,
  ".INF": Infinity,
  "+.inf": Infinity,
  "+.Inf": Infinity,
  "+.INF": Infinity,
  "-.inf": -Infinity,
  "-.Inf": -Infinity,
  "-.INF": -Infinity,
  ".nan": Number.NaN,
  ".NaN": Number.NaN,
  ".NAN": Number.NaN,
};

/** What a text without quotes stands for in YAML 1.2 as ruamel reads it: `1_000` and `007` are integers, `yes` is text. */
export function plainScalar(text: string): Scalar {
  if (Object.hasOwn(words, text)) return words[text] as Scalar;
  const first = text.charCodeAt(0);
  // digits, signs and a dot; nothing else begins a number
  if (!((first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46)) return text;
  if (float.test(text)) return floatOf(Number(text.replaceAll("_", "")));
  const whole = integer.exec(text);
  if (whole) return integerOf(whole) ?? text;
  return text;
}

/** A date to YAML 1.1; Python makes one of it, which dvc cannot write into a lock. */
export function isDate(text: string): boolean {
  return date.test(text);
}

/** A number of a text that has a point or an exponent. */
export function floatOf(value: number): number | WholeFloat {
  return Number.isInteger(value) ? new WholeFloat(value) : value;
}

/** A bigint where a number would lose digits. */
export function wholeOf(digits: string, isNegative = false): number | bigint {
  const value = Number(digits);
  if (Number.isSafeInteger(value)) return isNegative && value !== 0 ? -value : value;
  const exact = BigInt(digits);
  return isNegative ? -exact : exact;
}

function integerOf([, sign, binary, octal, decimal, hex]: RegExpExecArray): number | bigint | undefined {
  const [prefix, written = ""] = binary ? ["0b", binary] : octal ? ["0o", octal] : hex ? ["0x", hex] : ["", decimal];
  const digits = written.replaceAll("_", "");
  return digits === "" ? undefined : wholeOf(prefix + digits, sign === "-");
}
