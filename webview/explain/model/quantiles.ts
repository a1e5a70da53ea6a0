/** So many values say where the ends lie. */
const enough = 8192;

/** The finite values at these shares of the order, from an even sample where there are many. Undefined: there is none. */
export function quantilesOf(values: Float32Array, shares: readonly number[]): number[] | undefined {
  const every = Math.max(1, Math.floor(values.length / enough));
  const sample = new Float32Array(Math.ceil(values.length / every));
  let count = 0;
  for (let i = 0; i < values.length; i += every) {
    const value = values[i] as number;
    if (Number.isFinite(value)) sample[count++] = value;
  }
  if (count === 0) return undefined;
  const sorted = sample.subarray(0, count).sort();
  return shares.map((share) => sorted[Math.round(share * (count - 1))] as number);
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The smallest and the largest finite value; 0 to 0 where there is none. */
export function spanOf(values: Float32Array): Span {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < from && value !== Number.NEGATIVE_INFINITY) from = value;
    if (value > to && value !== Number.POSITIVE_INFINITY) to = value;
  }
  return from <= to ? { from, to } : { from: 0, to: 0 };
}

/** Where low and high begin: single far values take no colour from the rest. */
export function colourSpan(values: Float32Array): Span {
  for (const share of [0.05, 0.01, 0]) {
    const [from = 0, to = 0] = quantilesOf(values, [share, 1 - share]) ?? [];
    if (to > from) return { from, to };
  }
  return spanOf(values);
}
