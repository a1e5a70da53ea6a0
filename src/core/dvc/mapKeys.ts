import { floatText } from "./pythonFloat";
import { type Value, type ValueMap, WholeFloat } from "./values";

type Entry = readonly [key: Value, value: Value];

/** Of maps with keys that are no text (`64: relu`) or look like an index, which an object moves to its front. */
const asWritten = new WeakMap<ValueMap, readonly Entry[]>();

const index = /^(?:0|[1-9]\d*)$/;

/** A later entry with the same key takes the place of an earlier one, at the earlier one's position. */
export function mapOf(given: Iterable<Entry>): ValueMap {
  const entries = Array.isArray(given) ? (given as readonly Entry[]) : [...given];
  const map: Record<string, Value> = {};
  let isPlain = true;
  for (const [key, value] of entries) {
    const text = keyText(key);
    if (typeof key !== "string" || index.test(text)) isPlain = false;
    if (text === "__proto__") Object.defineProperty(map, text, { value, ...own });
    else map[text] = value;
  }
  if (!isPlain) asWritten.set(map, [...new Map(entries.map((entry) => [keyText(entry[0]), entry])).values()]);
  return map;
}

const own = { enumerable: true, writable: true, configurable: true };

/** Keys as the file has them, in the order of the file. */
export function entriesOf(map: ValueMap): readonly Entry[] {
  return asWritten.get(map) ?? Object.entries(map);
}

/** A key as Python's `str` writes it. */
export function keyText(key: Value): string {
  if (typeof key === "string") return key;
  if (key === null) return "None";
  if (key === true) return "True";
  if (key === false) return "False";
  if (key instanceof WholeFloat) return floatText(key.value);
  if (typeof key === "bigint") return String(key);
  if (typeof key === "number") return Number.isInteger(key) ? String(key) : floatText(key);
  throw new TypeError("a list or a map is no key");
}

/** The same of keys that are one to Python: `1`, `1.0` and `true`. */
export function keyIdentity(key: Value): string {
  if (typeof key === "string") return `'${key}`;
  if (key === null) return "null";
  return String(Number(key instanceof WholeFloat ? key.value : key));
}

export function isMap(value: Value | undefined): value is ValueMap {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof WholeFloat);
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}
