import { DataType, tableFromIPC, type Vector } from "apache-arrow";
import { readParquet } from "parquet-wasm/esm";
import type { ColumnKind, ColumnVector } from "./columnVector";

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
    isNull: (row) => !vector.isValid(row),
    numbers: () => {
      if (kind !== "number" || vector.nullCount > 0) return undefined;
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
