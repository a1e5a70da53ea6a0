import { numberIn, type Struct, structIn } from "../../table/thrift";
import { noBool } from "../frame";
import { openChunk, type Unpackers } from "./chunkPages";
import { decodeBools } from "./decodeBools";
import { decodeNumbers } from "./decodeNumbers";
import { decodeTexts } from "./decodeTexts";
import type { LeafType } from "./leafType";
import type { PlannedColumn } from "./planColumns";

/** Where the values of a whole column go. */
export type ColumnTarget = Float64Array | Int32Array | Uint8Array;

/** What became of a column in a row group. */
export interface DecodedChunk {
  readonly missing: number;
  /** As the file has it: a NaN is none. */
  readonly nulls: number;
  readonly isLong: boolean;
  /** Of texts: what the codes mean. */
  readonly words?: string[];
}

/** Bytes of a row of it. */
export function widthOf({ kind }: LeafType): number {
  if (kind === "bool") return 1;
  return kind === "text" || kind === "nothing" ? 4 : 8;
}

export function targetOf({ kind }: LeafType, buffer: ArrayBufferLike): ColumnTarget {
  if (kind === "bool") return new Uint8Array(buffer);
  return kind === "text" || kind === "nothing" ? new Int32Array(buffer) : new Float64Array(buffer);
}

/** Where a column's bytes of a row group lie in the file. */
export function chunkPlace(chunk: Struct): { readonly at: number; readonly length: number } {
  const meta = structIn(chunk, 3) ?? new Map();
  const data = numberIn(meta, 9) ?? 0;
  const dictionary = numberIn(meta, 11) ?? 0;
  return { at: dictionary > 0 ? Math.min(dictionary, data) : data, length: numberIn(meta, 7) ?? 0 };
}

/** `bytes`: those of `chunkPlace`. `target`: the rows of this row group. */
export function decodeChunk(
  { type, isOptional }: PlannedColumn,
  chunk: Struct,
  bytes: Uint8Array,
  target: ColumnTarget,
  unpackers: Unpackers,
): DecodedChunk {
  if (type.kind === "nothing" || target.length === 0) {
    target.fill(-1);
    return { missing: target.length, nulls: target.length, isLong: false, words: [] };
  }
  const pages = openChunk(bytes, chunkPlace(chunk).at, chunk, isOptional, unpackers);
  if (pages.rows < target.length)
    target.fill(type.kind === "bool" ? noBool : type.kind === "text" ? -1 : Number.NaN, pages.rows);
  if (type.kind === "bool") {
    const missing = decodeBools(pages, target as Uint8Array);
    return { missing, nulls: missing, isLong: false };
  }
  if (type.kind === "text") {
    const { missing, words } = decodeTexts(pages, target as Int32Array);
    return { missing, nulls: missing, isLong: false, words };
  }
  return decodeNumbers(pages, type, target as Float64Array);
}
