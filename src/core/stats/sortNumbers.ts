import { sortDigits } from "./sortDigits";

/** Below this the engine's own sort is faster. */
const few = 256;
/** Values that a bucket shall have on average, and buckets at the most: their ends have to stay in the cache. */
const perBucket = 128;
const mostBuckets = 4096;
/** Whole numbers within a range of this many are counted. */
const narrow = 1 << 18;
/** Up to so many values are moved one by one; up to so many are parted once more, as far as that parts them. */
const tiny = 16;
const small = 4096;
const crowd = 48;
/** Values that crowd together are parted again so often, then sorted by their digits. */
const deepest = 2;

/** The numbers in rising order, in memory of their own; there is no NaN among them. Parted by where they lie in their range, which is far faster than comparing. */
export function sortNumbers(values: Float64Array): Float64Array {
  return sorted(values, 0);
}

function sorted(values: Float64Array, depth: number): Float64Array {
  const n = values.length;
  if (n < few) return values.slice().sort();
  let least = values[0] as number;
  let most = least;
  let isWhole = true;
  for (let i = 0; i < n; i++) {
    const value = values[i] as number;
    if (value < least) least = value;
    else if (value > most) most = value;
    if (isWhole && value !== Math.floor(value)) isWhole = false;
  }
  const range = most - least;
  if (range === 0) return values.slice();
  if (isWhole && range < narrow && range < 4 * n) return sortCounted(values, least, range + 1);
  let buckets = 64;
  while (buckets < mostBuckets && buckets * perBucket < n) buckets *= 2;
  const scale = (buckets - 1) / range;
  if (depth > deepest || !(scale > 0 && Number.isFinite(scale))) return sortDigits(values);
  return sortParted(values, { least, scale, buckets, depth });
}

interface Parting {
  readonly least: number;
  readonly scale: number;
  readonly buckets: number;
  readonly depth: number;
}

function sortParted(values: Float64Array, { least, scale, buckets, depth }: Parting): Float64Array {
  const n = values.length;
  const ends = new Int32Array(buckets);
  for (let i = 0; i < n; i++) {
    const at = (((values[i] as number) - least) * scale) | 0;
    ends[at] = (ends[at] as number) + 1;
  }
  let sum = 0;
  for (let i = 0; i < buckets; i++) {
    const count = ends[i] as number;
    ends[i] = sum;
    sum += count;
  }
  const to = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const value = values[i] as number;
    const at = ((value - least) * scale) | 0;
    const place = ends[at] as number;
    ends[at] = place + 1;
    to[place] = value;
  }
  let from = 0;
  for (let i = 0; i < buckets; i++) {
    const end = ends[i] as number;
    if (end - from > small) to.set(sorted(to.subarray(from, end), depth + 1), from);
    else if (end - from > tiny) sortBucket(to, from, end);
    else insert(to, from, end);
    from = end;
  }
  return to;
}

const places = new Int32Array(small + 1);
const moved = new Float64Array(small);

/** As many buckets as there are values: hardly anything is left to be moved. */
function sortBucket(values: Float64Array, from: number, end: number): void {
  const n = end - from;
  let least = values[from] as number;
  let most = least;
  for (let i = from + 1; i < end; i++) {
    const value = values[i] as number;
    if (value < least) least = value;
    else if (value > most) most = value;
  }
  if (least === most) return;
  const scale = (n - 1) / (most - least);
  if (!Number.isFinite(scale)) return void values.subarray(from, end).sort();
  for (let i = 0; i < n; i++) places[i] = 0;
  for (let i = from; i < end; i++) {
    const at = (((values[i] as number) - least) * scale) | 0;
    places[at] = (places[at] as number) + 1;
  }
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const count = places[i] as number;
    if (count > crowd) return void values.subarray(from, end).sort();
    places[i] = sum;
    sum += count;
  }
  for (let i = from; i < end; i++) {
    const value = values[i] as number;
    const at = ((value - least) * scale) | 0;
    const place = places[at] as number;
    places[at] = place + 1;
    moved[place] = value;
  }
  for (let i = 0; i < n; i++) {
    const value = moved[i] as number;
    let at = from + i;
    while (at > from && (values[at - 1] as number) > value) {
      values[at] = values[at - 1] as number;
      at--;
    }
    values[at] = value;
  }
}

function insert(values: Float64Array, from: number, end: number): void {
  for (let i = from + 1; i < end; i++) {
    const value = values[i] as number;
    let at = i;
    while (at > from && (values[at - 1] as number) > value) {
      values[at] = values[at - 1] as number;
      at--;
    }
    values[at] = value;
  }
}

function sortCounted(values: Float64Array, least: number, range: number): Float64Array {
  const counts = new Uint32Array(range);
  for (let i = 0; i < values.length; i++) {
    const at = (values[i] as number) - least;
    counts[at] = (counts[at] as number) + 1;
  }
  const made = new Float64Array(values.length);
  let at = 0;
  for (let i = 0; i < range; i++) {
    const next = at + (counts[i] as number);
    if (next > at) made.fill(least + i, at, next);
    at = next;
  }
  return made;
}
