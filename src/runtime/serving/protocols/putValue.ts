import type { ColumnFacts } from "../modelFacts";
import type { makeData } from "../tensorData";
import type { TensorType } from "../tensors";
import { halfBits } from "./halfFloat";
import { type Json, tell } from "./readJson";

export type OpenData = ReturnType<typeof makeData>;

export interface Reading {
  /** Numbers and truths may be written as text: all that CSV has, and what pandas takes. */
  readonly fromText: boolean;
  /** true and false are no numbers, though NumPy takes them for 1 and 0. */
  readonly onlyNumbers?: true;
}

const ranges: Readonly<Partial<Record<TensorType, readonly [number, number]>>> = {
  int8: [-128, 127],
  int16: [-32768, 32767],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint8: [0, 255],
  uint16: [0, 65535],
  uint32: [0, 2 ** 32 - 1],
};

const wideRanges: Readonly<Partial<Record<TensorType, readonly [bigint, bigint]>>> = {
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};

/** Puts one value in its place. Answers what is wrong with it instead, if something is. */
export function putValue(
  type: TensorType,
  data: OpenData,
  at: number,
  given: Json | undefined,
  column: ColumnFacts | undefined,
  { fromText, onlyNumbers }: Reading,
): string | undefined {
  if (given === null || given === undefined || Number.isNaN(given)) return putMissing(type, data, at, given, column);
  if (type === "string") {
    if (typeof given !== "string") return `expected text, got ${tell(given)}`;
    (data as string[])[at] = given;
    return undefined;
  }
  const value = fromText && typeof given === "string" ? (readText(given) ?? given) : given;
  if (type === "bool") {
    const isTrue = typeof value === "number" && (value === 0 || value === 1) ? value === 1 : value;
    if (typeof isTrue !== "boolean") return `expected true or false, got ${tell(given)}`;
    (data as Uint8Array)[at] = isTrue ? 1 : 0;
    return undefined;
  }
  const isNumber = typeof value === "boolean" && (!onlyNumbers || column?.type === "boolean");
  const number = isNumber ? Number(value) : value;
  if (typeof number !== "number" && typeof number !== "bigint") return `expected a number, got ${tell(given)}`;
  const wide = wideRanges[type];
  if (wide) return putWide(wide, type, data as BigInt64Array, at, number);
  const plain = Number(number);
  const range = ranges[type];
  if (range !== undefined || column?.type === "long" || column?.type === "integer") {
    if (!Number.isInteger(plain)) return `expected a whole number, got ${tell(given)}`;
  }
  if (range !== undefined && (plain < range[0] || plain > range[1]))
    return `${number} does not fit ${type} (${range[0]} to ${range[1]})`;
  if (type === "float16") {
    if (Math.abs(plain) >= 65520) return `${number} does not fit float16`;
    (data as Uint16Array)[at] = halfBits(plain);
    return undefined;
  }
  if (!Number.isFinite(type === "float32" ? Math.fround(plain) : plain)) return `${number} does not fit ${type}`;
  (data as Float32Array)[at] = plain;
  return undefined;
}

function putWide(
  [least, most]: readonly [bigint, bigint],
  type: TensorType,
  data: BigInt64Array,
  at: number,
  number: number | bigint,
): string | undefined {
  if (typeof number === "number" && !Number.isInteger(number)) return `expected a whole number, got ${number}`;
  const whole = BigInt(number);
  if (whole < least || whole > most) return `${number} does not fit ${type} (${least} to ${most})`;
  data[at] = whole;
  return undefined;
}

/** Floats have NaN for it, as pandas writes what is missing; text is empty. */
function putMissing(
  type: TensorType,
  data: OpenData,
  at: number,
  given: Json | undefined,
  column: ColumnFacts | undefined,
): string | undefined {
  const expected = type === "string" ? "text" : type === "bool" ? "true or false" : "a number";
  if (column === undefined || column.required) return `expected ${expected}, got ${tell(given)}`;
  if (type === "string") (data as string[])[at] = "";
  else if (type === "float16") (data as Uint16Array)[at] = 0x7e00;
  else if (type === "float32" || type === "float64") (data as Float32Array)[at] = Number.NaN;
  else return `expected ${expected}, got ${tell(given)}: the model takes ${type} here, which cannot be missing`;
  return undefined;
}

/** As pandas reads a cell; undefined: it stays text. */
function readText(text: string): Json | undefined {
  const cell = text.trim();
  if (/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(cell)) {
    const number = Number(cell);
    return Number.isInteger(number) && !Number.isSafeInteger(number) && /^[-+]?\d+$/.test(cell) ? BigInt(cell) : number;
  }
  if (/^true$/i.test(cell)) return true;
  return /^false$/i.test(cell) ? false : undefined;
}
