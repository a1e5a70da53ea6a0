import { type Value, type ValueMap, WholeFloat } from "./values";

/** Whether Python's `==` says so: `1`, `1.0` and `true` are one, and the order of a map's keys is nothing. */
export function pythonEquals(a: Value, b: Value): boolean {
  const [left, right] = [numberOf(a), numberOf(b)];
  if (left !== undefined && right !== undefined) return isSameNumber(left, right);
  if (left !== undefined || right !== undefined) return false;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((each, i) => pythonEquals(each, b[i] as Value));
  if (isMap(a) && isMap(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && pythonEquals(a[key] as Value, b[key] as Value))
    );
  }
  return a === b;
}

function numberOf(value: Value): number | bigint | undefined {
  if (typeof value === "number" || typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  return value instanceof WholeFloat ? value.value : undefined;
}

function isSameNumber(a: number | bigint, b: number | bigint): boolean {
  if (typeof a === typeof b) return a === b;
  // neither less nor more compares the two kinds by value; what is no number is neither, and equals nothing
  return !(a < b) && !(a > b) && !Number.isNaN(a) && !Number.isNaN(b);
}

function isMap(value: Value): value is ValueMap {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof WholeFloat);
}
