import { columnNames } from "../columnNames";
import { cellText } from "./cellBytes";

/** What the first lines of a text file say of it. */
export interface CsvLayout {
  /** Of the fields behind those that are the rows' names. */
  readonly names: readonly string[];
  /** First fields that the head has no name for: pandas takes them as the rows' names. */
  readonly unnamed: number;
  /** Here the first record behind the head begins. */
  readonly dataAt: number;
}

interface Line {
  readonly cells: string[];
  readonly end: number;
}

const [lineFeed, carriageReturn, quote, blank, tab] = [10, 13, 34, 32, 9];

/** Undefined: the bytes end within the head or the first record, though the file goes on. `empty`: nothing is there. */
export function readLayout(bytes: Uint8Array, separator: number, isWhole: boolean): CsvLayout | "empty" | undefined {
  const from = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const head = lineAt(bytes, from, separator);
  if (head === undefined) return isWhole ? "empty" : undefined;
  const first = lineAt(bytes, head.end, separator);
  if (!isWhole && (first === undefined || first.end >= bytes.length)) return undefined;
  const unnamed = Math.max(0, (first?.cells.length ?? 0) - head.cells.length);
  return { names: columnNames(head.cells), unnamed, dataAt: head.end };
}

/** The next line that is not blank. */
function lineAt(bytes: Uint8Array, from: number, separator: number): Line | undefined {
  let at = from;
  while (at < bytes.length) {
    const isBlank = (place: number) => {
      const byte = bytes[place];
      return (byte === blank || byte === tab) && byte !== separator;
    };
    let place = at;
    while (isBlank(place)) place++;
    if (place < bytes.length && bytes[place] !== lineFeed && bytes[place] !== carriageReturn) break;
    at = place + 1;
  }
  if (at >= bytes.length) return undefined;
  const cells: string[] = [];
  for (;;) {
    const end = cellEnd(bytes, at, separator);
    cells.push(cellText(bytes, at, end));
    if (bytes[end] !== separator) {
      const isPair = bytes[end] === carriageReturn && bytes[end + 1] === lineFeed;
      return { cells, end: Math.min(bytes.length, end + (isPair ? 2 : 1)) };
    }
    at = end + 1;
  }
}

function cellEnd(bytes: Uint8Array, from: number, separator: number): number {
  let at = from;
  if (bytes[at] === quote) {
    at++;
    while (at < bytes.length && (bytes[at] !== quote || bytes[at + 1] === quote)) at += bytes[at] === quote ? 2 : 1;
    at = Math.min(bytes.length, at + 1);
  }
  while (at < bytes.length && bytes[at] !== separator && bytes[at] !== lineFeed && bytes[at] !== carriageReturn) at++;
  return at;
}
