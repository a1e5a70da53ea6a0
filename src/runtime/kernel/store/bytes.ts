/** A buffer that grows as it is written; numbers little-endian. */
export class Writer {
  bytes: Buffer;
  length = 0;

  constructor(room = 4096) {
    this.bytes = Buffer.allocUnsafe(room);
  }
  /** Makes room for `size` more bytes and returns where they start. */
  take(size: number): number {
    const at = this.length;
    if (at + size > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, at + size));
      this.bytes.copy(larger, 0, 0, at);
      this.bytes = larger;
    }
    this.length = at + size;
    return at;
  }
  u8(value: number): void {
    const at = this.take(1); // before `bytes` is read: it may be replaced
    this.bytes[at] = value;
  }
  u16(value: number): void {
    const at = this.take(2);
    this.bytes.writeUInt16LE(value, at);
  }
  u32(value: number): void {
    const at = this.take(4);
    this.bytes.writeUInt32LE(value, at);
  }
  /** Whole numbers to 2^53. */
  u64(value: number): void {
    const at = this.take(8);
    this.bytes.writeUInt32LE(value % 2 ** 32, at);
    this.bytes.writeUInt32LE(Math.floor(value / 2 ** 32), at + 4);
  }
  f64(value: number): void {
    const at = this.take(8);
    this.bytes.writeDoubleLE(value, at);
  }
  raw(bytes: Uint8Array): void {
    const at = this.take(bytes.length);
    this.bytes.set(bytes, at);
  }
  /** A u32 length, then UTF-8. */
  text(text: string): void {
    const most = text.length * 3;
    const at = this.take(4 + most);
    const size = this.bytes.write(text, at + 4, most, "utf8");
    this.bytes.writeUInt32LE(size, at);
    this.length = at + 4 + size;
  }
  f64s(values: ArrayLike<number>): void {
    this.raw(bytesOf(values instanceof Float64Array ? values : Float64Array.from(values)));
  }
  u32s(values: ArrayLike<number>): void {
    this.raw(bytesOf(values instanceof Uint32Array ? values : Uint32Array.from(values)));
  }
  written(): Buffer {
    return this.bytes.subarray(0, this.length);
  }
  clear(): void {
    this.length = 0;
  }
}

/** Reads what a Writer wrote; throws a RangeError past the end. */
export class Reader {
  at: number;
  constructor(
    readonly bytes: Buffer,
    at = 0,
  ) {
    this.at = at;
  }
  get left(): number {
    return this.bytes.length - this.at;
  }
  u8(): number {
    return this.bytes.readUInt8(this.skip(1));
  }
  u16(): number {
    return this.bytes.readUInt16LE(this.skip(2));
  }
  u32(): number {
    return this.bytes.readUInt32LE(this.skip(4));
  }
  u64(): number {
    const low = this.u32();
    return low + this.u32() * 2 ** 32;
  }
  f64(): number {
    return this.bytes.readDoubleLE(this.skip(8));
  }
  raw(size: number): Buffer {
    const at = this.skip(size);
    return this.bytes.subarray(at, at + size);
  }
  text(): string {
    return this.raw(this.u32()).toString("utf8");
  }
  /** Copied, since a typed array must lie on a multiple of its size. */
  f64s(count: number): Float64Array {
    const numbers = new Float64Array(count);
    bytesOf(numbers).set(this.raw(count * 8));
    return numbers;
  }
  u32s(count: number): Uint32Array {
    const numbers = new Uint32Array(count);
    bytesOf(numbers).set(this.raw(count * 4));
    return numbers;
  }
  private skip(size: number): number {
    const at = this.at;
    if (size > this.left) throw new RangeError(`${size} bytes at ${at} reach past ${this.bytes.length}`);
    this.at = at + size;
    return at;
  }
}

export function bytesOf(array: Float64Array | Uint32Array | Int32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
