/**
 * Many numbers and a little text in one answer: the length of the head (4 bytes), the head as JSON, spaces up to a multiple
 * of 8, then doubles, then 32-bit whole numbers. Numbers are little-endian, as every machine that VS Code runs on keeps them.
 */
export interface Packed {
  readonly head: unknown;
  readonly doubles: readonly Float64Array[];
  readonly integers: readonly Uint32Array[];
}

export interface Unpacked {
  readonly head: unknown;
  /** The next so many doubles, or 32-bit numbers, in the order they were packed. They share the memory of the answer. */
  doubles(count: number): Float64Array;
  integers(count: number): Uint32Array;
}

/** What the head says about the numbers that follow it. */
interface Outer {
  readonly head: unknown;
  readonly doubles: number;
  readonly integers: number;
}

export function pack({ head, doubles, integers }: Packed): Uint8Array {
  const outer: Outer = { head, doubles: lengthOf(doubles), integers: lengthOf(integers) };
  const text = new TextEncoder().encode(JSON.stringify(outer));
  const start = aligned(4 + text.length);
  const bytes = new Uint8Array(start + outer.doubles * 8 + outer.integers * 4).fill(32, 0, start);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  let at = start;
  for (const part of [...doubles, ...integers]) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return bytes;
}

export function unpack(answer: Uint8Array): Unpacked {
  // the numbers must lie at a multiple of 8 in their memory, which what came over a wire need not
  const bytes = answer.byteOffset % 8 === 0 ? answer : answer.slice();
  const length = bytes.length < 4 ? -1 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (length < 0 || 4 + length > bytes.length) throw new Error("packed answer: cut short");
  const outer = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as Outer;
  const start = aligned(4 + length);
  const end = start + outer.doubles * 8;
  if (end + outer.integers * 4 !== bytes.length) throw new Error("packed answer: of another length than it says");
  let nextDouble = bytes.byteOffset + start;
  let nextInteger = bytes.byteOffset + end;
  return {
    head: outer.head,
    doubles(count) {
      const part = new Float64Array(bytes.buffer, nextDouble, count);
      nextDouble += count * 8;
      return part;
    },
    integers(count) {
      const part = new Uint32Array(bytes.buffer, nextInteger, count);
      nextInteger += count * 4;
      return part;
    },
  };
}

function lengthOf(parts: readonly { readonly length: number }[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

function aligned(bytes: number): number {
  return (bytes + 7) & ~7;
}
