import * as zlib from "node:zlib";

/** CRC-32 of the bytes, continued from `start`. Node has a fast one since 20.15; the table is for those before. */
export const crc32: (bytes: Uint8Array, start?: number) => number =
  "crc32" in zlib && typeof zlib.crc32 === "function" ? (zlib.crc32 as typeof byTable) : byTable;

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c >>> 0;
});

export function byTable(bytes: Uint8Array, start = 0): number {
  let c = ~start;
  for (const byte of bytes) c = (c >>> 8) ^ (table[(c ^ byte) & 0xff] as number);
  return ~c >>> 0;
}
