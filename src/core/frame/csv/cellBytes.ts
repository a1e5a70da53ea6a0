export const bytesOf = { lineFeed: 10, carriageReturn: 13, quote: 34, blank: 32, tab: 9 } as const;

const { lineFeed, carriageReturn, quote } = bytesOf;

/** Behind a cell that begins there; -1: it is in quotes that do not end before `end`. */
export function cellEnd(bytes: Uint8Array, from: number, end: number, separator: number): number {
  let at = from;
  if (bytes[at] === quote) {
    at = quotesEnd(bytes, from, end);
    if (at < 0) return at;
  }
  for (;;) {
    const byte = bytes[at] as number;
    if (byte === separator || byte === lineFeed || byte === carriageReturn) return at;
    at++;
  }
}

/** Behind the quote that closes; two in a row are one within the text. */
function quotesEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = from + 1;
  for (;;) {
    while (at < end && bytes[at] !== quote) at++;
    if (at >= end) return -1;
    if (bytes[++at] !== quote) return at;
    at++;
  }
}

/** Of a cell in quotes: it is what stands between them, and nothing follows them. */
export function isPlainlyQuoted(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from < 2 || bytes[to - 1] !== quote) return false;
  for (let i = from + 1; i < to - 1; i++) if (bytes[i] === quote) return false;
  return true;
}

/** What stands in quotes, and what follows them: a doubled quote is one. */
export function unquoted(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const whole = new Uint8Array(to - from);
  let length = 0;
  let isOpen = true;
  for (let i = from + 1; i < to; i++) {
    const byte = bytes[i] as number;
    if (isOpen && byte === quote) {
      if (bytes[i + 1] === quote && i + 1 < to) i++;
      else {
        isOpen = false;
        continue;
      }
    }
    whole[length++] = byte;
  }
  return whole.subarray(0, length);
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

export function cellText(bytes: Uint8Array, from: number, to: number): string {
  return decoder.decode(bytes[from] === quote ? unquoted(bytes, from, to) : bytes.slice(from, to));
}
