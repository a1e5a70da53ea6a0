import type { Ranks } from "./ranks";

/** A sum as numpy makes it: in pairs, so that rounding does not add up. */
export function pairwiseSum(at: (place: number) => number, from: number, to: number): number {
  const length = to - from;
  if (length < 8) {
    let sum = 0;
    for (let i = from; i < to; i++) sum += at(i);
    return sum;
  }
  if (length <= 128) {
    let [a, b, c, d] = [at(from), at(from + 1), at(from + 2), at(from + 3)];
    let [e, f, g, h] = [at(from + 4), at(from + 5), at(from + 6), at(from + 7)];
    let i = from + 8;
    for (; i < to - (length % 8); i += 8) {
      a += at(i);
      b += at(i + 1);
      c += at(i + 2);
      d += at(i + 3);
      e += at(i + 4);
      f += at(i + 5);
      g += at(i + 6);
      h += at(i + 7);
    }
    let sum = a + b + (c + d) + (e + f + (g + h));
    for (; i < to; i++) sum += at(i);
    return sum;
  }
  const half = Math.floor(length / 2) - (Math.floor(length / 2) % 8);
  return pairwiseSum(at, from, from + half) + pairwiseSum(at, from + half, to);
}

export interface Moments {
  readonly sum: number;
  readonly mean: number;
  /** Of a sample. */
  readonly std: number;
}

/** Of the rows, all of which have a value. */
export function momentsOf(values: ArrayLike<number>, rows: Int32Array): Moments {
  const count = rows.length;
  if (count === 0) return { sum: 0, mean: Number.NaN, std: Number.NaN };
  const sum = pairwiseSum((i) => values[rows[i] as number] as number, 0, count);
  const mean = sum / count;
  const squares = pairwiseSum((i) => ((values[rows[i] as number] as number) - mean) ** 2, 0, count);
  return { sum, mean, std: count === 1 ? Number.NaN : Math.sqrt(squares / (count - 1)) };
}

export type Interpolation = "linear" | "lower" | "higher" | "midpoint" | "nearest";

/** Of `count` values by their ranks. */
export function quantileOf(ranks: Ranks, count: number, quantile: number, interpolation: Interpolation): number {
  if (count === 0) return Number.NaN;
  const place = (count - 1) * ((quantile * 100) / 100); // as pandas asks numpy for percentiles
  const at = (index: number) => ranks(Math.min(count - 1, Math.max(0, index)));
  const [low, high] = [at(Math.floor(place)), at(Math.ceil(place))];
  switch (interpolation) {
    case "lower":
      return low;
    case "higher":
      return high;
    case "midpoint":
      return low + (high - low) * 0.5;
    case "nearest":
      return at(roundHalfEven(place));
    case "linear": {
      const share = place - Math.floor(place);
      if (low === high) return low;
      return share >= 0.5 ? high - (high - low) * (1 - share) : low + (high - low) * share;
    }
  }
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** The values of some rows. */
export function gather(values: ArrayLike<number>, rows: Int32Array): Float64Array {
  const found = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) found[i] = values[rows[i] as number] as number;
  return found;
}
