import type { Sweep } from "../overrides/override";
import { floatValue } from "../overrides/overrideFunctions";
import type { Value } from "../values";
import { findEndless, gridPoint } from "./grid";
import { randomPoint } from "./randomSearch";
import type { SearchKind } from "./readSweep";
import { type Dimension, type Observation, type Point, type Space, sizeOf, valuesAt } from "./space";
import { tpePoint } from "./tpe";

/** What a sweep goes over; numbers in a row (range) are a dimension of steps to a search that knows near from far. */
export function dimensionOf({ sweep }: Pick<Sweep, "sweep">, search: SearchKind): Dimension {
  if (sweep.kind === "choice") return { kind: "choice", values: sweep.values };
  if (sweep.kind !== "range") return sweep;
  const [first, second, last] = [sweep.values[0], sweep.values[1], sweep.values.at(-1)];
  const areWhole = sweep.values.every((each) => typeof each === "number" && Number.isInteger(each));
  if (
    search === "grid" ||
    !areWhole ||
    typeof first !== "number" ||
    typeof second !== "number" ||
    typeof last !== "number"
  )
    return { kind: "choice", values: sweep.values };
  return {
    kind: "integer",
    low: Math.min(first, last),
    high: Math.max(first, last),
    step: Math.abs(second - first),
    log: false,
  };
}

export interface Search {
  readonly kind: SearchKind;
  readonly space: Space;
  readonly seed: number;
}

/** Where the next trial goes; undefined behind the last point of a grid. `past` are the trials before it, in order. */
export function pointFor(
  { kind, space, seed }: Search,
  index: number,
  past: readonly Observation[],
): Point | undefined {
  if (kind === "grid") return gridPoint(space, index);
  return kind === "random" ? randomPoint(space, seed, index) : tpePoint(space, past, seed, index);
}

/** How many trials there are at most: all of a grid, else what is asked for. */
export function trialCount({ kind, space }: Search, asked: number | undefined): number {
  const size = sizeOf(space);
  if (kind === "grid") return Math.min(asked ?? size, size);
  return Math.min(asked ?? usualTrials, size);
}

const usualTrials = 20;

/** A parameter that a grid cannot go over. */
export function faultOfGrid({ kind, space }: Search): string | undefined {
  return kind === "grid" ? findEndless(space) : undefined;
}

/** The parameters' values at a point; what is a float by its range stays one. */
export function settingsAt(space: Space, point: Point): Map<string, Value> {
  const values = valuesAt(space, point);
  for (const [name, dimension] of space) {
    const value = values.get(name);
    if (dimension.kind === "float" && typeof value === "number") values.set(name, floatValue(value));
  }
  return values;
}
