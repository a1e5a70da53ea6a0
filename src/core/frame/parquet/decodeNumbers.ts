import { readRuns } from "../../table/runs";
import { type ChunkPages, damaged } from "./chunkPages";
import { type LeafType, physical } from "./leafType";
import { encodings, joinStreams, spread } from "./pageValues";
import { type PutNumbers, putterOf } from "./putNumbers";

export type NumericType = Extract<LeafType, { kind: "number" | "time" }>;

export interface DecodedNumbers {
  /** Rows without a value, and those whose value is NaN. */
  readonly missing: number;
  readonly nulls: number;
  /** Some lie beyond 2^53: a float does not tell them from their neighbours. */
  readonly isLong: boolean;
}

/** The values of a row group's column into its part of the whole; NaN where there is nothing. */
export function decodeNumbers(chunk: ChunkPages, type: NumericType, target: Float64Array): DecodedNumbers {
  const put = putterOf(type);
  let isLong = false;
  const words = wordsOf(chunk, (bytes, count, into) => {
    isLong = put(bytes, count, into);
    return isLong;
  });
  let places = new Int32Array(0);
  const canBeNaN = type.physical === physical.float32 || type.physical === physical.float64;
  let missing = 0;
  let nulls = 0;
  for (const { from, rows, values, present, bytes, encoding } of chunk.pages()) {
    const place = target.subarray(from, from + rows);
    if (encoding === encodings.plain) isLong = put(bytes, values, place) || isLong;
    else if (encoding === encodings.splitStreams) isLong = put(joinStreams(bytes, values), values, place) || isLong;
    else {
      if (places.length < values) places = new Int32Array(values);
      gather(bytes, encoding, places, values, words, place);
    }
    if (present !== undefined) spread(place, present, values, Number.NaN);
    nulls += rows - values;
    missing += canBeNaN ? countNaN(place, rows) : rows - values;
  }
  return { missing, nulls, isLong };
}

function wordsOf(chunk: ChunkPages, put: PutNumbers): Float64Array | undefined {
  const held = chunk.dictionary();
  if (held === undefined) return undefined;
  if (held.values > held.bytes.length) throw damaged();
  const words = new Float64Array(held.values);
  put(held.bytes, held.values, words);
  return words;
}

function gather(
  bytes: Uint8Array,
  encoding: number,
  places: Int32Array,
  count: number,
  words: Float64Array | undefined,
  target: Float64Array,
): void {
  const isPlaces = encoding === encodings.dictionary || encoding === encodings.dictionaryRuns;
  if (!isPlaces || words === undefined) throw damaged();
  if (count > 0 && !readRuns(bytes, 1, bytes[0] ?? 255, places, count)) throw damaged();
  const most = words.length;
  for (let i = 0; i < count; i++) {
    const word = places[i] as number;
    if (word >= most) throw damaged();
    target[i] = words[word] as number;
  }
}

function countNaN(values: Float64Array, length: number): number {
  let count = 0;
  for (let i = 0; i < length; i++) if (Number.isNaN(values[i])) count++;
  return count;
}
