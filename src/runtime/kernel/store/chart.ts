import type { PackedPoints } from "./points";
import type { ChartWindow } from "./store";

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
    for (let i = 0; i < values.length; i++) {
      const x = along[i] as number;
      if (x >= this.from && x <= this.to) this.addOne(x, values[i] as number, steps[i] as number, times[i] as number);
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
  bucketOf(x: number): number {
    const bucket = Math.floor((x - this.from) / this.width);
    return bucket >= this.buckets ? this.buckets - 1 : bucket;
  }
  /** In the order of the axis. */
  result(): PackedPoints {
    const found: { value: number; step: number; time: number }[] = [];
    for (let bucket = 0; bucket < this.buckets; bucket++) found.push(...this.inBucket(bucket));
    return {
      values: Float64Array.from(found, (point) => point.value),
      steps: Float64Array.from(found, (point) => point.step),
      times: Float64Array.from(found, (point) => point.time),
    };
  }
  private *inBucket(bucket: number): Iterable<{ value: number; step: number; time: number }> {
    const points: { value: number; step: number; time: number }[] = [];
    for (let kind = 0; kind < kinds; kind++) {
      const slot = bucket * kinds + kind;
      if (this.has[slot] === 0) continue;
      const [value, step, time] = this.picked.subarray(slot * 3, slot * 3 + 3) as unknown as [number, number, number];
      // the lowest of a bucket may be its highest as well
      if (kind !== 1 || points.every((point) => point.value !== value || point.step !== step || point.time !== time))
        points.push({ value, step, time });
    }
    const by = this.axis;
    yield* points.sort((a, b) => a[by] - b[by] || a.time - b.time || a.step - b.step);
  }
  private put(slot: number, value: number, step: number, time: number): void {
    this.has[slot] = 1;
    this.picked[slot * 3] = value;
    this.picked[slot * 3 + 1] = step;
    this.picked[slot * 3 + 2] = time;
  }
}

/** Lowest, highest, NaN, Infinity, -Infinity. */
const kinds = 5;

/** The chart of points that are all in memory. Few enough are shown as they are. */
export function chartOf(points: PackedPoints, { axis, from, to, buckets }: ChartWindow): PackedPoints {
  const along = axis === "step" ? points.steps : points.times;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  let shown = 0;
  for (const x of along) {
    if (x < (from ?? x) || x > (to ?? x)) continue;
    shown++;
    if (x < lowest) lowest = x;
    if (x > highest) highest = x;
  }
  if (shown <= buckets)
    return along.length === shown ? sorted(points, axis) : sorted(within(points, axis, lowest, highest), axis);
  const picker = new ChartPicker(axis, { from: from ?? lowest, to: to ?? highest }, buckets);
  picker.add(points);
  return picker.result();
}

function within(points: PackedPoints, axis: "step" | "time", lowest: number, highest: number): PackedPoints {
  const along = axis === "step" ? points.steps : points.times;
  const inside = (_: number, i: number) => (along[i] as number) >= lowest && (along[i] as number) <= highest;
  return {
    values: points.values.filter(inside),
    steps: points.steps.filter(inside),
    times: points.times.filter(inside),
  };
}

function sorted(points: PackedPoints, axis: "step" | "time"): PackedPoints {
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
