import type { Direction } from "../../src/core/metrics/direction";
import { firstAtLeast } from "./find";
import type { Ends } from "./scales";

/** Points along x, ascending. */
export interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** How far these reach, those not above zero left out on a log axis; undefined when there is nothing. */
export function union(reaches: Iterable<Ends | undefined>): Ends | undefined {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const reach of reaches) {
    if (reach === undefined) continue;
    if (reach.from < from) from = reach.from;
    if (reach.to > to) to = reach.to;
  }
  return from <= to ? { from, to } : undefined;
}

export interface ValueWish {
  /** Of the x axis, which values count. */
  readonly view: Ends;
  readonly isLog: boolean;
  readonly clips: boolean;
  readonly direction: Direction;
}

/** Of the values of all lines, what share at either end may be an outlier. */
const share = 0.02;
/** As many values tell where the outliers begin. */
const enough = 4000;

/** What the y axis must reach. A clip leaves out far ends that few points make, though never the better one unless it is absurd. */
export function valueEnds(lines: readonly Points[], { view, isLog, clips, direction }: ValueWish): Ends | undefined {
  const spans = lines.map(({ x }) => {
    const last = firstAtLeast(x, view.to);
    return { first: firstAtLeast(x, view.from), last: x[last] === view.to ? last + 1 : last };
  });
  const all = spans.reduce((sum, { first, last }) => sum + Math.max(0, last - first), 0);
  if (all === 0) return undefined;
  const stride = Math.max(1, Math.ceil(all / enough));
  const sample: number[] = [];
  let [low, high, met] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const [i, { first, last }] of spans.entries()) {
    const y = (lines[i] as Points).y;
    for (let j = first; j < last; j++) {
      const value = y[j] as number;
      if (value - value !== 0 || (isLog && value <= 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
      if (clips && met++ % stride === 0) sample.push(value);
    }
  }
  if (low > high) return undefined;
  const clipped = clips && sample.length > 10 ? clip(sample, { from: low, to: high }, direction, isLog) : undefined;
  return padded(clipped ?? { from: low, to: high }, isLog);
}

function clip(values: number[], all: Ends, direction: Direction, isLog: boolean): Ends {
  const read = (value: number) => (isLog ? Math.log(value) : value);
  const sorted = Float64Array.from(values, read).sort();
  const low = sorted[Math.floor(share * sorted.length)] as number;
  const high = sorted[Math.ceil((1 - share) * sorted.length) - 1] as number;
  const span = high - low;
  const [least, most] = [read(all.from), read(all.to)];
  // an end that is near stays: cutting it off would gain nothing
  const from = low - least <= span * (direction === "lower" ? 3 : 0.35) ? least : low;
  const to = most - high <= span * (direction === "higher" ? 3 : 0.35) ? most : high;
  return isLog ? { from: Math.exp(from), to: Math.exp(to) } : { from, to };
}

function padded({ from, to }: Ends, isLog: boolean): Ends {
  if (isLog) {
    const factor = from === to ? 2 : (to / from) ** 0.04;
    return { from: from / factor, to: to * factor };
  }
  const by = from === to ? (Math.abs(from) || 1) * 0.1 : (to - from) * 0.04;
  return { from: from - by, to: to + by };
}
