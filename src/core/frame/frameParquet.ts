import { fileEnd, listOf } from "../table/parquetSubset";
import { type PlainType, type PlainValues, plainChunk, plainElement, plainPage } from "../table/plainColumn";
import { type Struct, structOf, types, withFields } from "../table/thrift";
import { type Frame, type FrameColumn, noBool } from "./frame";

const encoder = new TextEncoder();
const [convertedTo, milliseconds] = [6, 9];

/** A frame as a parquet file in one row group, in pieces. What is of several kinds is written as JSON. */
export function* frameParquet({ rows, columns }: Frame): Generator<Uint8Array> {
  yield encoder.encode("PAR1");
  let at = 4;
  const chunks: Struct[] = [];
  const elements: Struct[] = [];
  for (const column of columns) {
    const { type, values } = plain(column, rows);
    const isOptional = !ArrayBuffer.isView(values);
    const page = plainPage(type, values, isOptional);
    const element = plainElement(column.name, type, isOptional);
    elements.push(column.kind === "time" ? withFields(element, [convertedTo, types.i32, milliseconds]) : element);
    chunks.push(plainChunk(column.name, type, { at, bytes: page.length, rows }));
    at += page.length;
    yield page;
  }
  const root = structOf([4, types.binary, encoder.encode("schema")], [5, types.i32, columns.length]);
  const group = structOf([1, types.list, listOf(types.struct, chunks)], [2, types.i64, at - 4], [3, types.i64, rows]);
  const footer = structOf(
    [1, types.i32, 2],
    [2, types.list, listOf(types.struct, [root, ...elements])],
    [3, types.i64, rows],
    [4, types.list, listOf(types.struct, [group])],
    [6, types.binary, encoder.encode("tidemark")],
  );
  yield* fileEnd(footer);
}

function plain(column: FrameColumn, rows: number): { readonly type: PlainType; readonly values: PlainValues } {
  switch (column.kind) {
    case "number":
      if (!column.isInteger) return { type: "float64", values: column.values };
      return { type: "int64", values: column.longs ?? BigInt64Array.from(column.values, BigInt) };
    case "bool":
      return { type: "bool", values: Array.from(column.values, (each) => (each === noBool ? null : each === 1)) };
    case "text":
      return {
        type: "text",
        values: Array.from(column.codes, (code) => (code < 0 ? null : (column.words[code] as string))),
      };
    case "time":
      return {
        type: "int64",
        values: Array.from(column.values, (each) => (Number.isNaN(each) ? null : Math.round(each))),
      };
    case "other":
      return {
        type: "text",
        values: Array.from({ length: rows }, (_, row) =>
          column.values[row] === null ? null : JSON.stringify(column.values[row]),
        ),
      };
    default:
      return column satisfies never;
  }
}
