import type { Value, ValueMap } from "../dvc/values";
import type { Place } from "./placedYaml";
import type { Scalar } from "./plainScalar";
import { quickYaml } from "./quickYaml";

/** A value of a YAML text as Python has it, and where it stands: offsets into the text. */
export type PlacedValue = PlacedMap | PlacedList | PlacedScalar;

export interface PlacedMap {
  readonly kind: "map";
  readonly from: number;
  readonly to: number;
  readonly entries: readonly PlacedPair[];
}

export interface PlacedPair {
  /** As it is written, also where YAML reads a number. */
  readonly key: string;
  /** Python has text for it: `1:` and `true:` are no text. */
  readonly isText: boolean;
  readonly from: number;
  readonly to: number;
  readonly value: PlacedValue;
}

export interface PlacedList {
  readonly kind: "list";
  readonly from: number;
  readonly to: number;
  readonly items: readonly PlacedValue[];
}

export interface PlacedScalar {
  readonly kind: "scalar";
  readonly from: number;
  readonly to: number;
  readonly value: Scalar;
  /** A date to Python, a text to us. */
  readonly isDate?: boolean;
}

export interface ReadFault {
  readonly message: string;
  readonly from: number;
  readonly to: number;
}

/**
 * A YAML text as values with places. The plain YAML that people and dvc write is read here in passing; for all else the
 * yaml package is loaded, which costs more than the rest of a command.
 */
export async function placedValues(
  text: string,
): Promise<{ readonly root: PlacedValue } | { readonly fault: ReadFault }> {
  const root = quickYaml(text);
  if (root) return { root };
  return (await import("./wholeYaml")).wholeYaml(text);
}

/** Without the places. */
export function plainValue(placed: PlacedValue): Value {
  if (placed.kind === "scalar") return placed.value;
  if (placed.kind === "list") return placed.items.map(plainValue);
  const map: Record<string, Value> = {};
  for (const { key, value } of placed.entries) setKey(map, key, plainValue(value));
  return map satisfies ValueMap;
}

/** As `map[key] = value`, also for `__proto__`. */
export function setKey<T>(map: Record<string, T>, key: string, value: T): void {
  if (key === "__proto__")
    Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  else map[key] = value;
}

/** Lines and columns from 1. */
export function placeIn(text: string, { from, to }: { readonly from: number; readonly to: number }): Place {
  const line = countLines(text, 0, from) + 1;
  const start = text.lastIndexOf("\n", from - 1) + 1;
  const end = Math.max(from, to);
  const endStart = text.lastIndexOf("\n", end - 1) + 1;
  return {
    line,
    column: from - start + 1,
    end: { line: line + countLines(text, from, end), column: end - endStart + 1 },
  };
}

function countLines(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf("\n", from); at !== -1 && at < to; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
