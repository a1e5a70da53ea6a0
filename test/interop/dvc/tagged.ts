import { entriesOf, isList, isMap } from "../../../src/core/dvc/mapKeys";
import { floatText } from "../../../src/core/dvc/pythonFloat";
import { type Value, WholeFloat } from "../../../src/core/dvc/values";

/** A value with its Python type, as `formats.py` sends and takes it. */
export function tagged(value: Value): unknown {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "bigint") return { int: String(value) };
  if (value instanceof WholeFloat) return { float: floatText(value.value) };
  if (typeof value === "number") return Number.isInteger(value) ? { int: String(value) } : { float: floatText(value) };
  if (isList(value)) return { list: value.map(tagged) };
  if (isMap(value)) return { map: entriesOf(value).map(([key, each]) => [tagged(key), tagged(each)]) };
  throw new TypeError("no value");
}
