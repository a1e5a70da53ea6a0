/** Unpacks Snappy's raw form. False: it is damaged, or not as long as `target`. */
export function unpackSnappy(bytes: Uint8Array, target: Uint8Array): boolean {
  let at = 0;
  let length = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes[at++];
    if (byte === undefined || scale > 2 ** 28) return false;
    length += (byte & 0x7f) * scale;
    if (byte < 0x80) break;
  }
  if (length !== target.length) return false;
  let to = 0;
  while (at < bytes.length) {
    const tag = bytes[at++] as number;
    const kind = tag & 3;
    if (kind === 0) {
      let count = tag >> 2;
      if (count >= 60) {
        const more = count - 59;
        count = 0;
        for (let i = 0; i < more; i++) count += (bytes[at++] ?? 0) * 256 ** i;
      }
      count++;
      if (at + count > bytes.length || to + count > length) return false;
      if (count > short) target.set(bytes.subarray(at, at + count), to);
      else for (let i = 0; i < count; i++) target[to + i] = bytes[at + i] as number;
      at += count;
      to += count;
      continue;
    }
    const count = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    let back = kind === 1 ? (tag >> 5) << 8 : 0;
    const more = kind === 3 ? 4 : kind;
    for (let i = 0; i < more; i++) back += (bytes[at++] ?? 0) * 256 ** i;
    if (back === 0 || back > to || to + count > length) return false;
    if (back >= count && count > short) target.copyWithin(to, to - back, to - back + count);
    else for (let i = 0; i < count; i++) target[to + i] = target[to + i - back] as number; // it may copy what it wrote
    to += count;
  }
  return to === length;
}

/** Bytes that a loop copies sooner than a call does. */
const short = 24;
