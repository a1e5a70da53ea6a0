import type { ColumnProfile, NumberProfile } from "../../../shared/profile";
import { sortNumbers } from "../../stats/sortNumbers";

export const shares = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
const mostTop = 10;

export interface Sorted {
  readonly numbers: NumberProfile;
  readonly distinct: number;
  readonly top: ColumnProfile["top"];
}

/** Of numbers without gaps, as pandas' `describe` has them: infinite ones are among them. */
export function numberProfile(present: Float64Array): Sorted {
  const sorted = sortNumbers(present);
  const n = sorted.length;
  const mean = sum(present, (value) => value) / n;
  const squares = sum(present, (value) => (value - mean) ** 2);
  let zeros = 0;
  let infinite = 0;
  for (let i = 0; i < n; i++) {
    const value = present[i] as number;
    if (value === 0) zeros++;
    else if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) infinite++;
  }
  const numbers = {
    mean: finite(mean),
    std: n > 1 ? finite(Math.sqrt(squares / (n - 1))) : null,
    min: n > 0 ? finite(sorted[0] as number) : null,
    max: n > 0 ? finite(sorted[n - 1] as number) : null,
    zeros,
    infinite,
    quantiles: Object.fromEntries(
      shares.map((share) => [String(share), n > 0 ? finite(quantile(sorted, share)) : null]),
    ),
  };
  return { numbers, ...runs(sorted) };
}

function sum(values: Float64Array, of: (value: number) => number): number {
  // in parts: a single sum of a million loses digits
  let total = 0;
  for (let from = 0; from < values.length; from += 1024) {
    let part = 0;
    for (let i = from; i < Math.min(values.length, from + 1024); i++) part += of(values[i] as number);
    total += part;
  }
  return total;
}

/** Between its neighbours, by how far it lies from each. */
export function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const [low, high] = [sorted[below] as number, sorted[Math.min(below + 1, sorted.length - 1)] as number];
  return low === high ? low : low + (high - low) * (place - below);
}

function runs(sorted: Float64Array): Pick<Sorted, "distinct" | "top"> {
  let distinct = 0;
  let top: { value: number; count: number }[] = [];
  let least = 0;
  for (let i = 0; i < sorted.length; ) {
    const value = sorted[i] as number;
    let end = i + 1;
    while (end < sorted.length && sorted[end] === value) end++;
    distinct++;
    const count = end - i;
    if (top.length < mostTop || count > least) {
      top.push({ value: value === 0 ? 0 : value, count });
      if (top.length > mostTop) top = top.sort((a, b) => b.count - a.count || a.value - b.value).slice(0, mostTop);
      least = Math.min(...top.map((each) => each.count));
    }
    i = end;
  }
  return { distinct, top: top.sort((a, b) => b.count - a.count || a.value - b.value) };
}

export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
