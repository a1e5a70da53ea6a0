import type { Direction } from "../../src/core/metrics/direction";
import { nearest, readAt } from "./find";
import type { ChartRun } from "./model";
import type { Scene, SceneLine } from "./scene";

/** What one run says where the cursor is. */
export interface Reading {
  readonly run: ChartRun;
  readonly x: number;
  /** As logged. */
  readonly value: number;
  /** Where its line is, in pixels. */
  readonly at: { readonly x: number; readonly y: number };
}

/** How far beyond its end a line still answers, in pixels. */
const slack = 6;

/** All runs at x, the best first; what is no number last. */
export function readAll(
  lines: readonly SceneLine[],
  { across, up }: Scene,
  x: number,
  direction: Direction,
): Reading[] {
  const perPixel = Math.abs(across.value(across.pixel(x) + slack) - x);
  const readings = lines.flatMap(({ run, raw, smoothed }): Reading[] => {
    const place = readAt(raw.x, x, perPixel);
    if (place < 0) return [];
    const found = raw.x[place] as number;
    const drawn = (smoothed ?? raw).y[place] as number;
    return [{ run, x: found, value: raw.y[place] as number, at: { x: across.pixel(found), y: up.pixel(drawn) } }];
  });
  const sign = direction === "lower" ? 1 : -1;
  return readings.sort((a, b) => {
    if (Number.isNaN(a.value) || Number.isNaN(b.value))
      return Number(Number.isNaN(a.value)) - Number(Number.isNaN(b.value));
    return sign * (a.value - b.value);
  });
}

/** The reading whose line is nearest to the pointer. */
export function nearestReading(readings: readonly Reading[], y: number): Reading | undefined {
  let best: Reading | undefined;
  for (const reading of readings)
    if (best === undefined || Math.abs(reading.at.y - y) < Math.abs(best.at.y - y)) best = reading;
  return best;
}

/** The point of any line that is nearest to a place on the axis: the cursor stands on what was logged. */
export function snap(lines: readonly SceneLine[], across: Scene["across"], x: number): number {
  let [best, distance] = [x, Number.POSITIVE_INFINITY];
  const wanted = across.pixel(x);
  for (const { raw } of lines) {
    const place = nearest(raw.x, x);
    if (place < 0) continue;
    const found = raw.x[place] as number;
    const off = Math.abs(across.pixel(found) - wanted);
    if (off < distance) [best, distance] = [found, off];
  }
  return best;
}

/** The next logged place on the axis after x, or before it. */
export function nextPlace(lines: readonly SceneLine[], x: number, direction: 1 | -1): number | undefined {
  let best: number | undefined;
  for (const { raw } of lines) {
    const near = Math.max(0, nearest(raw.x, x));
    for (let i = Math.max(0, near - 1); i <= near + 1 && i < raw.x.length; i++) {
      const found = raw.x[i] as number;
      if (direction * (found - x) > 0 && (best === undefined || direction * (best - found) > 0)) best = found;
    }
  }
  return best;
}

/** At most so many are shown; the nearest is always among them. */
export function shortList(readings: readonly Reading[], near: Reading | undefined, most: number): readonly Reading[] {
  if (readings.length <= most) return readings;
  const first = readings.slice(0, most);
  return near === undefined || first.includes(near) ? first : [...first.slice(0, -1), near];
}
