import { mapOf } from "../dvc/mapKeys";
import type { Value, ValueMap } from "../dvc/values";
import { plainScalar } from "./plainScalar";
import { quickYaml } from "./quickYaml";

/** A value of a YAML text as Python has it, and where it stands: offsets into the text. */
export type PlacedValue = PlacedMap | PlacedList | PlacedScalar;

export type Scalar = Exclude<Value, readonly Value[] | ValueMap>;

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
  return mapOf(
    placed.entries.map(({ key, isText, value }) => [isText ? key : plainScalar(key), plainValue(value)] as const),
  );
}
