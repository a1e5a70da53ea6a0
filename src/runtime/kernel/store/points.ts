/** Points as columns: index i of each is one point. */
export interface PackedPoints {
  readonly values: Float64Array;
  readonly steps: Float64Array;
  readonly times: Float64Array;
}

export const noPoints: PackedPoints = {
  values: new Float64Array(0),
  steps: new Float64Array(0),
  times: new Float64Array(0),
};

/** A growing list of points: value, step, time after each other. Small, since there may be a million of them. */
export class Tail {
  length = 0;
  private data = new Float64Array(6);
  private unpacked: PackedPoints | undefined;

  push(value: number, step: number, time: number): void {
    let at = this.length * 3;
    if (at === this.data.length) {
      const larger = new Float64Array(at * 2);
      larger.set(this.data);
      this.data = larger;
    }
    this.data[at++] = value;
    this.data[at++] = step;
    this.data[at] = time;
    this.length++;
    this.unpacked = undefined;
  }
  /** Kept until the next point comes, since a chart is looked at more than once. */
  unpack(): PackedPoints {
    if (this.unpacked?.values.length === this.length) return this.unpacked;
    const { data, length } = this;
    const values = new Float64Array(length);
    const steps = new Float64Array(length);
    const times = new Float64Array(length);
    for (let i = 0, at = 0; i < length; i++) {
      values[i] = data[at++] as number;
      steps[i] = data[at++] as number;
      times[i] = data[at++] as number;
    }
    this.unpacked = { values, steps, times };
    return this.unpacked;
  }
}

export function joinPoints(parts: readonly PackedPoints[]): PackedPoints {
  if (parts.length === 1 && parts[0]) return parts[0];
  const length = parts.reduce((sum, part) => sum + part.values.length, 0);
  const joined = { values: new Float64Array(length), steps: new Float64Array(length), times: new Float64Array(length) };
  let at = 0;
  for (const part of parts) {
    joined.values.set(part.values, at);
    joined.steps.set(part.steps, at);
    joined.times.set(part.times, at);
    at += part.values.length;
  }
  return joined;
}

/** In the order of time, step, value; identical points once. The given points are not changed, and returned when they are so already. */
export function inOrder(points: PackedPoints): PackedPoints {
  const { values, steps, times } = points;
  if (isInOrder(points)) return points;
  const order = new Uint32Array(values.length).map((_, i) => i);
  order.sort((a, b) => compare(points, a, b));
  const kept = order.filter((at, i) => i === 0 || !isSame(points, order[i - 1] as number, at));
  return {
    values: Float64Array.from(kept, (at) => values[at] as number),
    steps: Float64Array.from(kept, (at) => steps[at] as number),
    times: Float64Array.from(kept, (at) => times[at] as number),
  };
}

function isInOrder(points: PackedPoints): boolean {
  const { times } = points;
  for (let i = 1; i < times.length; i++) {
    if ((times[i] as number) > (times[i - 1] as number)) continue;
    const order = compare(points, i - 1, i);
    if (order > 0 || (order === 0 && isSame(points, i - 1, i))) return false;
  }
  return true;
}

function compare({ values, steps, times }: PackedPoints, a: number, b: number): number {
  const time = (times[a] as number) - (times[b] as number);
  if (time !== 0) return time;
  const step = (steps[a] as number) - (steps[b] as number);
  if (step !== 0) return step;
  const left = rank(values[a] as number);
  const right = rank(values[b] as number);
  return left < right ? -1 : left > right ? 1 : byNaN(values[a] as number, values[b] as number);
}

/** MLflow keeps a NaN as 0 beside a flag, so that is where it stands in the order. */
function rank(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}

function byNaN(a: number, b: number): number {
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

/** What `compare` calls equal may still be 0 and -0, which are one point as well. */
function isSame({ values, steps, times }: PackedPoints, a: number, b: number): boolean {
  const left = values[a] as number;
  const right = values[b] as number;
  return (
    times[a] === times[b] && steps[a] === steps[b] && (left === right || (Number.isNaN(left) && Number.isNaN(right)))
  );
}
