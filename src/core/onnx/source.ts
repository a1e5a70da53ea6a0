/** Bytes that may be too many to hold: a file, or what is in memory. */
export interface Source {
  readonly size: number;
  /** May give fewer than asked for only at the end. */
  read(from: number, length: number): Uint8Array;
}

export function sourceOf(bytes: Uint8Array): Source {
  return { size: bytes.length, read: (from, length) => bytes.subarray(from, from + length) };
}
