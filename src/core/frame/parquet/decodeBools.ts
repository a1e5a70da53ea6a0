import { readRuns } from "../../table/runs";
import { noBool } from "../frame";
import { type ChunkPages, damaged } from "./chunkPages";
import { encodings, spread } from "./pageValues";

/** Truths of a row group's column into its part of the whole. Returns how many are missing. */
export function decodeBools(chunk: ChunkPages, target: Uint8Array): number {
  let missing = 0;
  for (const { from, rows, values, present, bytes, encoding } of chunk.pages()) {
    const place = target.subarray(from, from + rows);
    if (encoding === encodings.plain) {
      if (values > bytes.length * 8) throw damaged();
      for (let i = 0; i < values; i++) place[i] = ((bytes[i >> 3] as number) >> (i & 7)) & 1;
    } else if (encoding !== encodings.runs || !readRuns(bytes, 4, 1, place, values)) throw damaged();
    if (present === undefined) continue;
    spread(place, present, values, noBool);
    missing += rows - values;
  }
  return missing;
}
