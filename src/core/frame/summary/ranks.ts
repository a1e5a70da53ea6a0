/** Bits of a double, turned so that they rise as the numbers do, and the row that it stands in. */
interface Keys {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  readonly rows: Uint32Array;
}

const digitBits = 11;
const buckets = 1 << digitBits;
const mask = buckets - 1;
/** From which bit of which half each is taken. */
const digits = [
  { isHigh: false, shift: 0 },
  { isHigh: false, shift: 11 },
  { isHigh: false, shift: 22 },
  { isHigh: true, shift: 0 },
  { isHigh: true, shift: 11 },
  { isHigh: true, shift: 22 },
];

/** The rows that have a number, in the order in which these rise: sorted by the digits of their bits, least first. */
export function risingRows(values: Float64Array): Uint32Array {
  let from = keysOf(values);
  const count = from.rows.length;
  let to: Keys = { low: new Uint32Array(count), high: new Uint32Array(count), rows: new Uint32Array(count) };
  for (const { isHigh, shift } of digits) {
    const places = placesOf(isHigh ? from.high : from.low, shift);
    if (places === undefined) continue;
    scatter(from, to, isHigh ? from.high : from.low, shift, places);
    [from, to] = [to, from];
  }
  return from.rows;
}

function keysOf(values: Float64Array): Keys {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  const keys = [0, 1, 2].map(() => new Uint32Array(values.length)) as [Uint32Array, Uint32Array, Uint32Array];
  const [low, high, rows] = keys;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) continue;
    // zero has one key, of whatever sign it is
    const upper = value === 0 ? 0 : (words[2 * i + 1] as number);
    const isNegative = upper >>> 31 === 1;
    low[count] = isNegative ? ~(words[2 * i] as number) : (words[2 * i] as number);
    high[count] = isNegative ? ~upper : upper | 0x80000000;
    rows[count++] = i;
  }
  return { low: low.subarray(0, count), high: high.subarray(0, count), rows: rows.subarray(0, count) };
}

/** The first place of each digit; undefined: all have the same. */
function placesOf(keys: Uint32Array, shift: number): Uint32Array | undefined {
  const places = new Uint32Array(buckets);
  for (let i = 0; i < keys.length; i++) {
    const digit = ((keys[i] as number) >>> shift) & mask;
    places[digit] = (places[digit] as number) + 1;
  }
  let at = 0;
  for (let i = 0; i < buckets; i++) {
    const some = places[i] as number;
    if (some === keys.length) return undefined;
    places[i] = at;
    at += some;
  }
  return places;
}

function scatter(from: Keys, to: Keys, keys: Uint32Array, shift: number, places: Uint32Array): void {
  const { low, high, rows } = from;
  const { low: toLow, high: toHigh, rows: toRows } = to;
  for (let i = 0; i < rows.length; i++) {
    const digit = ((keys[i] as number) >>> shift) & mask;
    const place = places[digit] as number;
    places[digit] = place + 1;
    toLow[place] = low[i] as number;
    toHigh[place] = high[i] as number;
    toRows[place] = rows[i] as number;
  }
}

/**
 * Ranks by row, from 1 on; those that are equal share the mean of their ranks. `rising`: the rows in the order of the values.
 * Only rows in which `other` has a number as well count, where it is named; the rest stays NaN.
 */
export function ranks(values: Float64Array, rising: Uint32Array, other?: Float64Array): Float64Array {
  const found = new Float64Array(values.length).fill(Number.NaN);
  let rows = rising;
  if (other !== undefined) rows = rising.filter((row) => !Number.isNaN(other[row]));
  for (let from = 0; from < rows.length; ) {
    const value = values[rows[from] as number];
    let to = from + 1;
    while (to < rows.length && values[rows[to] as number] === value) to++;
    const rank = (from + 1 + to) / 2;
    for (let i = from; i < to; i++) found[rows[i] as number] = rank;
    from = to;
  }
  return found;
}
