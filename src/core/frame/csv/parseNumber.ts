import { seen } from "./csvPlan";

/** Bytes of a text in which numbers are, and two bytes or more behind them that belong to no number. */
export interface NumberText {
  readonly bytes: Uint8Array;
  /** Of the same bytes. */
  readonly view: DataView;
  /** A tab within it is no blank where it separates. */
  readonly separator: number;
  /** Of the number that was read last: `seen.float` and the like. */
  seen: number;
}

export function numberText(bytes: Uint8Array, separator: number): NumberText {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), separator, seen: 0 };
}

/**
 * Reads a number as pandas does, to the last bit: 17 digits at most, leading zeros among them, and then one multiplication
 * or division by a power of ten. Returns where it ended, at the first byte that is no more of it, blanks skipped; -1: no
 * number begins there.
 */
export function putNumber(text: NumberText, from: number, target: Float64Array, row: number): number {
  const { bytes } = text;
  let at = from;
  let byte = bytes[at] as number;
  const isNegative = byte === minus;
  if (isNegative) byte = bytes[++at] as number;
  let digit = byte - 48;
  if (digit < 0 || digit > 9) return putOther(text, from, target, row);
  let whole = digit;
  const begin = at;
  for (byte = bytes[++at] as number; at - begin < 9; byte = bytes[++at] as number) {
    digit = byte - 48;
    if (digit < 0 || digit > 9) break;
    whole = (whole * 10 + digit) | 0;
  }
  if (isEnd(byte, text.separator)) {
    target[row] = isNegative ? -whole : whole;
    text.seen = isNegative ? seen.negative : 0;
    return at;
  }
  if (byte !== dot) return putOther(text, from, target, row);

  // fifteen digits in all are exact whatever way they are put together; the last two are added as floats, each rounded
  let number = whole;
  const first = ++at;
  let digits = first - 1 - begin;
  for (; digits <= 11; digits += 4, at += 4) {
    const four = text.view.getInt32(at, true);
    if ((four & -252645136) !== 808464432 || ((four + 101058054) & -252645136) !== 808464432) break;
    const two = (Math.imul(four & 252645135, 2561) >>> 8) & 16711935;
    number = number * 10000 + (Math.imul(two, 6553601) >>> 16);
  }
  byte = bytes[at] as number;
  for (; digits < most; digits++, byte = bytes[++at] as number) {
    digit = byte - 48;
    if (digit < 0 || digit > 9) break;
    number = number * 10 + digit;
  }
  const decimals = at - first;
  if (digits === most) while (byte >= 48 && byte <= 57) byte = bytes[++at] as number;
  if (!isEnd(byte, text.separator)) return putOther(text, from, target, row);
  number /= powers[decimals] as number;
  target[row] = isNegative ? -number : number;
  text.seen = isNegative ? seen.float | seen.negative : seen.float;
  return at;
}

const most = 17;
const powers = Float64Array.from({ length: 309 }, (_, i) => Number(`1e${i}`));
const [minus, plus, dot, largeE, smallE, blank, tab] = [45, 43, 46, 69, 101, 32, 9];

function isEnd(byte: number, separator: number): boolean {
  return byte === separator || byte === 10 || byte === 13;
}

/** The same of any number: with blanks, a plus, an exponent, or many digits. */
function putOther(text: NumberText, from: number, target: Float64Array, row: number): number {
  const { bytes, separator } = text;
  const isBlank = (byte: number) => byte === blank || (byte === tab && separator !== tab);
  let at = from;
  while (isBlank(bytes[at] as number)) at++;
  const isNegative = bytes[at] === minus;
  if (isNegative || bytes[at] === plus) at++;
  const begin = at;
  let [number, digits, exponent, fraction, flags] = [0, 0, 0, 0, 0];
  for (; ; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit >= 0 && digit <= 9) {
      if (digits < most) {
        number = number * 10 + digit;
        exponent -= fraction;
      } else if (fraction === 0) exponent++;
      digits++;
    } else if (bytes[at] === dot && fraction === 0) fraction = 1;
    else break;
  }
  if (digits === 0) return -1;
  if (fraction === 1) flags = seen.float;
  const end = at;
  if (bytes[at] === smallE || bytes[at] === largeE) {
    flags = seen.float;
    at++;
    const isDown = bytes[at] === minus;
    if (isDown || bytes[at] === plus) at++;
    const start = at;
    let power = 0;
    for (; (bytes[at] as number) >= 48 && (bytes[at] as number) <= 57; at++)
      if (at - start < most) power = power * 10 + (bytes[at] as number) - 48;
    if (at === start) return -1;
    exponent += isDown ? -power : power;
  }
  const scaled = exponent === 0 ? number : scale(number, exponent);
  if (scaled === Number.POSITIVE_INFINITY) return -1;
  if (isNegative) flags |= seen.negative;
  target[row] = isNegative ? -scaled : scaled;
  if (digits > 15 && (flags & seen.float) === 0) {
    const exact = BigInt(String.fromCharCode(...bytes.subarray(begin, end)));
    flags |= largeness(exact, isNegative);
    if (exact <= BigInt(Number.MAX_SAFE_INTEGER)) target[row] = Number(isNegative ? -exact : exact);
  }
  text.seen = flags;
  while (isBlank(bytes[at] as number)) at++;
  return at;
}

function largeness(exact: bigint, isNegative: boolean): number {
  if (exact <= BigInt(Number.MAX_SAFE_INTEGER)) return 0;
  if (exact < 2n ** 63n || (isNegative && exact === 2n ** 63n)) return seen.unsafe;
  return isNegative || exact >= 2n ** 64n ? seen.unsafe | seen.huge : seen.unsafe | seen.big;
}

function scale(number: number, exponent: number): number {
  if (exponent > 308) return Number.POSITIVE_INFINITY;
  if (exponent > 0) return number * (powers[exponent] as number);
  if (exponent >= -308) return number / (powers[-exponent] as number);
  return exponent < -616 ? 0 : number / (powers[-308 - exponent] as number) / (powers[308] as number);
}
