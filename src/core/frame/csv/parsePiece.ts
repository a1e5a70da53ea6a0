import { bytesOf, cellEnd } from "./cellBytes";
import { type CsvFault, type CsvPiece, type CsvPlan, fieldKinds } from "./csvPlan";
import { numberText } from "./parseNumber";
import {
  becomeText,
  createPieceColumns,
  finishPiece,
  growPiece,
  isText,
  type PieceColumns,
  putNothing,
  putNumberCell,
  putTextCell,
} from "./pieceColumns";

const { lineFeed, carriageReturn, blank, tab } = bytesOf;

/** Bytes behind the last one of a piece that are written over. */
export const roomBehind = 8;

export interface PieceBytes {
  /** With `roomBehind` more behind `end`. */
  readonly bytes: Uint8Array;
  /** Here the first record begins. */
  readonly start: number;
  /** Records that begin before it are read. */
  readonly limit: number;
  readonly end: number;
  /** The file ends there as well. */
  readonly isFileEnd: boolean;
  readonly mostRows?: number;
}

/** `isCut`: a record reaches the end of the bytes, and more of them are needed. */
export type Parsed = CsvPiece & { readonly isCut: boolean };

/** Records of a text file into columns. What is wrong with one ends it, and comes as a fault. */
export function parsePiece(piece: PieceBytes, plan: CsvPlan): Parsed {
  const { bytes, start, limit, end, isFileEnd, mostRows = Number.POSITIVE_INFINITY } = piece;
  const { separator, width } = plan;
  bytes.fill(lineFeed, end, end + roomBehind);
  const capacity = Math.min(mostRows, Math.ceil(((limit - start) / plan.recordBytes) * 1.1) + 16);
  const columns = createPieceColumns(numberText(bytes, separator), end, plan, capacity);
  let fault: CsvFault | undefined;
  let isCut = false;
  let at = start;
  let row = 0;
  for (; at < limit && row < mostRows; row++) {
    at = skipBlank(bytes, at, limit, separator);
    if (at >= limit) break;
    if (row === columns.capacity) growPiece(columns);
    let place = putRecord(columns, at, row, width);
    while (place <= isText) {
      const field = isText - place;
      const only = new Uint8Array(width);
      only[field] = fieldKinds.text;
      // the rows before are read again, for this column alone
      const before = row === 0 ? undefined : parsePiece({ ...piece, mostRows: row }, { ...plan, kinds: only });
      becomeText(columns, field, before?.columns[field]);
      place = putRecord(columns, at, row, width);
    }
    if ((place < 0 || place >= end) && !isFileEnd) {
      isCut = true;
      break;
    }
    if (place < 0) {
      fault = { kind: "quote", at };
      break;
    }
    if (bytes[place] === separator) {
      fault = { kind: "fields", at, fields: width + fieldsBehind(bytes, place, end, separator) };
      break;
    }
    at = bytes[place] === carriageReturn && bytes[place + 1] === lineFeed ? place + 2 : place + 1;
  }
  const made = isCut ? { columns: [], hasStrange: false } : finishPiece(columns, row);
  if (made.hasStrange) fault ??= { kind: "encoding" };
  return { start, end: Math.min(at, end), rows: row, columns: made.columns, isCut, ...(fault && { fault }) };
}

/** Behind lines in which there is nothing, or nothing but blanks. */
function skipBlank(bytes: Uint8Array, from: number, limit: number, separator: number): number {
  let at = from;
  while (at < limit) {
    let place = at;
    let byte = bytes[place] as number;
    while ((byte === blank || byte === tab) && byte !== separator) byte = bytes[++place] as number;
    if (byte !== lineFeed && byte !== carriageReturn) return at;
    at = place + 1;
  }
  return at;
}

/**
 * Returns the record's end, or the separator behind its last field where it has too many. -1: quotes do not end.
 * `isText - field`: a column of numbers is one of texts.
 */
function putRecord(columns: PieceColumns, from: number, row: number, width: number): number {
  const { kinds, text, end } = columns;
  const { bytes, separator } = text;
  let place = from;
  for (let field = 0; field < width; field++) {
    const kind = kinds[field];
    if (kind === fieldKinds.number) {
      place = putNumberCell(columns, field, place, row);
      if (place === isText) return isText - field;
    } else if (kind === fieldKinds.text) place = putTextCell(columns, field, place, row);
    else place = cellEnd(bytes, place, end, separator);
    if (place < 0) return place;
    if (bytes[place] !== separator) {
      while (++field < width) putNothing(columns, field, row);
      return place;
    }
    if (field + 1 < width) place++;
  }
  return place;
}

function fieldsBehind(bytes: Uint8Array, from: number, end: number, separator: number): number {
  let count = 0;
  for (let at = from; at >= 0 && bytes[at] === separator; count++) at = cellEnd(bytes, at + 1, end, separator);
  return count;
}
