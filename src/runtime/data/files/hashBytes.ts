/** Loaded when something is hashed: to load it takes longer than a look at thousands of unchanged files. */
function crypto(): typeof import("node:crypto") {
  return require("node:crypto") as typeof import("node:crypto");
}

type Once = (algorithm: string, data: Uint8Array, encoding: "hex") => string;
let once: Once | undefined;

export function md5Of(bytes: Uint8Array): string {
  // older versions of node make an object each time
  once ??=
    (crypto() as { hash?: Once }).hash ??
    ((name, data, encoding) => crypto().createHash(name).update(data).digest(encoding));
  return once("md5", bytes, "hex");
}

export function newMd5(): import("node:crypto").Hash {
  return crypto().createHash("md5");
}

/** The chunks in which dvc 2 looked at a file: each by itself is text or not. */
export const legacyChunk = 2 ** 20;

export function legacyMd5Of(bytes: Uint8Array): string {
  const hash = newMd5();
  for (let at = 0; at < bytes.length; at += legacyChunk) hash.update(unixText(bytes.subarray(at, at + legacyChunk)));
  return hash.digest("hex");
}

/** Of a file in chunks, which must be `legacyChunk` long but for the last. */
export function legacyMd5(chunks: Iterable<Uint8Array>): string {
  const hash = newMd5();
  for (const chunk of chunks) hash.update(unixText(chunk));
  return hash.digest("hex");
}

/** CRLF as LF when it looks like text: no zeros and at most 30% of odd bytes in the first 512. */
export function unixText(chunk: Uint8Array): Uint8Array {
  if (!isText(chunk.subarray(0, 512)) || !hasCrLf(chunk)) return chunk;
  const result = Buffer.allocUnsafe(chunk.length);
  let length = 0;
  for (let at = 0; at < chunk.length; at++) {
    if (chunk[at] === 13 && chunk[at + 1] === 10) continue;
    result[length++] = chunk[at] as number;
  }
  return result.subarray(0, length);
}

function hasCrLf({ buffer, byteOffset, byteLength }: Uint8Array): boolean {
  return Buffer.from(buffer, byteOffset, byteLength).includes("\r\n");
}

function isText(block: Uint8Array): boolean {
  let odd = 0;
  for (const byte of block) {
    if (byte === 0) return false;
    const isPlain = (byte >= 32 && byte < 127) || byte === 8 || byte === 9 || byte === 10 || byte === 12 || byte === 13;
    if (!isPlain) odd++;
  }
  return odd / Math.max(1, block.length) <= 0.3;
}

/** 32 hex digits into 16 bytes. */
export function writeHash(hex: string, into: Uint8Array, index: number): void {
  for (let i = 0; i < 16; i++) into[index * 16 + i] = (digit(hex, i * 2) << 4) | digit(hex, i * 2 + 1);
}

function digit(hex: string, at: number): number {
  const code = hex.charCodeAt(at);
  return code < 58 ? code - 48 : code - 87;
}

export function readHash(from: Uint8Array, index: number): string {
  return Buffer.from(from.buffer, from.byteOffset + index * 16, 16).toString("hex");
}

/** Of many: one text for all, cut where it is asked for. */
export function hashReader(from: Uint8Array): (index: number) => string {
  const all = Buffer.from(from.buffer, from.byteOffset, from.byteLength).toString("hex");
  return (index) => all.slice(index * 32, index * 32 + 32);
}
