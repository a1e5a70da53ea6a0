import { damaged } from "./chunkPages";
import type { NumericType } from "./decodeNumbers";
import { physical, type TimeUnit } from "./leafType";

/** True: one of them is too large to be told from its neighbour. */
export type PutNumbers = (bytes: Uint8Array, count: number, target: Float64Array) => boolean;

/** Numbers as they lie in a page, into floats; times into milliseconds. */
export function putterOf(type: NumericType): PutNumbers {
  switch (type.physical) {
    case physical.float64:
      return putDoubles;
    case physical.float32:
      return putSingles;
    case physical.int32:
      return type.kind === "number" && type.isUnsigned ? putUnsigned : putInts;
    case physical.int96:
      return putOldTimes;
    default:
      if (type.kind === "time") return (bytes, count, target) => putTimes(bytes, count, target, type.unit);
      return type.isUnsigned ? putUnsignedLongs : putLongs;
  }
}

/** Every value of it exactly. */
export function putExact(bytes: Uint8Array, count: number, target: BigInt64Array): void {
  raw(target).set(part(bytes, count * 8));
}

function part(bytes: Uint8Array, size: number): Uint8Array {
  if (size > bytes.length) throw damaged();
  return bytes.subarray(0, size);
}

function raw(target: Float64Array | BigInt64Array): Uint8Array {
  return new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
}

/** The bytes where numbers may be read from: at a place that their size divides. */
function aligned(bytes: Uint8Array, size: number): Uint8Array {
  const some = part(bytes, size);
  return some.byteOffset % 4 === 0 ? some : some.slice();
}

function ints(bytes: Uint8Array, count: number): Int32Array {
  const some = aligned(bytes, count * 4);
  return new Int32Array(some.buffer, some.byteOffset, count);
}

function putDoubles(bytes: Uint8Array, count: number, target: Float64Array): boolean {
  raw(target).set(part(bytes, count * 8));
  return false;
}

function putSingles(bytes: Uint8Array, count: number, target: Float64Array): boolean {
  const some = aligned(bytes, count * 4);
  target.set(new Float32Array(some.buffer, some.byteOffset, count));
  return false;
}

function putInts(bytes: Uint8Array, count: number, target: Float64Array): boolean {
  const some = ints(bytes, count);
  for (let i = 0; i < count; i++) target[i] = some[i] as number;
  return false;
}

function putUnsigned(bytes: Uint8Array, count: number, target: Float64Array): boolean {
  const some = ints(bytes, count);
  for (let i = 0; i < count; i++) target[i] = (some[i] as number) >>> 0;
  return false;
}

function putLongs(bytes: Uint8Array, count: number, target: Float64Array): boolean {
  const words = ints(bytes, count * 2);
  let isLong = false;
  for (let i = 0; i < count; i++) {
    const high = words[2 * i + 1] as number;
    if (high >= 2 ** 21 || high < -(2 ** 21)) isLong = true;
    target[i] = high * 4294967296 + ((words[2 * i] as number) >>> 0);
  }
  return isLong;
}

function putUnsignedLongs(bytes: Uint8Array, count: number, target: Float64Array): boolean {
  const words = ints(bytes, count * 2);
  for (let i = 0; i < count; i++)
    target[i] = ((words[2 * i + 1] as number) >>> 0) * 4294967296 + ((words[2 * i] as number) >>> 0);
  return false;
}

/** How many of a unit are a millisecond, and 2^32 of them in milliseconds and what remains: so no part is rounded. */
const scales: Readonly<Record<TimeUnit, readonly [size: number, whole: number, rest: number]>> = {
  ms: [1, 4294967296, 0],
  us: [1000, 4294967, 296],
  ns: [1_000_000, 4294, 967296],
};

function putTimes(bytes: Uint8Array, count: number, target: Float64Array, unit: TimeUnit): boolean {
  const words = ints(bytes, count * 2);
  const [size, whole, rest] = scales[unit];
  for (let i = 0; i < count; i++) {
    const high = words[2 * i + 1] as number;
    const low = (words[2 * i] as number) >>> 0;
    target[i] = high === -(2 ** 31) && low === 0 ? Number.NaN : high * whole + (high * rest + low) / size;
  }
  return false;
}

const julianEpoch = 2_440_588;

/** Nanoseconds of a day, and the day: as Spark and Impala write it. */
function putOldTimes(bytes: Uint8Array, count: number, target: Float64Array): boolean {
  const words = ints(bytes, count * 3);
  for (let i = 0; i < count; i++) {
    const nanoseconds = (words[3 * i + 1] as number) * 4294967296 + ((words[3 * i] as number) >>> 0);
    target[i] = ((words[3 * i + 2] as number) - julianEpoch) * 86_400_000 + nanoseconds / 1_000_000;
  }
  return false;
}
