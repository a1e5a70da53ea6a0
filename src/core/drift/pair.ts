import type { ColumnType } from "../../shared/drift";
import { countBins, type NumberKind, sturgesEdges } from "../stats/compare/bins";
import { filledOf, type NumberSide, type Side, talliesOf } from "./side";

/** A column of both tables. */
export interface Pair {
  readonly name: string;
  readonly type: ColumnType;
  readonly reference: Side;
  readonly current: Side;
}

/** The values of either side, and how often each stands on both. */
export interface Aligned {
  readonly keys: readonly (string | number)[];
  readonly reference: Float64Array;
  readonly current: Float64Array;
}

export function align({ reference, current }: Pair): Aligned {
  const [old, fresh] = [talliesOf(reference), talliesOf(current)];
  const keys = [...old.keys];
  const places = new Map<string | number, number>();
  for (const [i, key] of keys.entries()) places.set(key, i);
  const at = fresh.keys.map((key) => {
    const found = places.get(key);
    if (found !== undefined) return found;
    keys.push(key);
    return keys.length - 1;
  });
  const counts = { reference: new Float64Array(keys.length), current: new Float64Array(keys.length) };
  counts.reference.set(old.counts);
  for (const [i, place] of at.entries()) counts.current[place] = fresh.counts[i] as number;
  return { keys, ...counts };
}

/** The sorted numbers of both sides; only of columns of the type num. */
export function numbersOf({ reference, current }: Pair): {
  readonly reference: Float64Array;
  readonly current: Float64Array;
} {
  return { reference: sortedOf(reference), current: sortedOf(current) };
}

/** The same in any order. */
export function unsortedOf({ reference, current }: Pair): {
  readonly reference: Float64Array;
  readonly current: Float64Array;
} {
  const values = (side: Side) => (side.kind === "numbers" ? side.values : sortedOf(side));
  return { reference: values(reference), current: values(current) };
}

/** True and false stand for 1 and 0. */
function sortedOf(side: Side): Float64Array {
  if (side.kind === "numbers") return side.sorted();
  const sorted = new Float64Array(side.filled);
  const ones = side.keys.indexOf(1);
  if (ones >= 0) sorted.fill(1, side.filled - (side.counts[ones] as number));
  return sorted;
}

/** How many values differ over both sides, or `enough` where there are at least so many. */
export function distinctUpTo(enough: number, pair: Pair): number {
  const { reference, current } = pair;
  if (reference.kind !== "numbers" || current.kind !== "numbers") return Math.min(enough, align(pair).keys.length);
  const seen: number[] = [];
  for (const { values } of [reference, current]) {
    addDistinct(seen, values, enough);
    if (seen.length >= enough) return enough;
  }
  return seen.length;
}

function addDistinct(seen: number[], values: Float64Array, enough: number): void {
  let last = Number.NaN;
  for (let i = 0; i < values.length && seen.length < enough; i++) {
    const value = values[i] as number;
    if (value === last) continue;
    last = value;
    if (!seen.includes(value)) seen.push(value);
  }
}

/** From so many different values in the reference on, numbers are put in bins. */
const binnedFrom = 21;

/** Shares of what is compared: of bins, or of each value. */
export function sharesOf(pair: Pair): { readonly reference: Float64Array; readonly current: Float64Array } {
  const { reference, current } = pair;
  const isBinned = pair.type === "num" && reference.kind === "numbers" && hasDistinct(reference, binnedFrom);
  if (!isBinned) {
    const counts = align(pair);
    return {
      reference: counts.reference.map((count) => count / filledOf(reference)),
      current: counts.current.map((count) => count / filledOf(current)),
    };
  }
  const [old, fresh] = [reference.sorted(), sortedOf(current)];
  const edges = sturgesEdges(...rangeOf(old, fresh), old.length + fresh.length, precisionOf(pair));
  return {
    reference: countBins(old, edges).map((count) => count / old.length),
    current: countBins(fresh, edges).map((count) => count / fresh.length),
  };
}

export function rangeOf(a: Float64Array, b: Float64Array): [number, number] {
  return [Math.min(a[0] as number, b[0] as number), Math.max(a.at(-1) as number, b.at(-1) as number)];
}

/** What both are where they are put together. */
export function precisionOf({ reference, current }: Pair): NumberKind {
  const kinds = [reference, current].map((side) => (side.kind === "numbers" ? side.precision : "integer"));
  return kinds[0] === kinds[1] ? (kinds[0] as NumberKind) : "double";
}

function hasDistinct({ values }: NumberSide, least: number): boolean {
  const seen: number[] = [];
  addDistinct(seen, values, least);
  return seen.length >= least;
}
