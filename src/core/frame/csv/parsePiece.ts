import { createWordTable, type WordTable } from "../wordTable";
import { type CsvFault, type CsvPiece, type CsvPlan, fieldKinds, type PieceColumn, seen } from "./csvPlan";
import { numberOfText } from "./numberOfText";
import { createNumberReader } from "./parseNumber";

const [lineFeed, carriageReturn, quote, blank, tab] = [10, 13, 34, 32, 9];

export interface PieceBytes {
  /** There is one more byte behind `end`, which is written over. */
  readonly bytes: Uint8Array;
  /** Here the first record begins. */
  readonly start: number;
  /** Records that begin before it are read. */
  readonly limit: number;
  /** Here the bytes end: with the file, or else a record that reaches it is not whole, and `isCut` says so. */
  readonly end: number;
}

/** `isCut`: more bytes are needed. */
export type Parsed = CsvPiece & { readonly isCut: boolean };

/** Records of a text file into columns. What is wrong with one ends it, and comes as a fault. */
export function parsePiece(
  { bytes, start, limit, end }: PieceBytes,
  plan: CsvPlan,
  isFileEnd: boolean,
  mostRows = Number.POSITIVE_INFINITY,
): Parsed {
  const { separator, width } = plan;
  const kinds = plan.kinds.slice();
  let capacity = Math.min(mostRows, Math.ceil(((limit - start) / plan.recordBytes) * 1.1) + 16);
  const numbers: Float64Array[] = [];
  const codes: Int32Array[] = [];
  const tables: WordTable[] = [];
  const missing = new Int32Array(width);
  const flags = new Int32Array(width);
  for (let i = 0; i < width; i++) {
    numbers.push(new Float64Array(kinds[i] === fieldKinds.number ? capacity : 0));
    codes.push(new Int32Array(kinds[i] === fieldKinds.text ? capacity : 0));
    tables.push(createWordTable(kinds[i] === fieldKinds.text ? 64 : 1));
  }
  bytes[end] = lineFeed;
  const reader = createNumberReader(bytes, separator);
  let row = 0;
  let at = start;
  let fault: CsvFault | undefined;
  let isCut = false;

  const grow = () => {
    capacity = Math.ceil(capacity * 1.5);
    for (let i = 0; i < width; i++) {
      if (kinds[i] === fieldKinds.number) numbers[i] = larger(numbers[i] as Float64Array, new Float64Array(capacity));
      else if (kinds[i] === fieldKinds.text) codes[i] = larger(codes[i] as Int32Array, new Int32Array(capacity));
    }
  };

  /** A cell in quotes: behind it. Its text is told apart only where it is asked for. */
  const skipQuoted = (from: number): number => {
    let place = from + 1;
    for (;;) {
      while (place < end && bytes[place] !== quote) place++;
      if (place >= end) return -1;
      place++;
      if (bytes[place] !== quote) break;
      place++;
    }
    return skipPlain(place);
  };
  const skipPlain = (from: number): number => {
    let place = from;
    for (;;) {
      const byte = bytes[place] as number;
      if (byte === separator || byte === lineFeed || byte === carriageReturn) return place;
      place++;
    }
  };

  /** A cell of a column of numbers that is none as it stands there. False: it is a text. */
  const otherNumber = (field: number, from: number, to: number): boolean => {
    const number = numberOfText(cellText(bytes, from, to), bytes[from] === quote ? separator : undefined);
    if (number === undefined) return false;
    if (number === null) {
      missing[field] = (missing[field] as number) + 1;
      (numbers[field] as Float64Array)[row] = Number.NaN;
    } else {
      (numbers[field] as Float64Array)[row] = number.value;
      note(field, number.seen);
    }
    return true;
  };
  const note = (field: number, met: number) => {
    const had = flags[field] as number;
    flags[field] = had | ((had & seen.float) === 0 ? met : met & ~(seen.big | seen.huge));
  };
  /** The rows before are read again, for this column alone. */
  const turnIntoText = (field: number) => {
    const only = new Uint8Array(width);
    only[field] = fieldKinds.text;
    const before = parsePiece({ bytes, start, limit, end }, { ...plan, kinds: only }, isFileEnd, row);
    const column = before.columns[field];
    const table = createWordTable();
    const fresh = new Int32Array(capacity);
    if (column?.kind === "text") {
      for (const word of column.words) table.add(word);
      fresh.set(column.codes.subarray(0, row));
    }
    kinds[field] = fieldKinds.text;
    numbers[field] = new Float64Array(0);
    codes[field] = fresh;
    tables[field] = table;
  };
  const putText = (field: number, from: number): number => {
    const table = tables[field] as WordTable;
    const target = codes[field] as Int32Array;
    let place = from;
    if (bytes[from] !== quote) {
      let hash = 0;
      for (;;) {
        const byte = bytes[place] as number;
        if (byte === separator || byte === lineFeed || byte === carriageReturn) break;
        hash = Math.imul(hash ^ byte, 0x01000193);
        place++;
      }
      target[row] = place === from ? -1 : table.find(bytes, from, place, hash);
      return place;
    }
    place = skipQuoted(from);
    if (place < 0) return place;
    const isPlain = bytes[place - 1] === quote && !hasQuote(bytes, from + 1, place - 1);
    if (isPlain) target[row] = place - from === 2 ? -1 : table.codeOf(bytes, from + 1, place - 1);
    else {
      const whole = unquoted(bytes, from, place);
      target[row] = table.codeOf(whole, 0, whole.length);
    }
    return place;
  };
  const putNumber = (field: number, from: number): number => {
    const byte = bytes[from] as number;
    if (byte === separator || byte === lineFeed || byte === carriageReturn) {
      missing[field] = (missing[field] as number) + 1;
      (numbers[field] as Float64Array)[row] = Number.NaN;
      return from;
    }
    if (reader.read(from)) {
      const last = bytes[reader.end] as number;
      if (last === separator || last === lineFeed || last === carriageReturn) {
        (numbers[field] as Float64Array)[row] = reader.value;
        if (((flags[field] as number) | reader.seen) !== flags[field]) note(field, reader.seen);
        return reader.end;
      }
    }
    const to = byte === quote ? skipQuoted(from) : skipPlain(from);
    if (to < 0 || otherNumber(field, from, to)) return to;
    turnIntoText(field);
    return putText(field, from);
  };

  while (at < limit && row < mostRows) {
    const first = bytes[at] as number;
    if (first === lineFeed || first === carriageReturn) {
      at++;
      continue;
    }
    if ((first === blank || first === tab) && first !== separator) {
      let place = at;
      while ((bytes[place] === blank || bytes[place] === tab) && bytes[place] !== separator) place++;
      if (bytes[place] === lineFeed || bytes[place] === carriageReturn) {
        if (place >= end && !isFileEnd) isCut = true;
        at = place + 1;
        continue;
      }
    }
    if (row === capacity) grow();
    let place = at;
    let field = 0;
    for (; ; field++) {
      if (field < width) {
        const kind = kinds[field] as number;
        if (kind === fieldKinds.number) place = putNumber(field, place);
        else if (kind === fieldKinds.text) place = putText(field, place);
        else place = bytes[place] === quote ? skipQuoted(place) : skipPlain(place);
      } else place = bytes[place] === quote ? skipQuoted(place) : skipPlain(place);
      if (place < 0 || bytes[place] !== separator) break;
      place++;
    }
    if (place < 0 || place >= end) {
      if (!isFileEnd) {
        isCut = true;
        break;
      }
      if (place < 0) {
        fault = { kind: "quote", at };
        break;
      }
    }
    if (field >= width) {
      fault = { kind: "fields", at, fields: field + 1 };
      break;
    }
    for (field++; field < width; field++) {
      if (kinds[field] === fieldKinds.number) {
        missing[field] = (missing[field] as number) + 1;
        (numbers[field] as Float64Array)[row] = Number.NaN;
      } else if (kinds[field] === fieldKinds.text) (codes[field] as Int32Array)[row] = -1;
    }
    row++;
    at = bytes[place] === carriageReturn && bytes[place + 1] === lineFeed ? place + 2 : place + 1;
  }

  const columns: (PieceColumn | undefined)[] = [];
  for (let i = 0; i < width && !isCut; i++) {
    if (kinds[i] === fieldKinds.number)
      columns.push({
        kind: "number",
        values: (numbers[i] as Float64Array).subarray(0, row),
        missing: missing[i] as number,
        seen: flags[i] as number,
      });
    else if (kinds[i] === fieldKinds.text) {
      const words = (tables[i] as WordTable).strictWords();
      if (words === undefined) fault ??= { kind: "encoding" };
      columns.push({ kind: "text", codes: (codes[i] as Int32Array).subarray(0, row), words: words ?? [] });
    } else columns.push(undefined);
  }
  return { start, end: Math.min(at, end), rows: row, columns, isCut, ...(fault && { fault }) };
}

function hasQuote(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] === quote) return true;
  return false;
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

function larger<T extends Float64Array | Int32Array>(old: T, fresh: T): T {
  fresh.set(old as never);
  return fresh;
}
