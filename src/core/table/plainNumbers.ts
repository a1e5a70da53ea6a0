/** Parquet's own types of numbers. */
export const kinds = { int32: 1, int64: 2, float32: 4, float64: 5 } as const;

/** Whole numbers come as float64, as long as that holds them. */
export type Numbers = Float32Array | Float64Array;

/** Numbers as they lie in a page. False: there are too few, or one is too large to be told from its neighbour. */
export function putNumbers(kind: number, bytes: Uint8Array, from: number, count: number, target: Numbers): boolean {
  const size = kind === kinds.int32 || kind === kinds.float32 ? 4 : 8;
  if (from + count * size > bytes.length) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset + from, count * size);
  if (kind === kinds.int32) for (let i = 0; i < count; i++) target[i] = view.getInt32(i * 4, true);
  else if (kind === kinds.int64)
    for (let i = 0; i < count; i++) {
      const high = view.getInt32(i * 8 + 4, true);
      if (high >= 2 ** 21 || high < -(2 ** 21)) return false;
      target[i] = high * 2 ** 32 + view.getUint32(i * 8, true);
    }
  else {
    const place = new Uint8Array(target.buffer, target.byteOffset, count * size);
    place.set(bytes.subarray(from, from + count * size));
  }
  return true;
}
