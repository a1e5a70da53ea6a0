import { DataType, TimeUnit, tableFromIPC, type Vector } from "apache-arrow";
import { ParquetFile } from "parquet-wasm/esm";
import { columnOfValues } from "../frame/columnOfValues";
import type { FrameColumn } from "../frame/frame";
import { noBool } from "../frame/frame";
import { textColumn } from "../frame/textColumn";
import { blobOf, type Parts } from "./parquetReader";

/** Columns of a parquet file, of whatever types and encodings there are. `startParquet` comes before. */
export async function arrowColumns(file: Parts, wanted: readonly string[]): Promise<FrameColumn[]> {
  const parquet = await ParquetFile.fromFile(blobOf(file, 0, file.size) as unknown as Blob);
  const table = tableFromIPC((await parquet.read({ columns: [...wanted] })).intoIPCStream());
  return table.schema.fields.map(({ name, type }, i) => columnOf(name, type, table.getChildAt(i) as Vector));
}

function columnOf(name: string, type: DataType, vector: Vector): FrameColumn {
  if (DataType.isNull(type)) return textColumn(name, new Array<undefined>(vector.length).fill(undefined));
  const missing = vector.nullCount;
  if (DataType.isDictionary(type)) {
    const cells = Array.from(vector as Iterable<unknown>);
    const column = columnOfValues(name, cells);
    return column.kind === "other" ? column : { ...column, dtype: "category" };
  }
  if (DataType.isInt(type)) {
    const exact = Array.from(vector as Iterable<number | bigint | null>);
    const values = Float64Array.from(exact, (each) => (each === null ? Number.NaN : Number(each)));
    const isInteger = missing === 0;
    const dtype = isInteger ? `${type.isSigned ? "" : "u"}int${type.bitWidth}` : "float64";
    const isLong = type.bitWidth === 64 && isInteger && !values.every(Number.isSafeInteger);
    const longs = isLong ? { longs: BigInt64Array.from(exact as bigint[]) } : {};
    return { kind: "number", name, missing, dtype, isInteger, values, ...longs };
  }
  if (DataType.isFloat(type)) {
    const values = Float64Array.from(vector as Iterable<number | null>, (each) => each ?? Number.NaN);
    const gaps = values.reduce((sum, each) => sum + (Number.isNaN(each) ? 1 : 0), 0);
    const dtype = ["float16", "float32", "float64"][type.precision] as string;
    return { kind: "number", name, missing: gaps, dtype, isInteger: false, values };
  }
  if (DataType.isBool(type)) {
    const values = Uint8Array.from(vector as Iterable<boolean | null>, (each) =>
      each === null ? noBool : Number(each),
    );
    return { kind: "bool", name, missing, dtype: missing > 0 ? "object" : "bool", values };
  }
  if (DataType.isDate(type)) {
    // pandas has dates without a time of day as objects
    const values = Float64Array.from(vector as Iterable<number | null>, (each) => each ?? Number.NaN);
    return { kind: "time", name, missing, dtype: "object", values };
  }
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type))
    return textColumn(
      name,
      Array.from(vector as Iterable<string | null>, (each) => each ?? undefined),
    );
  if (DataType.isTimestamp(type)) {
    const values = Float64Array.from(vector as Iterable<number | null>, (each) => each ?? Number.NaN);
    const unit = {
      [TimeUnit.SECOND]: "s",
      [TimeUnit.MILLISECOND]: "ms",
      [TimeUnit.MICROSECOND]: "us",
      [TimeUnit.NANOSECOND]: "ns",
    };
    const zone = type.timezone ? `, ${type.timezone}` : "";
    return { kind: "time", name, missing, dtype: `datetime64[${unit[type.unit]}${zone}]`, values };
  }
  return columnOfValues(
    name,
    Array.from(vector as Iterable<unknown>, (each) =>
      each instanceof Object && Symbol.iterator in each ? Array.from(each as Iterable<unknown>) : each,
    ),
  );
}
