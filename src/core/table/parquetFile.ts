import { numberIn, readStruct, type Struct, structIn, structsIn, ThriftFault, textIn } from "./thrift";

/** A file of which parts are read. */
export interface Source {
  readonly size: number;
  read(at: number, length: number): Uint8Array;
  /** The same into what is there already; what the file does not have stays as it was. */
  readInto?(at: number, target: Uint8Array): void;
}

/** Not a parquet file, or one that we do not read; the message says why. */
export class ParquetFault extends Error {
  override readonly name = "ParquetFault";
}

/** What a parquet file's footer says. The structs are kept, so that they can be written again with more in them. */
export interface ParquetFile {
  readonly footer: Struct;
  /** Where the footer begins: all before it is pages. */
  readonly footerAt: number;
  readonly rows: number;
  /** Columns at the top of the schema; those with parts of their own have no leaf. */
  readonly columns: readonly ParquetColumn[];
  readonly groups: readonly { readonly rows: number; readonly chunks: readonly Struct[] }[];
}

export interface ParquetColumn {
  readonly name: string;
  /** Its place among the chunks of a row group; undefined where it is nested. */
  readonly leaf: number | undefined;
  readonly element: Struct;
}

const magic = "PAR1";

export function readParquetFile(source: Source): ParquetFile {
  const text = (at: number) => new TextDecoder("latin1").decode(source.read(at, 4));
  if (source.size < 12 || text(0) !== magic) throw new ParquetFault("it is no parquet file");
  if (text(source.size - 4) !== magic)
    throw new ParquetFault(
      text(source.size - 4) === "PARE" ? "it is encrypted" : "it is cut off: its end is not that of a parquet file",
    );
  const tail = source.read(source.size - 8, 4);
  const length = new DataView(tail.buffer, tail.byteOffset).getUint32(0, true);
  const footerAt = source.size - 8 - length;
  if (footerAt < 4) throw new ParquetFault("its footer is damaged");
  const footer = struct(source.read(footerAt, length));
  const rows = numberIn(footer, 3) ?? 0;
  const columns = columnsOf(structsIn(footer, 2));
  const groups = structsIn(footer, 4).map((group) => ({ rows: numberIn(group, 3) ?? 0, chunks: structsIn(group, 1) }));
  if (!groups.every((group) => isCount(group.rows)) || groups.reduce((sum, group) => sum + group.rows, 0) !== rows)
    throw new ParquetFault("its footer is damaged: its row groups do not have the rows that it says");
  return { footer, footerAt, rows, columns, groups };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function struct(bytes: Uint8Array): Struct {
  try {
    return readStruct(bytes).struct;
  } catch (error) {
    if (error instanceof ThriftFault) throw new ParquetFault(`its footer is damaged: ${error.message}`);
    throw error;
  }
}

/** The schema is a tree, written depth first. */
function columnsOf(elements: readonly Struct[]): ParquetColumn[] {
  const columns: ParquetColumn[] = [];
  let at = 1;
  let leaf = 0;
  const skip = (): void => {
    const children = numberIn(elements[at++] ?? new Map(), 5) ?? 0;
    if (children === 0) leaf++;
    for (let i = 0; i < children && at < elements.length; i++) skip();
  };
  while (at < elements.length) {
    const element = elements[at] as Struct;
    const isFlat = (numberIn(element, 5) ?? 0) === 0 && numberIn(element, 3) !== 2;
    columns.push({ name: textIn(element, 4) ?? "", leaf: isFlat ? leaf : undefined, element });
    skip();
  }
  return columns;
}

export interface Page {
  /** Of the header. */
  readonly at: number;
  readonly header: Struct;
  readonly headerBytes: number;
  /** With its header. */
  readonly bytes: number;
  /** First row in its row group. */
  readonly from: number;
  readonly rows: number;
  /** Header and content once unpacked. */
  readonly unpacked: number;
  /** Its values are places in the dictionary. */
  readonly usesDictionary: boolean;
}

export interface Pages {
  readonly meta: Struct;
  readonly dictionary: Page | undefined;
  readonly data: readonly Page[];
}

const headerGuess = 512;
const largestHeader = 16 * 1024 * 1024;

/** The pages of a flat column in a row group, by their headers alone. */
export function scanPages(source: Source, chunk: Struct): Pages {
  const meta = structIn(chunk, 3);
  if (meta === undefined) throw new ParquetFault("a column's place is not said; it may lie in another file");
  const firstData = numberIn(meta, 9) ?? 0;
  const dictionaryAt = numberIn(meta, 11) ?? 0;
  let at = dictionaryAt > 0 ? Math.min(dictionaryAt, firstData) : firstData;
  if (!isCount(at)) throw new ParquetFault("its footer is damaged: a column begins before the file does");
  const end = at + (numberIn(meta, 7) ?? 0);
  const mostRows = numberIn(meta, 5) ?? 0;
  const data: Page[] = [];
  let dictionary: Page | undefined;
  let row = 0;
  while (at < end) {
    const { struct: header, end: length } = readHeader(source, at);
    const bytes = length + (numberIn(header, 3) ?? 0);
    const unpacked = length + (numberIn(header, 2) ?? 0);
    const kind = numberIn(header, 1);
    const content = structIn(header, kind === 3 ? 8 : 5);
    // of a flat column each row is one value
    const rows = content === undefined ? 0 : (numberIn(content, 1) ?? 0);
    const encoding = content === undefined ? 0 : numberIn(content, kind === 3 ? 4 : 2);
    if (bytes < length || unpacked < length || ![bytes, unpacked, rows].every(isCount) || row + rows > mostRows)
      throw new ParquetFault(`the head of a page at byte ${at} is damaged`);
    const page = {
      at,
      header,
      headerBytes: length,
      bytes,
      from: row,
      rows,
      unpacked,
      usesDictionary: encoding === 2 || encoding === 8,
    };
    if (kind === 2) dictionary = { ...page, rows: 0 };
    else if (kind === 0 || kind === 3) {
      data.push(page);
      row += rows;
    }
    at += bytes;
  }
  return { meta, dictionary, data };
}

function readHeader(source: Source, at: number): { struct: Struct; end: number } {
  for (let guess = headerGuess; ; guess *= 8) {
    const bytes = source.read(at, Math.min(guess, source.size - at));
    try {
      return readStruct(bytes);
    } catch (error) {
      if (!(error instanceof ThriftFault)) throw error;
      if (guess > largestHeader || bytes.length < guess)
        throw new ParquetFault(`the head of a page at byte ${at} is damaged`);
    }
  }
}
