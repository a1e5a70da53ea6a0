/** The rows of a table as hashes of 53 bits: two tables are compared without keeping either. */
export interface RowSet {
  add(cells: readonly string[]): void;
  readonly size: number;
  sorted(): Float64Array;
}

export function createRowSet(): RowSet {
  let hashes = new Float64Array(4096);
  let size = 0;
  return {
    add(cells) {
      if (size === hashes.length) {
        const larger = new Float64Array(hashes.length * 2);
        larger.set(hashes);
        hashes = larger;
      }
      hashes[size++] = hashOf(cells);
    },
    get size() {
      return size;
    },
    sorted: () => hashes.subarray(0, size).sort(),
  };
}

/** Rows that both have, each as often as both have it. */
export function commonRows(before: Float64Array, after: Float64Array): number {
  let common = 0;
  let i = 0;
  let k = 0;
  while (i < before.length && k < after.length) {
    const a = before[i] as number;
    const b = after[k] as number;
    if (a === b) {
      common++;
      i++;
      k++;
    } else if (a < b) i++;
    else k++;
  }
  return common;
}

const cellEnd = 0x1f;

/** FNV-1a and a second one beside it, mixed as MurmurHash ends. */
function hashOf(cells: readonly string[]): number {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  const take = (unit: number): void => {
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x5bd1e995);
    b ^= b >>> 15;
  };
  for (const cell of cells) {
    for (let i = 0; i < cell.length; i++) take(cell.charCodeAt(i));
    take(cellEnd);
  }
  return mixed(a) * 2 ** 21 + (mixed(b) >>> 11);
}

function mixed(hash: number): number {
  let value = hash;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
