import { type Page, type Pages, ParquetFault, type Source, scanPages } from "../../table/parquetFile";
import { readRuns } from "../../table/runs";
import { unpackSnappy } from "../../table/snappy";
import { numberIn, type Struct, structIn } from "../../table/thrift";

/** Unpacks to exactly so many bytes; undefined: it does not. */
export type Unpack = (packed: Uint8Array, size: number) => Uint8Array | undefined;

/** By the codec's number in the format; plain and Snappy are read without. */
export type Unpackers = Readonly<Record<number, Unpack | undefined>>;

/** What lies in a data page. */
export interface PageValues {
  /** First row, in the row group. */
  readonly from: number;
  readonly rows: number;
  /** 1 for each row that has a value; undefined: all have one. */
  readonly present: Uint8Array | undefined;
  readonly values: number;
  readonly encoding: number;
  /** Good until the next page is read. */
  readonly bytes: Uint8Array;
}

/** A flat column of a row group, its bytes in memory. */
export interface ChunkPages {
  readonly rows: number;
  /** Its bytes are good until a page is read. */
  dictionary(): { readonly bytes: Uint8Array; readonly values: number } | undefined;
  pages(): Iterable<PageValues>;
}

export const codecs = { plain: 0, snappy: 1 } as const;
const largestPage = 1024 * 1024 * 1024;
const runEncoding = 3;

/** `bytes`: the file from `at` on. Damage is thrown as a `ParquetFault`. */
export function openChunk(
  bytes: Uint8Array,
  at: number,
  chunk: Struct,
  isOptional: boolean,
  unpackers: Unpackers,
): ChunkPages {
  const source: Source = {
    size: at + bytes.length,
    read: (from, length) => {
      if (from < at) throw new ParquetFault("its footer is damaged: a column begins before it does");
      return bytes.subarray(from - at, from - at + length);
    },
  };
  const { meta, dictionary, data }: Pages = scanPages(source, chunk);
  const codec = numberIn(meta, 4) ?? 0;
  let room = new Uint8Array(0);

  const unpack = (packed: Uint8Array, size: number): Uint8Array => {
    if (codec === codecs.plain) return packed;
    if (size < 0 || size > largestPage) throw damaged();
    if (codec === codecs.snappy) {
      if (room.length < size) room = new Uint8Array(Math.ceil(size * 1.1));
      const target = room.subarray(0, size);
      if (!unpackSnappy(packed, target)) throw damaged();
      return target;
    }
    const unpacked = unpackers[codec]?.(packed, size);
    if (unpacked === undefined || unpacked.length !== size) throw damaged();
    return unpacked;
  };
  const bodyOf = (page: Page): Uint8Array => {
    const from = page.at - at + page.headerBytes;
    const to = page.at - at + page.bytes;
    if (to > bytes.length) throw new ParquetFault("it is cut off: a page ends behind the file's end");
    return bytes.subarray(from, to);
  };

  const first = (page: Page, header: Struct): PageValues => {
    const body = unpack(bodyOf(page), page.unpacked - page.headerBytes);
    const encoding = numberIn(header, 2) ?? -1;
    if (!isOptional) return values(page, encoding, undefined, body);
    if (numberIn(header, 3) !== runEncoding || body.length < 4) throw damaged();
    const end = 4 + new DataView(body.buffer, body.byteOffset).getUint32(0, true);
    if (end > body.length) throw damaged();
    return values(page, encoding, presence(body.subarray(4, end), page.rows), body.subarray(end));
  };

  /** Version 2 has the levels apart from what is packed. */
  const second = (page: Page, header: Struct): PageValues => {
    const body = bodyOf(page);
    const levels = (numberIn(header, 5) ?? 0) + (numberIn(header, 6) ?? 0);
    if (levels > body.length) throw damaged();
    const present = isOptional ? presence(body.subarray(0, levels), page.rows) : undefined;
    const isPacked = header.get(7)?.value !== false;
    const rest = body.subarray(levels);
    const unpacked = isPacked ? unpack(rest, page.unpacked - page.headerBytes - levels) : rest;
    return values(page, numberIn(header, 4) ?? -1, present, unpacked);
  };

  return {
    rows: data.reduce((sum, page) => sum + page.rows, 0),
    dictionary() {
      if (dictionary === undefined) return undefined;
      const count = numberIn(structIn(dictionary.header, 7) ?? new Map(), 1) ?? 0;
      return { bytes: unpack(bodyOf(dictionary), dictionary.unpacked - dictionary.headerBytes), values: count };
    },
    *pages() {
      for (const page of data) {
        const isSecond = numberIn(page.header, 1) === 3;
        const header = structIn(page.header, isSecond ? 8 : 5);
        if (header === undefined) throw damaged();
        yield isSecond ? second(page, header) : first(page, header);
      }
    },
  };
}

export function damaged(): ParquetFault {
  return new ParquetFault("a page of it is damaged");
}

function values(page: Page, encoding: number, present: Uint8Array | undefined, bytes: Uint8Array): PageValues {
  let count = page.rows;
  if (present !== undefined) {
    count = 0;
    for (let i = 0; i < present.length; i++) count += present[i] as number;
  }
  return { from: page.from, rows: page.rows, present, values: count, encoding, bytes };
}

/** Undefined: all rows have a value. */
function presence(levels: Uint8Array, rows: number): Uint8Array | undefined {
  if (isOneRun(levels, rows)) return undefined;
  const present = new Uint8Array(rows);
  if (!readRuns(levels, 0, 1, present, rows)) throw damaged();
  return present;
}

/** The usual case, of all rows: a single run of ones. */
function isOneRun(levels: Uint8Array, rows: number): boolean {
  let head = 0;
  let at = 0;
  for (let scale = 1; at < 5; scale *= 128) {
    const byte = levels[at++] ?? 0;
    head += (byte & 0x7f) * scale;
    if (byte < 0x80) break;
  }
  return head % 2 === 0 && head / 2 >= rows && levels[at] === 1;
}
