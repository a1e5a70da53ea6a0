import { DataType, tableFromIPC, type Vector } from "apache-arrow";
import { readParquet } from "parquet-wasm/esm";

/** How a column's values are meant; `other`: nothing that a cell of a text file or a model's input could be. */
export type ColumnKind = "number" | "bigint" | "bool" | "text" | "time" | "other";

/** Values of a column as typed as they lie in the file. */
export interface ColumnVector {
  readonly kind: ColumnKind;
  readonly length: number;
  readonly nullCount: number;
  isNull(row: number): boolean;
  /** Of numbers: all of them, with anything at all where there is nothing. */
  numbers(): ArrayLike<number>;
  get(row: number): unknown;
}

/** A small parquet file as a whole. `startParquet` comes before. */
export function readSubset(bytes: Uint8Array, rows: number): ColumnVector[] {
  // in one batch: a column is one array then, and not a chain of them
  const table = tableFromIPC(readParquet(bytes, { batchSize: Math.max(1, rows) }).intoIPCStream());
  return table.schema.fields.map(({ type }, i) => vectorOf(type, table.getChildAt(i) as Vector));
}

function vectorOf(type: DataType, vector: Vector): ColumnVector {
  const kind = kindOf(type);
  let whole: ArrayLike<number> | undefined; // its pieces in one, made when it is asked for
  return {
    kind,
    length: vector.length,
    nullCount: vector.nullCount,
    isNull: (row) => !vector.isValid(row),
    numbers: () => {
      whole ??= vector.toArray() as ArrayLike<number>;
      return whole;
    },
    get: (row) => vector.get(row),
  };
}

function kindOf(type: DataType): ColumnKind {
  if (DataType.isInt(type)) return type.bitWidth === 64 ? "bigint" : "number";
  if (DataType.isFloat(type)) return type.precision === 0 ? "other" : "number"; // half floats come as their bits
  if (DataType.isBool(type)) return "bool";
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) return "text";
  return DataType.isTimestamp(type) || DataType.isDate(type) ? "time" : "other";
}
