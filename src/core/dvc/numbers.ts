import { WholeFloat } from "./values";

/** A number of a text that has a point or an exponent. */
export function floatOf(value: number): number | WholeFloat {
  return Number.isInteger(value) ? new WholeFloat(value) : value;
}

/** Of digits, or `0x…`; a bigint where a number would lose some. */
export function wholeOf(digits: string, isNegative = false): number | bigint {
  const value = Number(digits);
  if (Number.isSafeInteger(value)) return isNegative && value !== 0 ? -value : value;
  const exact = BigInt(digits);
  return isNegative ? -exact : exact;
}
