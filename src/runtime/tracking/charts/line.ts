import { joinBySteps } from "../../../core/series/joinBySteps";
import { ascending, inThatOrder } from "../../../core/series/order";
import { pickPoints } from "../../../core/series/pickPoints";
import type { ChartSeries, ChartsQuery, Extreme } from "../../../shared/charts";
import type { PackedPoints } from "../../kernel/store/points";

/** A whole series along an axis, `x` ascending. */
export interface Line {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly smoothed?: Float64Array;
  /** What was taken from the times; 0 on other axes. */
  readonly origin: number;
}

/** Where the points of a run lie on an axis of its own; another metric is joined by step. */
export type Along =
  | { readonly by: "step" }
  | { readonly by: "time"; readonly origin: number }
  | { readonly by: "metric"; readonly points: PackedPoints };

/** Of points in the order of time. */
export function lineOf(points: PackedPoints, along: Along): Line {
  if (along.by === "metric") return { ...joinBySteps(along.points, points), origin: 0 };
  const origin = along.by === "time" ? along.origin : 0;
  const raw = along.by === "step" ? points.steps : points.times;
  const x = origin === 0 ? raw : raw.map((time) => time - origin);
  const order = ascending(x);
  return { x: inThatOrder(x, order), y: inThatOrder(points.values, order), origin };
}

/** The two points that a chart marks. */
export function extremesOf({ x, y }: Pick<Line, "x" | "y">): { min?: Extreme; max?: Extreme } {
  let low = -1;
  let high = -1;
  for (let i = 0; i < y.length; i++) {
    const value = y[i] as number;
    if (value - value !== 0) continue;
    if (low < 0 || value < (y[low] as number)) low = i;
    if (high < 0 || value > (y[high] as number)) high = i;
  }
  const at = (i: number): Extreme => ({ x: x[i] as number, y: y[i] as number });
  return low < 0 ? {} : { min: at(low), max: at(high) };
}

type Shown = Pick<ChartSeries, "x" | "y" | "smoothed" | "reduced">;

/** What of the line is in view, in few enough points. */
export function showLine(line: Line, { from, to, points }: Pick<ChartsQuery, "from" | "to" | "points">): Shown {
  const view = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }), buckets: points >> 1 };
  const { places, reduced } = pickPoints(line.x, line.y, view);
  if (places.length === line.x.length) {
    const { origin, ...whole } = line;
    return { ...whole, reduced };
  }
  const pick = (values: Float64Array) => {
    const picked = new Float64Array(places.length);
    for (let i = 0; i < places.length; i++) picked[i] = values[places[i] as number] as number;
    return picked;
  };
  return {
    x: pick(line.x),
    y: pick(line.y),
    ...(line.smoothed ? { smoothed: pick(line.smoothed) } : {}),
    reduced,
  };
}

/** Between which values all but a share at either end lie; undefined when nothing is finite. */
export function withoutOutliers(values: Float64Array, share: number): { low: number; high: number } | undefined {
  const finite = values.filter((value) => Number.isFinite(value)).sort();
  if (finite.length === 0) return undefined;
  const at = (place: number) => finite[Math.min(finite.length - 1, Math.max(0, place))] as number;
  return { low: at(Math.floor(share * finite.length)), high: at(Math.ceil((1 - share) * finite.length) - 1) };
}
