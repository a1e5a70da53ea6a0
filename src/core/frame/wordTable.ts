/** Words by their bytes, each with a number from 0 on in the order in which they come. */
export interface WordTable {
  codeOf(bytes: Uint8Array, from: number, to: number): number;
  /** The same where the bytes were gone through already: `hash` begins with 0 and is `imul(hash ^ byte, 0x01000193)` of each. */
  find(bytes: Uint8Array, from: number, to: number, hash: number): number;
  add(word: string): number;
  readonly size: number;
  words(): string[];
  /** Undefined: one of them is no UTF-8. */
  strictWords(): string[] | undefined;
}

/** A hash table with open places. Words are kept as bytes, and made into strings once, at the end. */
export function createWordTable(room = 64): WordTable {
  let slots = new Int32Array(room * 2).fill(-1);
  let hashes = new Int32Array(room);
  let starts = new Int32Array(room + 1);
  let held = new Uint8Array(room * 16);
  let size = 0;

  const grow = () => {
    slots = new Int32Array(slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let code = 0; code < size; code++) {
      let slot = (hashes[code] as number) & mask;
      while (slots[slot] !== -1) slot = (slot + 1) & mask;
      slots[slot] = code;
    }
    hashes = larger(hashes, new Int32Array(slots.length / 2));
    starts = larger(starts, new Int32Array(slots.length / 2 + 1));
  };
  const add = (bytes: Uint8Array, from: number, to: number, hash: number, slot: number): number => {
    const start = starts[size] as number;
    const end = start + to - from;
    if (end > held.length) held = larger(held, new Uint8Array(Math.max(end, held.length * 2)));
    for (let i = from, at = start; i < to; i++, at++) held[at] = bytes[i] as number;
    hashes[size] = hash;
    slots[slot] = size;
    starts[++size] = end;
    if (size === hashes.length) grow();
    return size - 1;
  };

  const find = (bytes: Uint8Array, from: number, to: number, given: number): number => {
    const hash = given ^ (given >>> 15);
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const code = slots[slot] as number;
      if (code === -1) return add(bytes, from, to, hash, slot);
      if (hashes[code] === hash) {
        let at = starts[code] as number;
        if ((starts[code + 1] as number) - at === to - from) {
          let i = from;
          while (i < to && bytes[i] === held[at]) {
            i++;
            at++;
          }
          if (i === to) return code;
        }
      }
      slot = (slot + 1) & mask;
    }
  };
  const codeOf = (bytes: Uint8Array, from: number, to: number): number => {
    let hash = 0;
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
    return find(bytes, from, to, hash);
  };

  return {
    get size() {
      return size;
    },
    codeOf,
    find,
    add(word) {
      const bytes = encoder.encode(word);
      return codeOf(bytes, 0, bytes.length);
    },
    words: () => textsOf(held, starts, size, decoder),
    strictWords() {
      try {
        return textsOf(held, starts, size, strict);
      } catch (error) {
        if (error instanceof TypeError) return undefined;
        throw error;
      }
    },
  };
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const strict = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

/** One after the other out of one long text where all of it is ASCII: that is several times as fast. */
function textsOf(
  held: Uint8Array,
  starts: Int32Array,
  size: number,
  decode: { decode(bytes: Uint8Array): string },
): string[] {
  const end = starts[size] as number;
  const isAscii = areAscii(held, end);
  const words = new Array<string>(size);
  const all = isAscii ? decode.decode(held.subarray(0, end)) : "";
  for (let i = 0; i < size; i++) {
    const [from, to] = [starts[i] as number, starts[i + 1] as number];
    words[i] = isAscii ? all.slice(from, to) : decode.decode(held.subarray(from, to));
  }
  return words;
}

function larger<T extends Int32Array | Uint8Array>(old: T, fresh: T): T {
  fresh.set(old);
  return fresh;
}

function areAscii(bytes: Uint8Array, length: number): boolean {
  let all = 0;
  for (let i = 0; i < length; i++) all |= bytes[i] as number;
  return all < 128;
}
