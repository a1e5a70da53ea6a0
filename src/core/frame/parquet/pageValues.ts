import { damaged } from "./chunkPages";

/** How values lie in a page, by the numbers of the format. */
export const encodings = { plain: 0, dictionary: 2, runs: 3, dictionaryRuns: 8, splitStreams: 9 } as const;

type Values = Float64Array | Int32Array | Uint8Array;

/** Puts the `count` values that there are where the rows are that have one, and `nothing` elsewhere. */
export function spread(values: Values, present: Uint8Array, count: number, nothing: number): void {
  let next = count;
  for (let row = present.length - 1; row >= 0; row--)
    values[row] = present[row] === 1 ? (values[--next] as number) : nothing;
}

/** First bytes of all values, second bytes of all values: put together again. */
export function joinStreams(bytes: Uint8Array, values: number): Uint8Array {
  const size = values === 0 ? 0 : bytes.length / values;
  if (!Number.isInteger(size)) throw damaged();
  const joined = new Uint8Array(bytes.length);
  for (let k = 0; k < size; k++)
    for (let i = 0, at = k; i < values; i++, at += size) joined[at] = bytes[k * values + i] as number;
  return joined;
}
