import type { PackedPoints } from "./points";
import { type Summary, summarize } from "./summary";

/** How far a whole series reaches, known without unpacking it. Lowest and highest are of the finite values; NaN when there is none. */
export type Extent = Pick<
  Summary,
  | "firstTime"
  | "lastTime"
  | "lowestStep"
  | "highestStep"
  | "min"
  | "minStep"
  | "minTime"
  | "max"
  | "maxStep"
  | "maxTime"
>;

/** Of points in the order of time; undefined when there are none. */
export function extentOf(points: PackedPoints): Extent | undefined {
  const count = points.values.length;
  return count === 0 ? undefined : summarize(points, 0, count);
}

/** Of equal values the earlier one counts. */
export function joinExtents(a: Extent | undefined, b: Extent): Extent {
  if (a === undefined) return b;
  const low = b.min < a.min || (b.min === a.min && b.minTime < a.minTime) || Number.isNaN(a.min) ? b : a;
  const high = b.max > a.max || (b.max === a.max && b.maxTime < a.maxTime) || Number.isNaN(a.max) ? b : a;
  return {
    firstTime: Math.min(a.firstTime, b.firstTime),
    lastTime: Math.max(a.lastTime, b.lastTime),
    lowestStep: Math.min(a.lowestStep, b.lowestStep),
    highestStep: Math.max(a.highestStep, b.highestStep),
    min: low.min,
    minStep: low.minStep,
    minTime: low.minTime,
    max: high.max,
    maxStep: high.maxStep,
    maxTime: high.maxTime,
  };
}
