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
  const picked = new Uint32Array(buckets * kinds + 2);
  let count = 0;
  if (first < start) picked[count++] = first;
  const left = x[start] as number;
  const width = ((x[end - 1] as number) - left) / buckets || 1;
  for (let bucket = 0, i = start; i < end; bucket++) {
    const edge = bucket >= buckets - 1 ? Number.POSITIVE_INFINITY : left + (bucket + 1) * width;
    const from = i;
    let low = -1;
    let high = -1;
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    let odd = 0;
    for (; i < end && (x[i] as number) < edge; i++) {
      const value = y[i] as number;
      if (value - value !== 0) {
        odd++;
        continue;
      }
      if (low < 0 || value < least) {
        low = i;
        least = value;
      }
      if (high < 0 || value > most) {
        high = i;
        most = value;
      }
    }
    if (odd > 0) count = putOdd(picked, count, [...firstOfEachKind(y, from, i), low, high]);
    else if (low >= 0) {
      picked[count++] = Math.min(low, high);
      if (low !== high) picked[count++] = Math.max(low, high);
    }
  }
  if (end < last) picked[count++] = end;
  return { places: picked.slice(0, count), reduced: true };
}

/** Lowest, highest, NaN, Infinity, -Infinity. */
const kinds = 5;

function firstOfEachKind(y: Float64Array, from: number, to: number): number[] {
  const found: number[] = [];
  for (let i = from; i < to; i++) {
    const value = y[i] as number;
    if (!Number.isFinite(value) && !found.some((place) => Object.is(y[place], value))) found.push(i);
  }
  return found;
}

function putOdd(picked: Uint32Array, count: number, places: readonly number[]): number {
  const sorted = [...new Set(places)].filter((place) => place >= 0).sort((a, b) => a - b);
  picked.set(sorted, count);
  return count + sorted.length;
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
