import { inOrder, noPoints, type PackedPoints } from "./points";
import type { ChartWindow } from "./store";
import type { Summary } from "./summary";

/** Picks what a chart must show: per bucket the lowest and highest finite point, and the first of each kind that is not finite. */
export class ChartPicker {
  private readonly from: number;
  private readonly to: number;
  private readonly width: number;
  private readonly picked: Float64Array;
  private readonly has: Uint8Array;

  /** `from` and `to` are the ends of what is shown, both within it. */
  constructor(
    readonly axis: "step" | "time",
    view: { readonly from: number; readonly to: number },
    readonly buckets: number,
  ) {
    this.from = view.from;
    this.to = view.to;
    this.width = (view.to - view.from) / buckets || 1;
    this.picked = new Float64Array(buckets * kinds * 3);
    this.has = new Uint8Array(buckets * kinds);
  }
  add({ values, steps, times }: PackedPoints): void {
    const along = this.axis === "step" ? steps : times;
    // a million times through here: neighbours are mostly in one bucket, and neither its lowest nor its highest
    let start = 1;
    let end = 0;
    let min = 0;
    let max = 0;
    for (let i = 0; i < values.length; i++) {
      const x = along[i] as number;
      const value = values[i] as number;
      if (x >= start && x < end && value >= min && value <= max) continue;
      if (!(x >= this.from && x <= this.to)) continue;
      this.addOne(x, value, steps[i] as number, times[i] as number);
      const bucket = this.bucketOf(x);
      start = x;
      end = bucket === this.buckets - 1 ? this.to : this.from + bucket * this.width + this.width * inner;
      const first = bucket * kinds;
      const has = this.has[first] === 1;
      min = has ? (this.picked[first * 3] as number) : Number.POSITIVE_INFINITY;
      max = has ? (this.picked[first * 3 + 3] as number) : Number.NEGATIVE_INFINITY;
    }
  }
  addOne(x: number, value: number, step: number, time: number): void {
    const first = this.bucketOf(x) * kinds;
    if (value - value === 0) {
      if (this.has[first] === 0 || value < (this.picked[first * 3] as number)) this.put(first, value, step, time);
      if (this.has[first + 1] === 0 || value > (this.picked[first * 3 + 3] as number))
        this.put(first + 1, value, step, time);
      return;
    }
    const slot = first + (Number.isNaN(value) ? 2 : value > 0 ? 3 : 4);
    if (this.has[slot] === 0) this.put(slot, value, step, time);
  }
  /** True when the block lies in one bucket and is finite throughout: then it need not be unpacked. */
  takeSummary(summary: Summary, { from, to }: Range): boolean {
    const inside = from >= this.from && to <= this.to && this.bucketOf(from) === this.bucketOf(to);
    if (!inside || summary.finite < summary.count) return false;
    this.addOne(
      this.axis === "step" ? summary.minStep : summary.minTime,
      summary.min,
      summary.minStep,
      summary.minTime,
    );
    this.addOne(
      this.axis === "step" ? summary.maxStep : summary.maxTime,
      summary.max,
      summary.maxStep,
      summary.maxTime,
    );
    return true;
  }
  bucketOf(x: number): number {
    const bucket = Math.floor((x - this.from) / this.width);
    return bucket >= this.buckets ? this.buckets - 1 : bucket;
  }
  /** In the order of the axis. */
  result(): PackedPoints {
    const slots: number[] = [];
    for (let bucket = 0; bucket < this.buckets; bucket++) {
      const first = slots.length;
      for (let kind = 0; kind < kinds; kind++) {
        const slot = bucket * kinds + kind;
        if (this.has[slot] === 0 || (kind === 1 && this.isSame(slot - 1, slot))) continue;
        let at = slots.push(slot) - 1;
        // a handful at most: each is moved down to its place
        for (; at > first && this.compare(slots[at - 1] as number, slot) > 0; at--) slots[at] = slots[at - 1] as number;
        slots[at] = slot;
      }
    }
    const part = (offset: number) => Float64Array.from(slots, (slot) => this.picked[slot * 3 + offset] as number);
    return { values: part(0), steps: part(1), times: part(2) };
  }
  /** The lowest of a bucket may be its highest as well. */
  private isSame(a: number, b: number): boolean {
    return [0, 1, 2].every((offset) => this.picked[a * 3 + offset] === this.picked[b * 3 + offset]);
  }
  private compare(a: number, b: number): number {
    const by = (offset: number) => (this.picked[a * 3 + offset] as number) - (this.picked[b * 3 + offset] as number);
    return this.axis === "step" ? by(1) || by(2) : by(2) || by(1);
  }
  private put(slot: number, value: number, step: number, time: number): void {
    this.has[slot] = 1;
    this.picked[slot * 3] = value;
    this.picked[slot * 3 + 1] = step;
    this.picked[slot * 3 + 2] = time;
  }
}

/** Where a bucket ends is rounded; within this part of it there is no doubt. */
const inner = 1 - 1e-6;

/** Lowest, highest, NaN, Infinity, -Infinity. */
const kinds = 5;

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The chart of points that are all in memory, in any order. Few enough are shown as they are. */
export function chartOf(points: PackedPoints, window: ChartWindow): PackedPoints {
  const { axis, buckets } = window;
  const bounds = boundsOf(points, window);
  if (!bounds) return noPoints;
  if (bounds.shown <= buckets * 2)
    return alongAxis(inOrder(bounds.shown === points.values.length ? points : within(points, axis, bounds)), axis);
  const view = { from: window.from ?? bounds.from, to: window.to ?? bounds.to };
  const picker = new ChartPicker(axis, view, buckets);
  picker.add(points);
  return picker.result();
}

/** How far the points that are in the window reach, and how many they are. */
export function boundsOf(
  points: PackedPoints,
  { axis, from, to }: ChartWindow,
): (Range & { shown: number }) | undefined {
  const along = axis === "step" ? points.steps : points.times;
  const least = from ?? Number.NEGATIVE_INFINITY;
  const most = to ?? Number.POSITIVE_INFINITY;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  let shown = 0;
  for (let i = 0; i < along.length; i++) {
    const x = along[i] as number;
    if (x < least || x > most) continue;
    shown++;
    if (x < lowest) lowest = x;
    if (x > highest) highest = x;
  }
  return shown === 0 ? undefined : { from: lowest, to: highest, shown };
}

function within(points: PackedPoints, axis: "step" | "time", { from, to }: Range): PackedPoints {
  const along = axis === "step" ? points.steps : points.times;
  const isInside = (_: number, i: number) => (along[i] as number) >= from && (along[i] as number) <= to;
  return {
    values: points.values.filter(isInside),
    steps: points.steps.filter(isInside),
    times: points.times.filter(isInside),
  };
}

function alongAxis(points: PackedPoints, axis: "step" | "time"): PackedPoints {
  const along = axis === "step" ? points.steps : points.times;
  if (along.every((x, i) => i === 0 || (along[i - 1] as number) <= x)) return points;
  const order = new Uint32Array(along.length).map((_, i) => i);
  order.sort((a, b) => (along[a] as number) - (along[b] as number) || a - b);
  return {
    values: Float64Array.from(order, (i) => points.values[i] as number),
    steps: Float64Array.from(order, (i) => points.steps[i] as number),
    times: Float64Array.from(order, (i) => points.times[i] as number),
  };
}
