import { blockPoints, packBlock } from "./block";
import { bytesOf, Writer } from "./bytes";
import type { Json } from "./change";
import type { ColdPlace } from "./cold";
import { crc32 } from "./crc";
import type { Files, Handle } from "./files";
import { inOrder, type PackedPoints } from "./points";
import { filePath } from "./storeFiles";
import { summarize, summarySize, writeSummary } from "./summary";

/** A sealed segment: blocks and documents, then per series name the rows it has, then a directory, then a trailer of fixed size. */
export const segmentMagic = Buffer.from("TIDESEG\n");
export const trailerSize = 32;
const flushAt = 4 * 1024 * 1024;

/** One series name of one table: where its index lies, as columns. */
export interface IndexPlace {
  readonly table: string;
  readonly series: string;
  readonly rows: number;
  readonly offset: number;
  readonly crc: number;
}

interface Rows {
  readonly ordinals: number[];
  readonly offsets: number[];
  readonly lengths: number[];
  readonly blocks: number[];
}

/** Per row of an index: ordinal u32, offset f64, bytes u32, blocks u32. */
export const indexRowSize = 20;

export class SegmentWriter {
  private readonly buffer = new Writer(64 * 1024);
  private readonly indexes = new Map<string, { table: string; series: string; rows: Rows }>();
  private readonly handle: Handle;
  private flushed = 0;

  constructor(
    readonly files: Files,
    folder: string,
    readonly number: number,
  ) {
    this.handle = files.create(filePath(folder, "series", number));
    this.buffer.raw(segmentMagic);
  }

  /** All points of a row's series that this segment holds. Rows of one series must come in ascending order. */
  addSeries(table: string, series: string, ordinal: number, unordered: PackedPoints): void {
    const points = inOrder(unordered);
    const count = points.values.length;
    if (count === 0) return;
    const blocks: Buffer[] = [];
    for (let from = 0; from < count; from += blockPoints)
      blocks.push(packBlock(points, from, Math.min(from + blockPoints, count)));
    const start = this.position;
    let offset = start + blocks.length * summarySize;
    for (let i = 0; i < blocks.length; i++) {
      const block = blocks[i] as Buffer;
      const from = i * blockPoints;
      const summary = summarize(points, from, Math.min(from + blockPoints, count));
      this.buffer.raw(bytesOf(writeSummary({ ...summary, offset, length: block.length, crc: crc32(block) })));
      offset += block.length;
    }
    for (const block of blocks) this.buffer.raw(block);
    const { rows } = this.indexOf(table, series);
    rows.ordinals.push(ordinal);
    rows.offsets.push(start);
    rows.lengths.push(offset - start);
    rows.blocks.push(blocks.length);
    this.flush(flushAt);
  }
  addDoc(doc: Json): ColdPlace {
    return this.addBytes(Buffer.from(JSON.stringify(doc)));
  }
  addBytes(bytes: Uint8Array): ColdPlace {
    const offset = this.position;
    this.buffer.u32(crc32(bytes));
    this.buffer.raw(bytes);
    this.flush(flushAt);
    return { segment: this.number, offset, length: bytes.length };
  }
  /** Durable when it returns. */
  finish(): number {
    const places: IndexPlace[] = [];
    for (const { table, series, rows } of this.indexes.values()) {
      const bytes = Buffer.concat([
        bytesOf(Float64Array.from(rows.offsets)),
        bytesOf(Uint32Array.from(rows.ordinals)),
        bytesOf(Uint32Array.from(rows.lengths)),
        bytesOf(Uint32Array.from(rows.blocks)),
      ]);
      places.push({ table, series, rows: rows.ordinals.length, offset: this.position, crc: crc32(bytes) });
      this.buffer.raw(bytes);
    }
    const directory = Buffer.from(JSON.stringify(places));
    const offset = this.position;
    this.buffer.raw(directory);
    const trailer = Buffer.alloc(trailerSize);
    trailer.writeBigUInt64LE(BigInt(offset), 0);
    trailer.writeUInt32LE(directory.length, 8);
    trailer.writeUInt32LE(crc32(directory), 12);
    trailer.writeUInt32LE(crc32(trailer.subarray(0, 16)), 16);
    segmentMagic.copy(trailer, trailerSize - segmentMagic.length);
    this.buffer.raw(trailer);
    this.flush(0);
    this.handle.sync();
    this.handle.close();
    return this.flushed;
  }
  get isEmpty(): boolean {
    return this.position === segmentMagic.length;
  }
  abandon(): void {
    this.handle.close();
    this.files.remove(this.handle.path);
  }
  private get position(): number {
    return this.flushed + this.buffer.length;
  }
  private flush(least: number): void {
    if (this.buffer.length <= least) return;
    this.handle.write(this.buffer.written(), this.flushed);
    this.flushed += this.buffer.length;
    this.buffer.clear();
  }
  private indexOf(table: string, series: string) {
    const key = `${table}\0${series}`;
    const known = this.indexes.get(key);
    if (known) return known;
    const made = { table, series, rows: { ordinals: [], offsets: [], lengths: [], blocks: [] } };
    this.indexes.set(key, made);
    return made;
  }
}
