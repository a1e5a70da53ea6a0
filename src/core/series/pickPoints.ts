export interface Picked {
  /** Places in the series, ascending. */
  readonly places: Uint32Array;
  /** Some of what is in view is left out. */
  readonly reduced: boolean;
}

export interface View {
  readonly from?: number;
  readonly to?: number;
  readonly buckets: number;
}

/**
 * What a chart of a series must show, `x` being in ascending order: per bucket the lowest and highest finite point and the
 * first of each kind that is not finite. The nearest point beyond either end of the view comes with it.
 */
export function pickPoints(x: Float64Array, y: Float64Array, { from, to, buckets }: View): Picked {
  const start = from === undefined ? 0 : firstAtLeast(x, from);
  const end = to === undefined ? x.length : firstAbove(x, to);
  const first = Math.max(0, start - 1);
  const last = Math.min(x.length, end + 1);
  if (end - start <= buckets * 2)
    return { places: Uint32Array.from({ length: last - first }, (_, i) => first + i), reduced: false };
  const places: number[] = [];
  if (first < start) places.push(first);
  const left = x[start] as number;
  const width = ((x[end - 1] as number) - left) / buckets || 1;
  const picker = createPicker(y);
  for (let bucket = 0, i = start; i < end; bucket++) {
    const edge = bucket >= buckets - 1 ? Number.POSITIVE_INFINITY : left + (bucket + 1) * width;
    for (; i < end && (x[i] as number) < edge; i++) picker.add(i);
    picker.flush(places);
  }
  if (end < last) places.push(end);
  return { places: Uint32Array.from(places), reduced: true };
}

/** Collects one bucket. */
function createPicker(y: Float64Array) {
  let low = -1;
  let high = -1;
  let odd: number[] = [];
  return {
    add(i: number): void {
      const value = y[i] as number;
      if (value - value !== 0) {
        if (!odd.some((place) => Object.is(y[place], value))) odd.push(i);
        return;
      }
      if (low < 0 || value < (y[low] as number)) low = i;
      if (high < 0 || value > (y[high] as number)) high = i;
    },
    flush(places: number[]): void {
      if (odd.length > 0) {
        const all = new Set([...odd, low, high].filter((place) => place >= 0));
        places.push(...[...all].sort((a, b) => a - b));
        odd = [];
      } else if (low >= 0) {
        places.push(Math.min(low, high));
        if (low !== high) places.push(Math.max(low, high));
      }
      low = -1;
      high = -1;
    },
  };
}

function firstAtLeast(sorted: Float64Array, wanted: number): number {
  return search(sorted, (value) => value >= wanted);
}

function firstAbove(sorted: Float64Array, wanted: number): number {
  return search(sorted, (value) => value > wanted);
}

function search(sorted: Float64Array, isBeyond: (value: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBeyond(sorted[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}
