const digitBits = 11;
const buckets = 1 << digitBits;
const mask = buckets - 1;
const digits = 6;

/**
 * The numbers in rising order, in memory of their own, by the digits of their bits, least first. Takes the same time whatever
 * they are. Bits of negative numbers rise while they fall, so these are turned round at the end.
 */
export function sortDigits(values: Float64Array): Float64Array {
  const n = values.length;
  const counts = countDigits(values);
  let from = values;
  let fromBits = bitsOf(values);
  let to: Float64Array = new Float64Array(n);
  for (let digit = 0; digit < digits; digit++) {
    const places = counts.subarray(digit * buckets, (digit + 1) * buckets);
    if (!toPlaces(places, n)) continue; // all have the same
    scatter(from, fromBits, to, places, digit);
    const free: Float64Array = from === values ? new Float64Array(n) : from;
    from = to;
    fromBits = bitsOf(from);
    to = free;
  }
  return risingAcrossZero(from === values ? values.slice() : from, to);
}

function add(counts: Uint32Array, at: number): void {
  counts[at] = (counts[at] as number) + 1;
}

function bitsOf(values: Float64Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
}

function countDigits(values: Float64Array): Uint32Array {
  const counts = new Uint32Array(buckets * digits);
  const bits = bitsOf(values);
  for (let i = 0; i < bits.length; i += 2) {
    const low = bits[i] as number;
    const high = bits[i + 1] as number;
    add(counts, low & mask);
    add(counts, buckets + ((low >>> 11) & mask));
    add(counts, 2 * buckets + (((low >>> 22) | (high << 10)) & mask));
    add(counts, 3 * buckets + ((high >>> 1) & mask));
    add(counts, 4 * buckets + ((high >>> 12) & mask));
    add(counts, 5 * buckets + (high >>> 23));
  }
  return counts;
}

/** Counts become the first place of each; false where one bucket has them all. */
function toPlaces(counts: Uint32Array, n: number): boolean {
  let at = 0;
  for (let i = 0; i < buckets; i++) {
    const count = counts[i] as number;
    if (count === n) return false;
    counts[i] = at;
    at += count;
  }
  return true;
}

function scatter(from: Float64Array, bits: Uint32Array, to: Float64Array, places: Uint32Array, digit: number): void {
  const n = from.length;
  if (digit === 2) {
    for (let i = 0; i < n; i++) {
      const at = (((bits[2 * i] as number) >>> 22) | ((bits[2 * i + 1] as number) << 10)) & mask;
      const place = places[at] as number;
      places[at] = place + 1;
      to[place] = from[i] as number;
    }
    return;
  }
  const word = digit < 2 ? 0 : 1;
  const shift = [0, 11, 0, 1, 12, 23][digit] as number;
  for (let i = 0; i < n; i++) {
    const at = ((bits[2 * i + word] as number) >>> shift) & mask;
    const place = places[at] as number;
    places[at] = place + 1;
    to[place] = from[i] as number;
  }
}

function risingAcrossZero(sorted: Float64Array, free: Float64Array): Float64Array {
  const n = sorted.length;
  const isNegative = (i: number) => (sorted[i] as number) < 0 || Object.is(sorted[i], -0);
  if (!isNegative(n - 1)) return sorted;
  if (isNegative(0)) return sorted.reverse();
  let low = 0;
  let high = n - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (isNegative(middle)) high = middle;
    else low = middle;
  }
  free.set(sorted.subarray(high).reverse());
  free.set(sorted.subarray(0, high), n - high);
  return free;
}
