import { numberEnd, numberIsRough, numberIsWide, scanNumber } from "./scanNumber";

/** A list of numbers, or lists of such lists of one size, read off the bytes of a body without an object a number. */
export interface NumberBlock {
  readonly dims: readonly number[];
  /** Near enough to round to the float32 that each number is nearest to. */
  readonly values: Float64Array;
  /** Some have more digits than were looked at: `exactValues` reads them again. */
  readonly isRough: boolean;
  /** Where it stands in the body. */
  readonly from: number;
  readonly to: number;
  readonly bytes: Buffer;
}

const deepest = 8;
const usual = 8192;
const most = 1 << 20;

/** Grows with what is read and is let go again when it was unusual. */
let scratch = new Float64Array(usual);

const comma = 44;
const minus = 45;
const zero = 48;
const nine = 57;
const open = 91;
const close = 93;

/** Undefined where something else than numbers is in it, or lists that differ in size: others read that. */
export function readNumberBlock(bytes: Buffer, from: number): NumberBlock | undefined {
  let at = from;
  let depth = 0;
  for (;;) {
    at = afterSpace(bytes, at);
    if (bytes[at] !== open) break;
    depth++;
    at++;
  }
  const first = bytes[at] as number;
  if (depth > deepest || !(first === minus || (first >= zero && first <= nine))) return undefined;
  const sizes = new Array<number>(depth).fill(-1);
  const counts = new Array<number>(depth).fill(0);
  const innermost = depth - 1;
  let isRough = false;
  let count = 0;
  let inRow = 0;
  for (;;) {
    const value = scanNumber(bytes, at);
    if (Number.isNaN(value) || numberIsWide) return undefined;
    if (numberIsRough) isRough = true;
    if (count === scratch.length) grow();
    scratch[count++] = value;
    inRow++;
    at = numberEnd;
    let next = bytes[at];
    if (next !== comma && next !== close) {
      at = afterSpace(bytes, at);
      next = bytes[at];
    }
    at++;
    if (next === comma) {
      if ((bytes[at] as number) <= 32) at = afterSpace(bytes, at);
      continue;
    }
    if (next !== close) return undefined;
    // lists end here: this one, and maybe those around it
    counts[innermost] = inRow;
    inRow = 0;
    let level = innermost;
    for (;;) {
      const size = counts[level] as number;
      if (sizes[level] === -1) sizes[level] = size;
      else if (sizes[level] !== size) return undefined;
      counts[level] = 0;
      if (level === 0) return { dims: sizes, values: takeScratch(count), isRough, from, to: at, bytes };
      level--;
      counts[level] = (counts[level] as number) + 1;
      at = afterSpace(bytes, at);
      next = bytes[at++];
      if (next === comma) break;
      if (next !== close) return undefined;
    }
    // and others begin
    for (; level < innermost; level++) {
      at = afterSpace(bytes, at);
      if (bytes[at++] !== open) return undefined;
    }
    at = afterSpace(bytes, at);
  }
}

function takeScratch(count: number): Float64Array {
  const values = scratch.slice(0, count);
  if (scratch.length > most) scratch = new Float64Array(usual);
  return values;
}

function grow(): void {
  const larger = new Float64Array(scratch.length * 2);
  larger.set(scratch);
  scratch = larger;
}

function afterSpace(bytes: Buffer, from: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at];
    if (byte !== 32 && byte !== 10 && byte !== 13 && byte !== 9) return at;
    at++;
  }
}

/** To the last digit, as a double holds them. */
export function exactValues({ isRough, values, bytes, from, to }: NumberBlock): Float64Array {
  if (!isRough) return values;
  const read = JSON.parse(bytes.toString("latin1", from, to)) as unknown[];
  return Float64Array.from(read.flat(deepest) as number[]);
}
