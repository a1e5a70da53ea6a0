import type { PackedPoints } from "./points";

/** A block's points, packed: steps and times as second differences where they are whole numbers, values as what changed of their bytes. */
export const blockPoints = 1000;

/** Past this a second difference of doubles would not be exact. */
const exact = 2 ** 50;
const scratch = new Float64Array(1);
const scratchBytes = new Uint8Array(scratch.buffer);
const scratchWords = new Uint32Array(scratch.buffer);

export function packBlock({ values, steps, times }: PackedPoints, from: number, to: number): Buffer {
  // worst case: a flag and 10 bytes a number for steps and times, 9 for values
  const out = Buffer.allocUnsafe(2 + (to - from) * 29);
  let at = packNumbers(times, from, to, out, 0);
  at = packNumbers(steps, from, to, out, at);
  at = packValues(values, from, to, out, at);
  return out.subarray(0, at);
}

/** Writes the points to `into` from index `start` on. */
export function unpackBlock(bytes: Uint8Array, count: number, into: PackedPoints, start: number): void {
  let at = unpackNumbers(bytes, 0, count, into.times, start);
  at = unpackNumbers(bytes, at, count, into.steps, start);
  unpackValues(bytes, at, count, into.values, start);
}

function packNumbers(numbers: Float64Array, from: number, to: number, out: Buffer, start: number): number {
  let at = start;
  const whole = isWhole(numbers, from, to);
  out[at++] = whole ? 1 : 0;
  if (!whole) {
    for (let i = from; i < to; i++) at = out.writeDoubleLE(numbers[i] as number, at);
    return at;
  }
  let previous = 0;
  let difference = 0;
  for (let i = from; i < to; i++) {
    const number = numbers[i] as number;
    const second = number - previous - difference;
    difference = number - previous;
    previous = number;
    let rest = second < 0 ? -2 * second - 1 : 2 * second;
    while (rest >= 128) {
      out[at++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    out[at++] = rest;
  }
  return at;
}

function isWhole(numbers: Float64Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const number = numbers[i] as number;
    if (!Number.isInteger(number) || Math.abs(number) > exact) return false;
  }
  return true;
}

function unpackNumbers(bytes: Uint8Array, start: number, count: number, into: Float64Array, first: number): number {
  let at = start;
  if (bytes[at++] === 0) {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    for (let i = 0; i < count; i++, at += 8) into[first + i] = view.getFloat64(at, true);
    return at;
  }
  let previous = 0;
  let difference = 0;
  for (let i = first; i < first + count; i++) {
    let byte = bytes[at++] as number;
    if (byte < 128) {
      // almost always: an even pace has second differences of 0
      difference += byte & 1 ? -((byte + 1) >> 1) : byte >> 1;
    } else {
      let rest = byte & 127;
      for (let scale = 128; byte >= 128; scale *= 128) {
        byte = bytes[at++] as number;
        rest += (byte & 127) * scale;
      }
      difference += rest % 2 === 0 ? rest / 2 : -(rest + 1) / 2;
    }
    previous += difference;
    into[i] = previous;
  }
  return at;
}

/** A byte says how many bytes at the low and the high end are as in the value before; the others follow, changed bits set. */
function packValues(values: Float64Array, from: number, to: number, out: Buffer, start: number): number {
  let at = start;
  let low = 0;
  let high = 0;
  for (let i = from; i < to; i++) {
    scratch[0] = values[i] as number;
    const nextLow = scratchWords[0] as number;
    const nextHigh = scratchWords[1] as number;
    scratchWords[0] = nextLow ^ low;
    scratchWords[1] = nextHigh ^ high;
    low = nextLow;
    high = nextHigh;
    let first = 0;
    while (first < 8 && scratchBytes[first] === 0) first++;
    let end = 8;
    while (end > first && scratchBytes[end - 1] === 0) end--;
    out[at++] = (first << 4) | end;
    for (let byte = first; byte < end; byte++) out[at++] = scratchBytes[byte] as number;
  }
  return at;
}

function unpackValues(bytes: Uint8Array, start: number, count: number, into: Float64Array, from: number): void {
  let at = start;
  const words = new Uint32Array(into.buffer, into.byteOffset, into.length * 2);
  scratchWords.fill(0);
  for (let i = from; i < from + count; i++) {
    const control = bytes[at++] as number;
    for (let byte = control >> 4; byte < (control & 15); byte++)
      scratchBytes[byte] = (scratchBytes[byte] as number) ^ (bytes[at++] as number);
    words[2 * i] = scratchWords[0] as number;
    words[2 * i + 1] = scratchWords[1] as number;
  }
}
