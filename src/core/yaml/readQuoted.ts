export interface Quoted {
  readonly text: string;
  /** Where the closing quote stands, and the place after it. */
  readonly line: number;
  readonly end: number;
}

const escapes: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  " ": " ",
  '"': '"',
  "/": "/",
  "\\": "\\",
  N: "\x85",
  _: "\xa0",
  L: "\u2028",
  P: "\u2029",
};
const digits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/**
 * A text in quotes that starts in a line and may go on in lines deeper than `indent`, whose breaks are spaces.
 * Undefined for what does not end, has empty lines, or an escape that is none.
 */
export function readQuoted(lines: readonly string[], from: number, start: number, indent: number): Quoted | undefined {
  const quote = lines[from]?.[start];
  let text = "";
  let at = start + 1;
  for (let number = from; number < lines.length; number++) {
    const line = lines[number] as string;
    if (number > from) {
      at = line.search(/[^ ]/);
      if (at <= indent) return undefined;
    }
    const part = quote === "'" ? singlePart(line, at) : doublePart(line, at);
    if (part === undefined) return undefined;
    text += part.text;
    if (part.end !== undefined) return { text, line: number, end: part.end };
    if (!part.joins) text += " ";
  }
  return undefined;
}

interface Part {
  readonly text: string;
  /** After the closing quote, when it is in this line. */
  readonly end?: number;
  /** The break after it is no space. */
  readonly joins?: boolean;
}

function singlePart(line: string, start: number): Part {
  let from = start;
  let text = "";
  for (;;) {
    const quote = line.indexOf("'", from);
    if (quote < 0) return { text: (text + line.slice(from)).trimEnd() };
    text += line.slice(from, quote);
    if (line[quote + 1] !== "'") return { text, end: quote + 1 };
    text += "'";
    from = quote + 2;
  }
}

function doublePart(line: string, start: number): Part | undefined {
  let text = "";
  let spaces = "";
  for (let at = start; at < line.length; at++) {
    const char = line[at] as string;
    if (char === '"') return { text: text + spaces, end: at + 1 };
    if (char === " ") {
      spaces += " ";
      continue;
    }
    text += spaces;
    spaces = "";
    if (char !== "\\") {
      text += char;
      continue;
    }
    const kind = line[++at];
    if (kind === undefined) return { text, joins: true };
    const length = digits[kind];
    const code = length === undefined ? undefined : line.slice(at + 1, at + 1 + length);
    const meant = code === undefined ? escapes[kind] : characterOf(code, length ?? 0);
    if (meant === undefined) return undefined;
    text += meant;
    at += length ?? 0;
  }
  return { text };
}

function characterOf(code: string, length: number): string | undefined {
  if (code.length !== length || !/^[\da-fA-F]+$/.test(code)) return undefined;
  const point = Number.parseInt(code, 16);
  return point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
}
