/**
 * Reads Parquet's runs: of small numbers, `width` bits each, those that repeat are written once and others are packed. False:
 * they are damaged, or wider than we read.
 */
export function readRuns(
  bytes: Uint8Array,
  from: number,
  width: number,
  target: Int32Array | Uint8Array,
  count: number,
): boolean {
  if (width > widest) return false;
  let at = from;
  let done = 0;
  while (done < count) {
    let head = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined || shift > 28) return false;
      head |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    const size = head >>> 1;
    if (size === 0) return false;
    if ((head & 1) === 0) {
      let value = 0;
      for (let shift = 0; shift < width; shift += 8) value |= (bytes[at++] ?? 0) << shift;
      if (at > bytes.length || value >>> width !== 0) return false;
      const some = Math.min(size, count - done);
      target.fill(value, done, done + some);
      done += some;
    } else {
      const some = Math.min(size * 8, count - done);
      if (at + Math.ceil((some * width) / 8) > bytes.length) return false;
      unpack(bytes, at, width, target, done, some);
      at += size * width;
      done += some;
    }
  }
  return true;
}

/** With a byte's remainder before them they fit 32 bits. */
const widest = 24;

function unpack(
  bytes: Uint8Array,
  from: number,
  width: number,
  target: Int32Array | Uint8Array,
  start: number,
  count: number,
): void {
  const mask = (1 << width) - 1;
  // four bytes at once, as long as four are there
  const whole = Math.max(0, Math.min(count, Math.floor(((bytes.length - from - 4) * 8) / width)));
  const view = new DataView(bytes.buffer, bytes.byteOffset + from, bytes.byteLength - from);
  let bit = 0;
  for (let i = start; i < start + whole; i++, bit += width)
    target[i] = (view.getUint32(bit >>> 3, true) >>> (bit & 7)) & mask;
  for (let i = start + whole; i < start + count; i++, bit += width) {
    let value = 0;
    for (let k = 0; k < 4; k++) value |= (bytes[from + (bit >>> 3) + k] ?? 0) << (k * 8);
    target[i] = (value >>> (bit & 7)) & mask;
  }
}
