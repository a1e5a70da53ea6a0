import { isList, isMap } from "../mapKeys";
import { floatOf } from "../numbers";
import { jsonValues, TextFault } from "../pipeline/files/jsonValues";
import { pythonEquals } from "../pythonEquals";
import { type Value, type ValueMap, WholeFloat } from "../values";
import { pythonRepr } from "./pythonText";

/** One value that differs. `diff` where both sides are numbers. */
export interface Change {
  readonly old: Value;
  readonly new: Value;
  readonly diff?: Value;
}

/** File, then dotted name; "" for a file that holds one value. */
export type Changes = ReadonlyMap<string, ReadonlyMap<string, Change>>;

/** As dvc compares files of metrics and params: leaf by leaf, a list as one leaf. `all` keeps what is the same. */
export function diffFiles(old: ReadonlyMap<string, Value>, fresh: ReadonlyMap<string, Value>, all: boolean): Changes {
  const changes = new Map<string, ReadonlyMap<string, Change>>();
  for (const path of [...new Set([...old.keys(), ...fresh.keys()])].sort()) {
    const found = diffFile(formatted(old.get(path) ?? {}), formatted(fresh.get(path) ?? {}), all);
    if (found.size > 0) changes.set(path, found);
  }
  return changes;
}

/** Lists are compared as the text that Python has of them. */
function formatted(value: Value): Value {
  if (isList(value)) return pythonRepr(value);
  if (!isMap(value)) return value;
  const map: Record<string, Value> = {};
  for (const [key, each] of Object.entries(value)) map[key] = formatted(each);
  return map;
}

function diffFile(oldRaw: Value, newRaw: Value, all: boolean): ReadonlyMap<string, Change> {
  const [old, fresh] = [parsed(oldRaw), parsed(newRaw)];
  if (!isMap(old) && !isMap(fresh)) {
    const change = diffValues(old, fresh, all);
    return new Map(change ? [["", change]] : []);
  }
  const [left, right] = [leavesOf(old), leavesOf(fresh)];
  const changes = new Map<string, Change>();
  for (const name of [...new Set([...left.names.keys(), ...right.names.keys()])].sort()) {
    const change = diffValues(left.get(name), right.get(name), all);
    if (change) changes.set(name, change);
  }
  return changes;
}

/** A text that is JSON is what it says. */
function parsed(raw: Value): Value {
  if (typeof raw !== "string") return raw;
  try {
    return jsonValues(raw);
  } catch (thrown) {
    if (thrown instanceof TextFault) return raw;
    throw thrown;
  }
}

interface Leaves {
  readonly names: ReadonlyMap<string, Value>;
  get(name: string): Value;
}

function leavesOf(value: Value): Leaves {
  const isNothing = value === null || value === false || value === 0 || value === "";
  if (!isMap(value) && !isNothing) return { names: new Map(), get: () => "unable to parse" };
  const names = new Map<string, Value>();
  if (isMap(value)) addLeaves(names, value, "");
  return { names, get: (name) => names.get(name) ?? null };
}

/** A map without entries has no leaves. */
export function addLeaves(names: Map<string, Value>, map: ValueMap, above: string): void {
  for (const [key, value] of Object.entries(map)) {
    if (isMap(value)) addLeaves(names, value, `${above}${key}.`);
    else names.set(above + key, value);
  }
}

function diffValues(old: Value, fresh: Value, all: boolean): Change | undefined {
  if (isList(old) && isList(fresh) && old.length === 1 && fresh.length === 1)
    return diffValues(old[0] as Value, fresh[0] as Value, all);
  if (!all && pythonEquals(old, fresh)) return undefined;
  const diff = difference(fresh, old);
  return { old, new: fresh, ...(diff === undefined ? {} : { diff }) };
}

/** As Python subtracts: whole numbers stay whole, true is 1. */
function difference(a: Value, b: Value): Value | undefined {
  const [left, right] = [numberOf(a), numberOf(b)];
  if (left === undefined || right === undefined) return undefined;
  if (typeof left === "bigint" && typeof right === "bigint") {
    const result = left - right;
    return Number.isSafeInteger(Number(result)) ? Number(result) : result;
  }
  return floatOf(Number(left) - Number(right));
}

function numberOf(value: Value): number | bigint | undefined {
  if (typeof value === "boolean") return BigInt(value);
  if (typeof value === "bigint") return value;
  if (value instanceof WholeFloat) return value.value;
  if (typeof value !== "number") return undefined;
  return Number.isInteger(value) ? BigInt(value) : value;
}
