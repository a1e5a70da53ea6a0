const encoder = new TextEncoder();

/** MurmurHash3 x86 32-bit of a text's UTF-8, without a seed. */
export function murmur3(text: string): number {
  const bytes = utf8(text);
  const blocks = bytes.length & ~3;
  let hash = 0;
  for (let i = 0; i < blocks; i += 4) {
    hash ^= scrambled(
      byteAt(bytes, i) | (byteAt(bytes, i + 1) << 8) | (byteAt(bytes, i + 2) << 16) | (byteAt(bytes, i + 3) << 24),
    );
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let i = bytes.length - 1; i >= blocks; i--) rest = (rest << 8) | byteAt(bytes, i);
  if (bytes.length > blocks) hash ^= scrambled(rest);
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Ids are short: most fit what is there already. */
function utf8(text: string): Uint8Array {
  if (text.length * 3 > held.length) return encoder.encode(text);
  return held.subarray(0, encoder.encodeInto(text, held).written);
}

const held = new Uint8Array(1024);

function scrambled(block: number): number {
  const mixed = Math.imul(block, 0xcc9e2d51);
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
}

function byteAt(bytes: Uint8Array, i: number): number {
  return bytes[i] ?? 0;
}
