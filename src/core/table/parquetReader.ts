import { DataType, tableFromIPC } from "apache-arrow";
import { ParquetFile } from "parquet-wasm/esm";

/** A file that is read in parts, and never as a whole. */
export interface Parts {
  readonly size: number;
  read(from: number, length: number): Promise<Uint8Array>;
}

export interface Head {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly string[])[];
  /** All rows of the file. */
  readonly total: number;
}

/** A part of a file is held in memory as a whole when its rows are read; a larger one is not. */
const largestGroup = 512 * 1024 * 1024;
const longestCell = 1000;

/** The first rows of a parquet file as text. `startParquet` comes before. */
export async function readParquetHead(file: Parts, mostRows: number): Promise<Head> {
  // of a Blob no more is asked than what this one can do
  const parquet = await ParquetFile.fromFile(blobOf(file, 0, file.size) as unknown as Blob);
  const metadata = parquet.metadata();
  const rowGroups: number[] = [];
  let held = 0;
  for (let i = 0; i < metadata.numRowGroups() && held < mostRows; i++) {
    const group = metadata.rowGroup(i);
    if (group.totalByteSize() > largestGroup) throw new Error("its first rows lie in a part that is too large to read");
    rowGroups.push(i);
    held += group.numRows();
  }
  const total = metadata.fileMetadata().numRows();
  const table = tableFromIPC((await parquet.read({ limit: mostRows, rowGroups })).intoIPCStream());
  const columns = table.schema.fields.map(({ name, type }) => ({ name, type: typeName(type) }));
  const cells = table.schema.fields.map((_, i) => table.getChildAt(i));
  const rows = Array.from({ length: table.numRows }, (_, row) =>
    cells.map((column, i) => cellText(column?.get(row), table.schema.fields[i]?.type)),
  );
  return { columns, rows, total };
}

export function blobOf(file: Parts, from: number, to: number): Pick<Blob, "size" | "arrayBuffer"> & { slice: unknown } {
  return {
    size: to - from,
    slice: (start = 0, end = to - from) => blobOf(file, from + start, Math.min(to, from + end)),
    // a copy: what was read may be a part of something larger
    arrayBuffer: async () => new Uint8Array(await file.read(from, to - from)).buffer,
  };
}

function typeName(type: DataType): string {
  return String(DataType.isDictionary(type) ? type.dictionary : type);
}

function cellText(value: unknown, type: DataType | undefined): string {
  if (value === null || value === undefined) return "";
  if (type && (DataType.isTimestamp(type) || DataType.isDate(type))) return timeText(value);
  const text = typeof value === "object" ? (JSON.stringify(value, plain) ?? "") : String(value);
  return text.length > longestCell ? `${text.slice(0, longestCell)}…` : text;
}

/** Milliseconds since 1970, as the library hands them over whatever their unit was. */
function timeText(value: unknown): string {
  const time = new Date(Number(value));
  return Number.isNaN(time.getTime()) ? String(value) : time.toISOString().replace("T00:00:00.000Z", "");
}

function plain(_: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  return value instanceof Uint8Array ? `${value.length} B` : value;
}
