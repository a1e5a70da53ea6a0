import { formatNumber } from "../../shared/format";

/** Four significant digits of the largest, in as many decimals as the column needs and no more. */
const significant = 4;
const mostDecimals = 8;

/** How many decimals every number of a column is written with. */
export function decimalsOf(values: Iterable<number>): number {
  let largest = 0;
  let needed = 0;
  for (const value of values) {
    if (!Number.isFinite(value) || value === 0) continue;
    const size = Math.abs(value);
    if (size >= 1e6 || size < 1e-4) continue; // written with an exponent
    if (size > largest) largest = size;
    if (needed < mostDecimals) needed = Math.max(needed, decimalsIn(size));
  }
  if (largest === 0) return 0;
  const wanted = significant - 1 - Math.floor(Math.log10(largest));
  return Math.max(0, Math.min(wanted, needed, mostDecimals));
}

/** Decimals that the shortest writing of a number has, up to `mostDecimals`. */
function decimalsIn(value: number): number {
  if (Number.isInteger(value)) return 0;
  const text = String(value);
  const point = text.indexOf(".");
  return point < 0 || text.includes("e") ? mostDecimals : Math.min(mostDecimals, text.length - point - 1);
}

/** 0.8769, −0.0053, NaN; a number that these decimals would make 0 keeps its own digits. */
export function formatAt(value: number, decimals: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size >= 1e6) return formatNumber(value);
  const text = size.toFixed(decimals);
  if (size !== 0 && Number(text) === 0) return formatNumber(value);
  return value < 0 ? `\u2212${text}` : text;
}

/** A difference says which way; `=` when it is below the column's precision, nothing when there is none to tell. */
export function formatDelta(delta: number, decimals: number): string {
  if (Number.isNaN(delta)) return "";
  if (Number.isFinite(delta) && Math.abs(delta) < 1e6) {
    const text = Math.abs(delta).toFixed(decimals);
    if (Number(text) === 0) return "=";
    return `${delta < 0 ? "\u2212" : "+"}${text}`;
  }
  return delta > 0 ? `+${formatNumber(delta)}` : formatNumber(delta);
}

export interface Spread {
  readonly count: number;
  readonly mean: number;
  /** Of the sample; 0 for one value. */
  readonly std: number;
}

/** Mean and standard deviation of what is finite; undefined when nothing is. */
export function spreadOf(values: Iterable<number>): Spread | undefined {
  let count = 0;
  let mean = 0;
  let squares = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    count++;
    const off = value - mean;
    mean += off / count;
    squares += off * (value - mean); // Welford: does not lose digits to large means
  }
  if (count === 0) return undefined;
  return { count, mean, std: count > 1 ? Math.sqrt(squares / (count - 1)) : 0 };
}
