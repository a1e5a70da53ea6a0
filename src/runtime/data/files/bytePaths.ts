/**
 * Names of files as strings. A byte that is no UTF-8 becomes a lone surrogate (0x80 → U+DC80), as Python has it and as
 * DVC writes it into folder objects.
 */
export function nameOf(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  if (!text.includes("\ufffd") || Buffer.from(text, "utf8").equals(bytes)) return text;
  let name = "";
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceAt(bytes, at);
    if (length === 0) name += String.fromCharCode(0xdc00 + (bytes[at] as number));
    else name += bytes.toString("utf8", at, at + length);
    at += Math.max(1, length);
  }
  return name;
}

/** How many bytes of UTF-8 stand there as one character; 0 where they are none. */
function sequenceAt(bytes: Buffer, at: number): number {
  const first = bytes[at] as number;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  const piece = bytes.subarray(at, at + length);
  const text = piece.toString("utf8");
  return !text.includes("\ufffd") || Buffer.from(text).equals(piece) ? length : 0;
}

const escaped = /[\udc80-\udcff]/;
const lone = /(?<![\ud800-\udbff])[\udc80-\udcff]/;

/** What the file system is called with. */
export function pathBytes(path: string): string | Buffer {
  if (!escaped.test(path) || !lone.test(path)) return path;
  const parts: Buffer[] = [];
  for (const character of path) {
    const code = character.length === 1 ? character.charCodeAt(0) : 0;
    parts.push(code >= 0xdc80 && code <= 0xdcff ? Buffer.from([code - 0xdc00]) : Buffer.from(character, "utf8"));
  }
  return Buffer.concat(parts);
}
