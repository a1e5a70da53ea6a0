/** Counts of a few different numbers, without an object a number: it stands in the way of every answer. */
export interface ExactCounts {
  size: number;
  readonly keys: Float64Array;
  /** 0: nothing stands there. */
  readonly counts: Uint32Array;
}

export const mostExact = 100;
const slots = 256;

export function createExactCounts(): ExactCounts {
  return { size: 0, keys: new Float64Array(slots), counts: new Uint32Array(slots) };
}

/** `bits`: of the number as a single one. There must be room: fewer than `slots` are in it. */
export function addExact(exact: ExactCounts, value: number, bits: number, count: number): void {
  const { keys, counts } = exact;
  let at = Math.imul(bits, 0x9e3779b1) >>> 24;
  while (counts[at] !== 0 && keys[at] !== value) at = (at + 1) & (slots - 1);
  if (counts[at] === 0) {
    keys[at] = value;
    exact.size++;
  }
  counts[at] = (counts[at] as number) + count;
}

export function* exactEntries({ keys, counts }: ExactCounts): Iterable<readonly [value: number, count: number]> {
  for (let at = 0; at < slots; at++) if (counts[at]) yield [keys[at] as number, counts[at] as number];
}
