import type { Page, Source } from "./parquetFile";
import { readRuns } from "./runs";
import { unpackSnappy } from "./snappy";
import { numberIn, structIn } from "./thrift";

const codecs = { plain: 0, snappy: 1 } as const;
const runEncoding = 3;

export function canUnpack(codec: number | undefined): boolean {
  return codec === codecs.plain || codec === codecs.snappy;
}

/** A page's values as they are written, and which rows have one. */
export interface PageBytes {
  /** Good until the next page is read. */
  readonly bytes: Uint8Array;
  readonly from: number;
  /** 1 for each row that has a value; undefined: all have one. */
  readonly present: Uint8Array | undefined;
  readonly values: number;
}

export type ReadPage = (page: Page) => PageBytes | undefined;

/** Memory for a page, as it lies in the file and as it is unpacked: one page is read after the other. */
export interface Room {
  packed: Uint8Array;
  unpacked: Uint8Array;
}

export function createRoom(): Room {
  return { packed: new Uint8Array(0), unpacked: new Uint8Array(0) };
}

/** Undefined for a page that is damaged, or written as few are. */
export function pageReader(source: Source, room: Room, codec: number, isOptional: boolean): ReadPage {
  function unpack(bytes: Uint8Array, size: number): Uint8Array | undefined {
    if (codec === codecs.plain) return bytes;
    if (room.unpacked.length < size) room.unpacked = new Uint8Array(size);
    const target = room.unpacked.subarray(0, size);
    return unpackSnappy(bytes, target) ? target : undefined;
  }

  /** Version 2 has the levels apart from what is packed. */
  function second({ header, rows }: Page, bytes: Uint8Array, size: number): PageBytes | undefined {
    const content = structIn(header, 8);
    if (content === undefined || (numberIn(content, 6) ?? 0) > 0) return undefined;
    const levels = numberIn(content, 5) ?? 0;
    const present = isOptional ? presence(bytes.subarray(0, levels), rows) : undefined;
    const isPacked = content.get(7)?.value !== false;
    const values = bytes.subarray(levels);
    const body = isPacked ? unpack(values, size - levels) : values;
    return body && present !== false ? pageOf(body, 0, present, rows) : undefined;
  }

  function first({ header, rows }: Page, bytes: Uint8Array, size: number): PageBytes | undefined {
    const body = unpack(bytes, size);
    if (body === undefined || !isOptional || numberIn(header, 1) === 2) return body && pageOf(body, 0, undefined, rows);
    const content = structIn(header, 5);
    if (content === undefined || numberIn(content, 3) !== runEncoding || body.length < 4) return undefined;
    const from = 4 + new DataView(body.buffer, body.byteOffset).getUint32(0, true);
    if (from > body.length) return undefined;
    const present = presence(body.subarray(4, from), rows);
    return present === false ? undefined : pageOf(body, from, present, rows);
  }

  return (page) => {
    const length = page.bytes - page.headerBytes;
    const size = page.unpacked - page.headerBytes;
    if (length < 0 || size < 0 || size > largestPage || page.at + page.bytes > source.size) return undefined;
    if (room.packed.length < length) room.packed = new Uint8Array(length);
    const bytes = room.packed.subarray(0, length);
    if (source.readInto !== undefined) source.readInto(page.at + page.headerBytes, bytes);
    else bytes.set(source.read(page.at + page.headerBytes, length));
    return numberIn(page.header, 1) === 3 ? second(page, bytes, size) : first(page, bytes, size);
  };
}

const largestPage = 256 * 1024 * 1024;

function pageOf(bytes: Uint8Array, from: number, present: Uint8Array | undefined, rows: number): PageBytes {
  let values = rows;
  if (present !== undefined) {
    values = 0;
    for (const each of present) values += each;
  }
  return { bytes, from, present, values };
}

/** Undefined: all rows have a value. False: the levels are damaged. */
function presence(levels: Uint8Array, rows: number): Uint8Array | undefined | false {
  if (isOneRun(levels, rows)) return undefined;
  const present = new Uint8Array(rows);
  return readRuns(levels, 0, 1, present, rows) && present;
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
