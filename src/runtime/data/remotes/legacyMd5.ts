import { createHash } from "node:crypto";

const looked = 512;
/** Printable ASCII and \b \t \n \f \r. */
const isText = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number((byte >= 32 && byte <= 126) || [8, 9, 10, 12, 13].includes(byte)),
);

/**
 * The hash of dvc 2: a part that looks like text is taken as if its lines ended with LF alone. dvc looks at each MiB by
 * itself, so the chunks must be whole MiB but for the last.
 */
export function legacyMd5(chunks: Iterable<Uint8Array>): string {
  const sum = createHash("md5");
  for (const chunk of chunks) sum.update(looksLikeText(chunk.subarray(0, looked)) ? withLf(chunk) : chunk);
  return sum.digest("hex");
}

function withLf(chunk: Uint8Array): Buffer {
  const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString("latin1");
  return Buffer.from(text.replaceAll("\r\n", "\n"), "latin1");
}

function looksLikeText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false;
  const strange = bytes.reduce((sum, byte) => sum + 1 - (isText[byte] ?? 0), 0);
  return bytes.length === 0 || strange / bytes.length <= 0.3;
}
