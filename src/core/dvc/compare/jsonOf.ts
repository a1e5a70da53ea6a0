import { isList, isMap } from "../mapKeys";
import { type Value, WholeFloat } from "../values";

/** A value as JSON has it. */
export function jsonOf(value: Value): unknown {
  if (value instanceof WholeFloat) return value.value;
  if (typeof value === "bigint") return Number(value);
  if (isList(value)) return value.map(jsonOf);
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, jsonOf(each)]));
  return value;
}
