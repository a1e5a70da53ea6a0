import { DataType, tableFromIPC } from "apache-arrow";
import { ParquetFile } from "parquet-wasm/esm";
import { blobOf, type Parts } from "./parquetReader";

export interface ParquetRows {
  readonly columns: readonly string[];
  /** All of the file. */
  readonly total: number;
  /** Hands over the rows, a part of the file after the other, until `row` says that it is enough. */
  read(row: (values: readonly unknown[]) => boolean): Promise<void>;
}

const largestGroup = 512 * 1024 * 1024;

/** A parquet file row by row; no more than one of its parts is in memory. `startParquet` comes before. */
export async function openParquetRows(file: Parts): Promise<ParquetRows> {
  const parquet = await ParquetFile.fromFile(blobOf(file, 0, file.size) as unknown as Blob);
  const metadata = parquet.metadata();
  const fields = tableFromIPC(parquet.schema().intoIPCStream()).schema.fields;
  return {
    columns: fields.map(({ name }) => name),
    total: metadata.fileMetadata().numRows(),
    async read(row) {
      for (let group = 0; group < metadata.numRowGroups(); group++) {
        if (metadata.rowGroup(group).totalByteSize() > largestGroup)
          throw new Error("its rows lie in parts that are too large to read");
        const table = tableFromIPC((await parquet.read({ rowGroups: [group] })).intoIPCStream());
        const columns = table.schema.fields.map(({ type }, i) => ({
          isTime: isTime(type),
          cells: table.getChildAt(i),
        }));
        const values = new Array<unknown>(columns.length);
        for (let i = 0; i < table.numRows; i++) {
          for (const [k, { isTime: asDate, cells }] of columns.entries()) {
            const value: unknown = cells?.get(i);
            values[k] = asDate && value !== null && value !== undefined ? new Date(Number(value)) : value;
          }
          if (!row(values)) return;
        }
      }
    },
  };
}

function isTime(type: DataType): boolean {
  return DataType.isTimestamp(type) || DataType.isDate(type);
}
