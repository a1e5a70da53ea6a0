import { createWordTable, type WordTable } from "../wordTable";
import { bytesOf, cellEnd, cellText, isPlainlyQuoted, unquoted } from "./cellBytes";
import { type CsvPlan, fieldKinds, type PieceColumn, seen } from "./csvPlan";
import { numberOfText } from "./numberOfText";
import { type NumberText, putNumber } from "./parseNumber";

/** Cells of some records, a list a field. */
export interface PieceColumns {
  readonly text: NumberText;
  /** Of the bytes. */
  readonly end: number;
  readonly kinds: Uint8Array;
  readonly numbers: Float64Array[];
  readonly codes: Int32Array[];
  readonly tables: WordTable[];
  readonly missing: Int32Array;
  readonly seen: Int32Array;
  capacity: number;
}

const { lineFeed, carriageReturn, quote } = bytesOf;

export function createPieceColumns(text: NumberText, end: number, { kinds }: CsvPlan, capacity: number): PieceColumns {
  const each = [...kinds];
  return {
    text,
    end,
    kinds: kinds.slice(),
    numbers: each.map((kind) => new Float64Array(kind === fieldKinds.number ? capacity : 0)),
    codes: each.map((kind) => new Int32Array(kind === fieldKinds.text ? capacity : 0)),
    tables: each.map((kind) => createWordTable(kind === fieldKinds.text ? 64 : 1)),
    missing: new Int32Array(kinds.length),
    seen: new Int32Array(kinds.length),
    capacity,
  };
}

export function growPiece(columns: PieceColumns): void {
  const { kinds, numbers, codes } = columns;
  columns.capacity = Math.ceil(columns.capacity * 1.5);
  kinds.forEach((kind, i) => {
    if (kind === fieldKinds.number) {
      const fresh = new Float64Array(columns.capacity);
      fresh.set(numbers[i] as Float64Array);
      numbers[i] = fresh;
    } else if (kind === fieldKinds.text) {
      const fresh = new Int32Array(columns.capacity);
      fresh.set(codes[i] as Int32Array);
      codes[i] = fresh;
    }
  });
}

/** What a cell of a column of numbers came to, where it is not its end: it is a text, or in quotes that do not end. */
export const isText = -2;

/** Returns where the cell ends. */
export function putNumberCell(columns: PieceColumns, field: number, from: number, row: number): number {
  const { text } = columns;
  const target = columns.numbers[field] as Float64Array;
  const byte = text.bytes[from] as number;
  if (byte === text.separator || byte === lineFeed || byte === carriageReturn) {
    target[row] = Number.NaN;
    columns.missing[field] = (columns.missing[field] as number) + 1;
    return from;
  }
  const to = putNumber(text, from, target, row);
  if (to >= 0) {
    const last = text.bytes[to] as number;
    if (last === text.separator || last === lineFeed || last === carriageReturn) {
      note(columns, field, text.seen);
      return to;
    }
  }
  return putStrangeNumber(columns, field, from, row);
}

function note(columns: PieceColumns, field: number, met: number): void {
  const had = columns.seen[field] as number;
  if ((had | met) === had) return;
  columns.seen[field] = had | ((had & seen.float) === 0 ? met : met & ~(seen.big | seen.huge));
}

/** A word that stands for nothing, an infinity, a number in quotes. */
function putStrangeNumber(columns: PieceColumns, field: number, from: number, row: number): number {
  const { bytes, separator } = columns.text;
  const to = cellEnd(bytes, from, columns.end, separator);
  if (to < 0) return to;
  const number = to - from > longest ? undefined : numberOfText(cellText(bytes, from, to));
  if (number === undefined) return isText;
  const target = columns.numbers[field] as Float64Array;
  if (number === null) {
    target[row] = Number.NaN;
    columns.missing[field] = (columns.missing[field] as number) + 1;
  } else {
    target[row] = number.value;
    note(columns, field, number.seen);
  }
  return to;
}

const longest = 10_000;

/** Returns where the cell ends; -1: it is in quotes that do not end. */
export function putTextCell(columns: PieceColumns, field: number, from: number, row: number): number {
  const { bytes, separator } = columns.text;
  const table = columns.tables[field] as WordTable;
  const target = columns.codes[field] as Int32Array;
  if (bytes[from] !== quote) {
    let to = from;
    let hash = 0;
    for (;;) {
      const byte = bytes[to] as number;
      if (byte === separator || byte === lineFeed || byte === carriageReturn) break;
      hash = Math.imul(hash ^ byte, 0x01000193);
      to++;
    }
    target[row] = to === from ? -1 : table.find(bytes, from, to, hash);
    return to;
  }
  const to = cellEnd(bytes, from, columns.end, separator);
  if (to < 0) return to;
  if (isPlainlyQuoted(bytes, from, to)) target[row] = to - from === 2 ? -1 : table.codeOf(bytes, from + 1, to - 1);
  else {
    const whole = unquoted(bytes, from, to);
    target[row] = table.codeOf(whole, 0, whole.length);
  }
  return to;
}

/** A record ended before this field. */
export function putNothing(columns: PieceColumns, field: number, row: number): void {
  if (columns.kinds[field] === fieldKinds.number) {
    columns.missing[field] = (columns.missing[field] as number) + 1;
    (columns.numbers[field] as Float64Array)[row] = Number.NaN;
  } else if (columns.kinds[field] === fieldKinds.text) (columns.codes[field] as Int32Array)[row] = -1;
}

/** From here on a column of texts; `before`: the rows that were read already. */
export function becomeText(columns: PieceColumns, field: number, before: PieceColumn | undefined): void {
  const table = createWordTable();
  const codes = new Int32Array(columns.capacity);
  if (before?.kind === "text") {
    for (const word of before.words) table.add(word);
    codes.set(before.codes);
  }
  columns.kinds[field] = fieldKinds.text;
  columns.numbers[field] = new Float64Array(0);
  columns.codes[field] = codes;
  columns.tables[field] = table;
}

/** `hasStrange`: a text is no UTF-8. */
export function finishPiece(columns: PieceColumns, rows: number) {
  const { kinds, numbers, codes, tables, missing, seen } = columns;
  let hasStrange = false;
  const made = [...kinds].map((kind, i): PieceColumn | undefined => {
    if (kind === fieldKinds.number) {
      const values = (numbers[i] as Float64Array).subarray(0, rows);
      return { kind: "number", values, missing: missing[i] as number, seen: seen[i] as number };
    }
    if (kind !== fieldKinds.text) return undefined;
    const words = (tables[i] as WordTable).strictWords();
    hasStrange ||= words === undefined;
    return { kind: "text", codes: (codes[i] as Int32Array).subarray(0, rows), words: words ?? [] };
  });
  return { columns: made, hasStrange };
}
