import type { Value } from "../values";

/** What one parameter may be. Numbers lie in [low, high]; a choice is spoken of by its place in the list. */
export type Dimension = { readonly kind: "choice"; readonly values: readonly Value[] } | NumberRange;

export interface NumberRange {
  readonly kind: "float" | "integer";
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  /** From `low` on; integers have 1 without it. */
  readonly step?: number;
}

/** By parameter, in the order in which they were named. */
export type Space = ReadonlyMap<string, Dimension>;

/** A number each; of a choice the place in its list. */
export type Point = ReadonlyMap<string, number>;

/** A trial that was begun; without a score it runs, or it failed. */
export interface Observation {
  readonly point: Point;
  /** Less is better. */
  readonly score: number | undefined;
}

/** What the point says to the parameters. */
export function valuesAt(space: Space, point: Point): Map<string, Value> {
  const values = new Map<string, Value>();
  for (const [name, dimension] of space) {
    const at = point.get(name) ?? 0;
    values.set(name, dimension.kind === "choice" ? (dimension.values[at] ?? null) : at);
  }
  return values;
}

/** How many points there are; Infinity where a dimension has no steps. */
export function sizeOf(space: Space): number {
  let size = 1;
  for (const dimension of space.values()) {
    if (dimension.kind === "choice") size *= dimension.values.length;
    else size *= stepOf(dimension) === undefined ? Number.POSITIVE_INFINITY : stepsIn(dimension) + 1;
  }
  return size;
}

export function stepOf({ kind, step }: NumberRange): number | undefined {
  return step ?? (kind === "integer" ? 1 : undefined);
}

/** The number of the range that is next to `value`. */
export function onGrid(range: NumberRange, value: number): number {
  const clipped = Math.min(Math.max(value, range.low), range.high);
  const step = stepOf(range);
  if (step === undefined) return clipped;
  const at = range.low + Math.min(Math.round((clipped - range.low) / step), stepsIn(range)) * step;
  // 0.1 * 3 is 0.30000000000000004: as many digits as the step and the end have
  return Number(at.toPrecision(12));
}

function stepsIn(range: NumberRange): number {
  return Math.floor((range.high - range.low) / (stepOf(range) ?? 1) + 1e-9);
}
