import type { Direction } from "../../src/core/metrics/direction";
import type { ChartAxis } from "../../src/shared/charts";
import { type Points, union, valueEnds } from "./extent";
import type { ChartRun } from "./model";
import { createScale, type Ends, type Scale } from "./scales";
import { durationTicks, linearTicks, logTicks, type Tick, timeTicks } from "./ticks";
import { type Trace, traceLine } from "./trace";

/** A line with what it is drawn of. */
export interface SceneLine {
  readonly run: ChartRun;
  readonly raw: Points;
  /** At the same x; absent: the raw line is the line. */
  readonly smoothed?: Points;
  readonly best?: { readonly x: number; readonly y: number };
}

export interface SceneWish {
  readonly lines: readonly SceneLine[];
  readonly axis: ChartAxis;
  readonly isLogX: boolean;
  readonly isLogY: boolean;
  readonly clips: boolean;
  readonly direction: Direction;
  readonly threshold?: number | undefined;
  readonly highlighted?: string | undefined;
  /** What of the x axis is shown. */
  readonly view: Ends;
  readonly width: number;
  readonly height: number;
  /** How wide a label is. */
  measure(text: string): number;
}

export interface Stroke {
  readonly run: ChartRun;
  readonly trace: Trace;
  readonly width: number;
  readonly opacity: number;
}

/** All that is to be drawn, in pixels: what the canvas paints and what an SVG is written of. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly plot: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
  readonly across: Scale;
  readonly up: Scale;
  readonly xTicks: readonly (Tick & { readonly at: number; readonly anchor: "start" | "middle" | "end" })[];
  readonly yTicks: readonly (Tick & { readonly at: number })[];
  readonly strokes: readonly Stroke[];
  readonly best: readonly { readonly run: ChartRun; readonly x: number; readonly y: number }[];
  readonly threshold?: number;
}

const top = 6;
const bottom = 20;
/** More marks than runs that can be told apart say nothing. */
const mostMarked = 12;

export function layOut(wish: SceneWish): Scene {
  const { lines, view, width, height, isLogX, isLogY, threshold } = wish;
  const raws = lines.map(({ raw }) => raw);
  const ends = valueEnds(raws, { view, isLog: isLogY, clips: wish.clips, direction: wish.direction }) ?? {
    from: 0,
    to: 1,
  };
  const reach = withThreshold(ends, threshold, isLogY);
  const yLabels = (isLogY ? logTicks : linearTicks)(reach, height < 120 ? 3 : 5);
  const left = Math.ceil(Math.max(20, ...yLabels.map(({ label }) => wish.measure(label)))) + 8;
  const plot = { left, top, right: Math.max(left + 10, width - 4), bottom: height - bottom };
  const across = createScale(view, plot.left, plot.right, isLogX);
  const up = createScale(reach, plot.bottom, plot.top, isLogY);
  return {
    width,
    height,
    plot,
    across,
    up,
    xTicks: placeAcross(wish, across, plot),
    yTicks: yLabels.map((tick) => ({ ...tick, at: up.pixel(tick.value) })),
    strokes: strokesOf(wish, across, up),
    best: bestOf(wish).flatMap(({ run, best }) => {
      const [x, y] = [across.pixel(best.x), up.pixel(best.y)];
      const isIn = x >= plot.left - 1 && x <= plot.right + 1 && y >= plot.top - 1 && y <= plot.bottom + 1;
      return isIn ? [{ run, x, y }] : [];
    }),
    ...(threshold === undefined || Number.isNaN(up.pixel(threshold)) ? {} : { threshold: up.pixel(threshold) }),
  };
}

/** A threshold is brought into the picture unless it would flatten the lines. */
function withThreshold(ends: Ends, threshold: number | undefined, isLog: boolean): Ends {
  if (threshold === undefined || (isLog && threshold <= 0)) return ends;
  const span = ends.to - ends.from;
  if (threshold < ends.from - span || threshold > ends.to + span) return ends;
  return union([ends, { from: threshold - span * 0.03, to: threshold + span * 0.03 }]) ?? ends;
}

function placeAcross({ axis, isLogX, measure }: SceneWish, across: Scale, plot: Scene["plot"]): Scene["xTicks"] {
  const room = plot.right - plot.left;
  const isWide = axis === "time" || axis === "relative";
  const most = Math.max(2, Math.min(5, Math.floor(room / (isWide ? 72 : 52))));
  const make = axis === "time" ? timeTicks : axis === "relative" ? durationTicks : isLogX ? logTicks : linearTicks;
  const ends = { from: across.from, to: across.to };
  let free = Number.NEGATIVE_INFINITY;
  return make(ends, most).flatMap((tick) => {
    const at = across.pixel(tick.value);
    const half = measure(tick.label) / 2;
    const anchor = at + half > plot.right + 2 ? "end" : at - half < plot.left - 8 ? "start" : "middle";
    const start = anchor === "end" ? at - 2 * half : anchor === "start" ? at : at - half;
    if (start < free) return [];
    free = start + 2 * half + 8;
    return [{ ...tick, at, anchor } as const];
  });
}

function strokesOf({ lines, highlighted }: SceneWish, across: Scale, up: Scale): Stroke[] {
  const strokes: Stroke[] = [];
  const isDimmed = (id: string) => highlighted !== undefined && id !== highlighted;
  const ordered =
    highlighted === undefined
      ? lines
      : [...lines].sort((a, b) => Number(a.run.id === highlighted) - Number(b.run.id === highlighted));
  for (const { run, raw, smoothed } of ordered)
    if (smoothed)
      strokes.push({ run, trace: traceLine(raw, across, up), width: 1, opacity: isDimmed(run.id) ? 0.08 : 0.28 });
  for (const { run, raw, smoothed } of ordered) {
    const opacity = isDimmed(run.id) ? 0.22 : 1;
    strokes.push({ run, trace: traceLine(smoothed ?? raw, across, up), width: 1.75, opacity });
  }
  return strokes;
}

/** The best of each run; of many runs only the best of all. */
function bestOf({ lines, direction, highlighted }: SceneWish) {
  const found = lines.flatMap(({ run, best }) => (best ? [{ run, best }] : []));
  if (direction === "none" || found.length === 0) return [];
  if (found.length <= mostMarked) return found;
  const sign = direction === "higher" ? 1 : -1;
  const top = found.reduce((a, b) => (sign * (b.best.y - a.best.y) > 0 ? b : a));
  return found.filter((each) => each === top || each.run.id === highlighted);
}
