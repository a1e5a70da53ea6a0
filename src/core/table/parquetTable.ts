import { DataType, tableFromIPC } from "apache-arrow";
import { ParquetFile } from "parquet-wasm/esm";

export type Cell = null | boolean | number | bigint | string | readonly Cell[];

export interface ParquetTable {
  readonly columns: readonly { readonly name: string; readonly cells: readonly Cell[] }[];
  readonly rows: number;
}

/** A small file as a whole, with at most so many cells: more is refused before it is unpacked. `startParquet` comes before. */
export async function readParquetTable(bytes: Uint8Array, mostCells: number): Promise<ParquetTable> {
  const file = await ParquetFile.fromFile(new Blob([bytes as Uint8Array<ArrayBuffer>]));
  const rows = file.metadata().fileMetadata().numRows();
  const width = file.schema().intoIPCStream();
  const count = tableFromIPC(width).schema.fields.length;
  if (rows * count > mostCells) throw new Error(`${rows} rows of ${count} columns are too many for one request`);
  const table = tableFromIPC((await file.read()).intoIPCStream());
  const columns = table.schema.fields.map(({ name, type }, i) => {
    const column = table.getChildAt(i);
    const isTime = DataType.isTimestamp(type) || DataType.isDate(type);
    const cells = Array.from({ length: table.numRows }, (_, row) => {
      const value: unknown = column?.get(row);
      return isTime && value !== null ? new Date(Number(value)).toISOString() : cellOf(value);
    });
    return { name, cells };
  });
  return { columns, rows: table.numRows };
}

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (typeof value === "boolean" || typeof value === "number" || typeof value === "string") return value;
  if (typeof value === "object" && Symbol.iterator in value) return Array.from(value as Iterable<unknown>, cellOf);
  return String(value);
}
