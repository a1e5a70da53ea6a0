import { bytesOf } from "./bytes";
import type { ColdPlace } from "./cold";
import { crc32 } from "./crc";
import type { Files, Handle } from "./files";
import { type IndexPlace, indexRowSize, segmentMagic, trailerSize } from "./segmentWriter";
import { filePath } from "./storeFiles";
import { readSummary, type Summary, summaryNumbers, summarySize } from "./summary";

/** Where the points of one row's series lie in a segment. */
export interface SeriesPlace {
  readonly ordinal: number;
  readonly offset: number;
  readonly length: number;
  readonly blocks: number;
}

interface Index {
  readonly offsets: Float64Array;
  readonly ordinals: Uint32Array;
  readonly lengths: Uint32Array;
  readonly blocks: Uint32Array;
}

const aheadSize = 64 * 1024;

/** Reads a sealed segment. Nothing is read before it is asked for; every piece is checked against its crc. */
export class SegmentReader {
  private handle: Handle | undefined;
  private directory: readonly IndexPlace[] | undefined;
  private readonly indexes = new Map<string, Index>();
  private ahead: { readonly from: number; readonly bytes: Buffer } | undefined;
  private asked = 0;

  constructor(
    readonly files: Files,
    readonly folder: string,
    readonly number: number,
  ) {}

  get path(): string {
    return filePath(this.folder, "series", this.number);
  }
  size(): number {
    return this.open().size();
  }
  names(): readonly IndexPlace[] {
    this.directory ??= this.readDirectory();
    return this.directory;
  }
  find(table: string, series: string, ordinal: number): SeriesPlace | undefined {
    const index = this.indexOf(table, series);
    if (!index) return undefined;
    let low = 0;
    let high = index.ordinals.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((index.ordinals[middle] as number) < ordinal) low = middle + 1;
      else high = middle;
    }
    return index.ordinals[low] === ordinal ? placeAt(index, low) : undefined;
  }
  *rows(table: string, series: string): Iterable<SeriesPlace> {
    const index = this.indexOf(table, series);
    if (index) for (let i = 0; i < index.ordinals.length; i++) yield placeAt(index, i);
  }
  summaries({ offset, blocks }: SeriesPlace): Summary[] {
    const numbers = new Float64Array(blocks * summaryNumbers);
    this.readAhead(new Uint8Array(numbers.buffer), offset);
    return Array.from({ length: blocks }, (_, i) => readSummary(numbers, i));
  }
  /** The packed bytes of consecutive blocks; check each with `checkBlock`. */
  read(from: number, to: number): Buffer {
    const bytes = Buffer.allocUnsafe(to - from);
    this.open().read(bytes, from);
    return bytes;
  }
  /** Everything of one row's series in one read: summaries and packed blocks. */
  readAll(place: SeriesPlace): { summaries: Summary[]; block: (summary: Summary) => Buffer } {
    const bytes = this.read(place.offset, place.offset + place.length);
    const head = place.blocks * summarySize;
    const numbers = new Float64Array(head / 8);
    bytesOf(numbers).set(bytes.subarray(0, head));
    return {
      summaries: Array.from({ length: place.blocks }, (_, i) => readSummary(numbers, i)),
      block: (summary) => this.check(bytes, summary, place.offset),
    };
  }
  /** The block that a summary tells of, out of bytes read from `start` on. */
  check(bytes: Buffer, { offset, length, crc }: Summary, start: number): Buffer {
    const block = bytes.subarray(offset - start, offset - start + length);
    if (block.length !== length || crc32(block) !== crc)
      throw new Error(`${this.path}: the block at byte ${offset} is damaged`);
    return block;
  }
  doc({ offset, length }: ColdPlace): Buffer {
    const bytes = this.read(offset, offset + 4 + length);
    const doc = bytes.subarray(4);
    if (crc32(doc) !== bytes.readUInt32LE(0))
      throw new Error(`${this.path}: the document at byte ${offset} is damaged`);
    return doc;
  }
  close(): void {
    this.handle?.close();
    this.handle = undefined;
    this.ahead = undefined;
  }
  /** Who asks for one row after the other finds the next ones read already. */
  private readAhead(into: Uint8Array, offset: number): void {
    const gap = offset - this.asked;
    this.asked = offset;
    const known = this.ahead;
    const from = known ? offset - known.from : -1;
    if (known && from >= 0 && from + into.length <= known.bytes.length) {
      into.set(known.bytes.subarray(from, from + into.length));
      return;
    }
    const length = Math.min(aheadSize, this.open().size() - offset);
    if (gap <= 0 || gap > aheadSize || into.length > length) {
      this.open().read(into, offset);
      return;
    }
    this.ahead = { from: offset, bytes: this.read(offset, offset + length) };
    into.set(this.ahead.bytes.subarray(0, into.length));
  }
  private open(): Handle {
    this.handle ??= this.files.open(this.path, "read");
    return this.handle;
  }
  private readDirectory(): IndexPlace[] {
    const end = this.open().size();
    const trailer = end < trailerSize ? Buffer.alloc(trailerSize) : this.read(end - trailerSize, end);
    const whole =
      trailer.subarray(-segmentMagic.length).equals(segmentMagic) &&
      crc32(trailer.subarray(0, 16)) === trailer.readUInt32LE(16);
    if (!whole) throw new Error(`${this.path}: its end is damaged`);
    const offset = Number(trailer.readBigUInt64LE(0));
    const directory = this.read(offset, offset + trailer.readUInt32LE(8));
    if (crc32(directory) !== trailer.readUInt32LE(12)) throw new Error(`${this.path}: its directory is damaged`);
    return JSON.parse(directory.toString("utf8")) as IndexPlace[];
  }
  private indexOf(table: string, series: string): Index | undefined {
    const key = `${table}\0${series}`;
    const known = this.indexes.get(key);
    if (known) return known;
    const place = this.names().find((each) => each.table === table && each.series === series);
    if (!place) return undefined;
    const { offset, rows, crc } = place;
    const bytes = new Uint8Array(rows * indexRowSize);
    this.open().read(bytes, offset);
    if (crc32(bytes) !== crc) throw new Error(`${this.path}: the index at byte ${offset} is damaged`);
    const index = {
      offsets: new Float64Array(bytes.buffer, 0, rows),
      ordinals: new Uint32Array(bytes.buffer, rows * 8, rows),
      lengths: new Uint32Array(bytes.buffer, rows * 12, rows),
      blocks: new Uint32Array(bytes.buffer, rows * 16, rows),
    };
    this.indexes.set(key, index);
    return index;
  }
}

function placeAt({ offsets, ordinals, lengths, blocks }: Index, i: number): SeriesPlace {
  return {
    offset: offsets[i] as number,
    ordinal: ordinals[i] as number,
    length: lengths[i] as number,
    blocks: blocks[i] as number,
  };
}
