import { readRuns } from "../../table/runs";
import { createWordTable, type WordTable } from "../wordTable";
import { type ChunkPages, damaged } from "./chunkPages";
import { encodings, spread } from "./pageValues";

export interface DecodedTexts {
  readonly missing: number;
  /** In the order in which they came first in these rows; each once. */
  readonly words: string[];
}

/** Texts of a row group's column as places among its words, into its part of the whole; -1 where there is nothing. */
export function decodeTexts(chunk: ChunkPages, target: Int32Array): DecodedTexts {
  const table = createWordTable();
  const listed = listedWords(chunk);
  let missing = 0;
  for (const { from, rows, values, present, bytes, encoding } of chunk.pages()) {
    const place = target.subarray(from, from + rows);
    if (encoding === encodings.plain) putPlain(bytes, values, place, table);
    else if ((encoding === encodings.dictionary || encoding === encodings.dictionaryRuns) && listed) {
      if (values > 0 && !readRuns(bytes, 1, bytes[0] ?? 255, place, values)) throw damaged();
      renumber(place, values, listed, table);
    } else throw damaged();
    if (present === undefined) continue;
    spread(place, present, values, -1);
    missing += rows - values;
  }
  return { missing, words: table.words() };
}

/** Places in the dictionary become places among the words in the order in which they come. */
function renumber(codes: Int32Array, count: number, listed: Listed, table: WordTable): void {
  const { places } = listed;
  const most = places.length;
  for (let i = 0; i < count; i++) {
    const word = codes[i] as number;
    if (word >= most) throw damaged();
    const code = places[word] as number;
    codes[i] = code < 0 ? meet(word, listed, table) : code;
  }
}

function meet(word: number, { places, bytes, starts, ends }: Listed, table: WordTable): number {
  const code = table.codeOf(bytes, starts[word] as number, ends[word] as number);
  places[word] = code;
  return code;
}

interface Listed {
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Of each in the table; -1: it was not met yet. */
  readonly places: Int32Array;
}

function listedWords(chunk: ChunkPages): Listed | undefined {
  const held = chunk.dictionary();
  if (held === undefined) return undefined;
  const { values: count } = held;
  const bytes = held.bytes.slice(); // what comes next is unpacked to the same place
  if (count * 4 > bytes.length) throw damaged();
  const starts = new Int32Array(count);
  const ends = new Int32Array(count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 4 > bytes.length) throw damaged();
    const size = view.getUint32(at, true);
    starts[i] = at + 4;
    at += 4 + size;
    if (at > bytes.length) throw damaged();
    ends[i] = at;
  }
  return { bytes, starts, ends, places: new Int32Array(count).fill(-1) };
}

function putPlain(bytes: Uint8Array, count: number, target: Int32Array, table: WordTable): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 4 > bytes.length) throw damaged();
    const size = view.getUint32(at, true);
    at += 4;
    if (at + size > bytes.length) throw damaged();
    target[i] = table.codeOf(bytes, at, at + size);
    at += size;
  }
}
