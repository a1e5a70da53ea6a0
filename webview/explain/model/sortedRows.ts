const bits = new ArrayBuffer(4);
const asFloat = new Float32Array(bits);
const asInteger = new Int32Array(bits);
/** Rows at the utmost: with the key, as many as a double has room for. */
const most = 2 ** 21;

/** Rows by a single-precision number each; equal ones in their own order. Numbers are sorted and not pairs, which is ten times as fast. */
export function sortedRows(rows: ArrayLike<number>, key: (row: number) => number, isDown = false): Uint32Array {
  const keys = Float64Array.from(rows, (row) => {
    const place = orderOf(key(row));
    return (isDown ? 2 ** 32 - 1 - place : place) * most + row;
  });
  return Uint32Array.from(keys.sort(), (each) => each % most);
}

/** A whole number that grows as the float does; NaN stands last. */
function orderOf(value: number): number {
  if (Number.isNaN(value)) return 2 ** 32 - 1;
  asFloat[0] = value;
  const raw = asInteger[0] as number;
  return raw < 0 ? -raw - 1 : raw + 2 ** 31;
}
