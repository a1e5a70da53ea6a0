import { seen } from "./csvPlan";

/**
 * Reads numbers as pandas does, to the last bit: 17 digits at most, leading zeros among them, and then one multiplication
 * or division by a power of ten. Fields instead of an object a number: there are millions.
 */
export interface NumberReader {
  /** Where the number ended: at the first byte that is no more of it, blanks skipped. */
  end: number;
  value: number;
  /** `seen.float` and the like. */
  seen: number;
  /** False: no number begins there. The bytes must end with one that belongs to none. */
  read(from: number): boolean;
}

const most = 17;
const powers = Float64Array.from({ length: 309 }, (_, i) => Number(`1e${i}`));
const [minus, plus, dot, largeE, smallE, blank, tab] = [45, 43, 46, 69, 101, 32, 9];

export function createNumberReader(bytes: Uint8Array, separator: number): NumberReader {
  const reader: NumberReader = { end: 0, value: 0, seen: 0, read };
  const isTabBlank = separator !== tab;

  function read(from: number): boolean {
    let at = from;
    let byte = bytes[at] as number;
    while (byte === blank || (byte === tab && isTabBlank)) byte = bytes[++at] as number;
    const isNegative = byte === minus;
    if (isNegative || byte === plus) byte = bytes[++at] as number;
    const begin = at;

    // nine digits and then six fit whole numbers; the last two are added as floats, each rounded
    let digits = 0;
    let decimals = 0;
    let fraction = 0;
    let number = 0;
    for (; digits < 9; byte = bytes[++at] as number) {
      const digit = byte - 48;
      if (digit >= 0 && digit <= 9) {
        number = number * 10 + digit;
        digits++;
        decimals += fraction;
      } else if (byte === dot && fraction === 0) fraction = 1;
      else break;
    }
    let exponent = 0;
    if (digits === 9) {
      let more = 0;
      let low = 0;
      for (; more < 6; byte = bytes[++at] as number) {
        const digit = byte - 48;
        if (digit >= 0 && digit <= 9) {
          low = low * 10 + digit;
          more++;
          decimals += fraction;
        } else if (byte === dot && fraction === 0) fraction = 1;
        else break;
      }
      if (more > 0) number = number * (powers[more] as number) + low;
      digits += more;
      if (more === 6)
        for (;;) {
          const digit = byte - 48;
          if (digit >= 0 && digit <= 9) {
            if (digits < most) {
              number = number * 10 + digit;
              decimals += fraction;
            } else if (fraction === 0) exponent++;
            digits++;
          } else if (byte === dot && fraction === 0) fraction = 1;
          else break;
          byte = bytes[++at] as number;
        }
    }
    if (digits === 0) return false;
    exponent -= decimals;
    let flags = fraction === 0 ? 0 : seen.float;
    if (byte === smallE || byte === largeE) {
      flags = seen.float;
      byte = bytes[++at] as number;
      const isDown = byte === minus;
      if (isDown || byte === plus) byte = bytes[++at] as number;
      let power = 0;
      let length = 0;
      for (let digit = byte - 48; digit >= 0 && digit <= 9; digit = byte - 48) {
        if (length++ < most) power = power * 10 + digit;
        byte = bytes[++at] as number;
      }
      if (length === 0) return false;
      exponent += isDown ? -power : power;
    }
    if (exponent !== 0) {
      const scaled = scale(number, exponent);
      if (scaled === Number.POSITIVE_INFINITY) return false;
      number = scaled;
    }
    if (isNegative) {
      number = -number;
      flags |= seen.negative;
    }
    if (digits > 15 && (flags & seen.float) === 0) flags |= largeness(begin, at, isNegative, number);
    while (byte === blank || (byte === tab && isTabBlank)) byte = bytes[++at] as number;
    reader.end = at;
    reader.value = number;
    reader.seen = flags;
    return true;
  }

  function largeness(from: number, to: number, isNegative: boolean, number: number): number {
    if (Math.abs(number) <= Number.MAX_SAFE_INTEGER) return 0;
    let digits = "";
    for (let i = from; i < to; i++) digits += String.fromCharCode(bytes[i] as number);
    const exact = BigInt(digits);
    if (exact < 2n ** 63n || (isNegative && exact === 2n ** 63n)) return seen.unsafe;
    return isNegative || exact >= 2n ** 64n ? seen.unsafe | seen.huge : seen.unsafe | seen.big;
  }

  return reader;
}

function scale(number: number, exponent: number): number {
  if (exponent > 308) return Number.POSITIVE_INFINITY;
  if (exponent > 0) return number * (powers[exponent] as number);
  if (exponent >= -308) return number / (powers[-exponent] as number);
  return exponent < -616 ? 0 : number / (powers[-308 - exponent] as number) / (powers[308] as number);
}
