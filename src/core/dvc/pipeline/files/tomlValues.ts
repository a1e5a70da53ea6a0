import { parse, TomlDate, TomlError } from "smol-toml";
import { mapOf } from "../../mapKeys";
import { floatOf, wholeOf } from "../../numbers";
import type { Value } from "../../values";
import { TextFault } from "./jsonValues";

/** TOML with integers and floats told apart. Dates are texts. Throws TextFault. */
export function tomlValues(source: string): Value {
  try {
    return valueOfToml(parse(source, { integersAsBigInt: true }));
  } catch (thrown) {
    if (!(thrown instanceof TomlError)) throw thrown;
    const message = (thrown.message.split("\n", 1)[0] ?? "").replace(/^Invalid TOML document: /, "");
    throw new TextFault(message, offsetOf(source, thrown.line, thrown.column));
  }
}

function valueOfToml(value: unknown): Value {
  if (typeof value === "bigint") return value < 0n ? wholeOf(String(-value), true) : wholeOf(String(value));
  if (typeof value === "number") return floatOf(value);
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(valueOfToml);
  if (value instanceof TomlDate) return value.toISOString();
  return mapOf(Object.entries(value as object).map(([key, each]) => [key, valueOfToml(each)] as const));
}

function offsetOf(source: string, line: number, column: number): number {
  let at = 0;
  for (let left = line; left > 1; left--) at = source.indexOf("\n", at) + 1;
  return at + column - 1;
}
