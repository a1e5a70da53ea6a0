import { bytesOf } from "./bytes";
import { crc32 } from "./crc";
import type { Files, Handle } from "./files";

/** A file of checksummed sections and a JSON directory that says what they are. Used for the image of the state. */
const magic = Buffer.from("TIDEIMG\n");
const trailerSize = 32;

/** Offset, bytes, crc. */
export type Section = readonly [offset: number, length: number, crc: number];

export class ImageWriter {
  private readonly handle: Handle;
  private at = magic.length;
  private parts: Uint8Array[] = [];
  private pending = 0;

  constructor(files: Files, path: string) {
    this.handle = files.create(path);
    this.parts.push(magic);
    this.pending = magic.length;
  }
  section(chunks: readonly Uint8Array[]): Section {
    let crc = 0;
    let length = 0;
    for (const chunk of chunks) {
      crc = crc32(chunk, crc);
      length += chunk.length;
      this.parts.push(chunk);
      this.pending += chunk.length;
    }
    const section: Section = [this.at, length, crc];
    this.at += length;
    if (this.pending > 4 * 1024 * 1024) this.flush();
    return section;
  }
  json(value: unknown): Section {
    return this.section([Buffer.from(JSON.stringify(value))]);
  }
  numbers(arrays: readonly (Float64Array | Int32Array | Uint32Array)[]): Section {
    return this.section(arrays.map(bytesOf));
  }
  /** Durable when it returns; answers the size of the file. */
  finish(directory: unknown): number {
    const [offset, length, crc] = this.json(directory);
    const trailer = Buffer.alloc(trailerSize);
    trailer.writeBigUInt64LE(BigInt(offset), 0);
    trailer.writeUInt32LE(length, 8);
    trailer.writeUInt32LE(crc, 12);
    trailer.writeUInt32LE(crc32(trailer.subarray(0, 16)), 16);
    magic.copy(trailer, trailerSize - magic.length);
    this.section([trailer]);
    this.flush();
    this.handle.sync();
    this.handle.close();
    return this.at;
  }
  abandon(files: Files): void {
    this.handle.close();
    files.remove(this.handle.path);
  }
  private flush(): void {
    this.handle.write(Buffer.concat(this.parts), this.at - this.pending);
    this.parts = [];
    this.pending = 0;
  }
}

/** Reads sections whole, each into memory of its own. */
export class ImageReader {
  private readonly handle: Handle;
  readonly size: number;

  constructor(
    files: Files,
    readonly path: string,
  ) {
    this.handle = files.open(path, "read");
    this.size = this.handle.size();
  }
  directory(): unknown {
    if (this.size < trailerSize + magic.length) throw new Error(`${this.path}: it is too short`);
    const trailer = this.bytes([this.size - trailerSize, trailerSize, -1]);
    const whole =
      trailer.subarray(-magic.length).equals(magic) && crc32(trailer.subarray(0, 16)) === trailer.readUInt32LE(16);
    if (!whole) throw new Error(`${this.path}: its end is damaged`);
    const place: Section = [Number(trailer.readBigUInt64LE(0)), trailer.readUInt32LE(8), trailer.readUInt32LE(12)];
    return JSON.parse(this.bytes(place).toString("utf8"));
  }
  /** A crc of -1 is not checked: whoever reads it does. */
  bytes([offset, length, crc]: Section): Buffer {
    const bytes = Buffer.from(new ArrayBuffer(length));
    this.handle.read(bytes, offset);
    if (crc !== -1 && crc32(bytes) !== crc) throw new Error(`${this.path}: the section at byte ${offset} is damaged`);
    return bytes;
  }
  close(): void {
    this.handle.close();
  }
}
