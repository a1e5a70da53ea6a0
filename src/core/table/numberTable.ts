import { fileEnd, listOf } from "./parquetSubset";
import { plainChunk, plainElement, plainPage } from "./plainColumn";
import { type Struct, structOf, types } from "./thrift";

export interface NumberTableColumn {
  readonly name: string;
  readonly values: Float64Array;
}

const encoder = new TextEncoder();

/** A parquet file of columns of doubles without gaps, in one row group: its bytes in pieces. */
export function* numberTable(columns: readonly NumberTableColumn[]): Generator<Uint8Array> {
  const rows = columns[0]?.values.length ?? 0;
  yield encoder.encode("PAR1");
  let at = 4;
  const chunks: Struct[] = [];
  for (const { name, values } of columns) {
    const page = plainPage("float64", values, false);
    chunks.push(plainChunk(name, "float64", { at, bytes: page.length, rows }));
    at += page.length;
    yield page;
  }
  const root = structOf([4, types.binary, encoder.encode("schema")], [5, types.i32, columns.length]);
  const group = structOf([1, types.list, listOf(types.struct, chunks)], [2, types.i64, at - 4], [3, types.i64, rows]);
  const footer = structOf(
    [1, types.i32, 2],
    [2, types.list, listOf(types.struct, [root, ...columns.map(({ name }) => plainElement(name, "float64", false))])],
    [3, types.i64, rows],
    [4, types.list, listOf(types.struct, [group])],
    [6, types.binary, encoder.encode("tidemark")],
  );
  yield* fileEnd(footer);
}
