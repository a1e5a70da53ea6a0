import { readRuns } from "../../table/runs";
import { type ChunkPages, damaged } from "./chunkPages";
import { encodings, joinStreams } from "./pageValues";
import { putExact } from "./putNumbers";

/** Whole numbers of a row group's column without gaps, each to its last digit. */
export function decodeLongs(chunk: ChunkPages, target: BigInt64Array): void {
  const held = chunk.dictionary();
  const words = new BigInt64Array(held?.values ?? 0);
  if (held !== undefined) putExact(held.bytes, held.values, words);
  for (const { from, rows, values, bytes, encoding } of chunk.pages()) {
    const place = target.subarray(from, from + rows);
    if (encoding === encodings.plain) putExact(bytes, values, place);
    else if (encoding === encodings.splitStreams) putExact(joinStreams(bytes, values), values, place);
    else {
      const places = new Int32Array(values);
      if (values > 0 && !readRuns(bytes, 1, bytes[0] ?? 255, places, values)) throw damaged();
      for (let i = 0; i < values; i++) {
        const word = words[places[i] as number];
        if (word === undefined) throw damaged();
        place[i] = word;
      }
    }
  }
}
