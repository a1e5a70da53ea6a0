import {
  Bool,
  type DataType,
  Field,
  Float32,
  Float64,
  Int32,
  Int64,
  RecordBatchReader,
  RecordBatchStreamWriter,
  Schema,
  Utf8,
} from "apache-arrow";
import type { ParquetFile } from "./parquetFile";
import { listOf, notesOf } from "./parquetSubset";
import { type PlainType, plainElement } from "./plainColumn";
import { listIn, numberIn, type Struct, structOf, structsIn, types, withFields } from "./thrift";

export interface NewColumn {
  readonly name: string;
  readonly type: PlainType;
}

/** The footer of the same file with more columns in it: `chunks` has one a new column for each row group. */
export function footerWith(
  file: ParquetFile,
  columns: readonly NewColumn[],
  chunks: readonly (readonly Struct[])[],
): Struct {
  const [root, ...elements] = structsIn(file.footer, 2) as [Struct, ...Struct[]];
  const schema = [
    withFields(root, [5, types.i32, (numberIn(root, 5) ?? 0) + columns.length]),
    ...elements,
    ...columns.map(({ name, type }) => plainElement(name, type, false)),
  ];
  const groups = structsIn(file.footer, 4).map((group, i) => {
    const all = [...structsIn(group, 1), ...(chunks[i] ?? [])];
    return withFields(group, [1, types.list, listOf(types.struct, all)]);
  });
  const orders = listIn(file.footer, 7);
  const order = structOf([1, types.struct, structOf()]);
  const notes = notesOf(file.footer).flatMap(({ key, struct }) => {
    const note = key === "ARROW:schema" ? withArrowFields(struct, columns) : struct;
    return note === undefined ? [] : [note];
  });
  return withFields(
    file.footer,
    [2, types.list, listOf(types.struct, schema)],
    [4, types.list, listOf(types.struct, groups)],
    [5, types.list, listOf(types.struct, notes)],
    ...(orders.length > 0
      ? [[7, types.list, listOf(types.struct, [...orders, ...columns.map(() => order)])] as const]
      : []),
  );
}

const arrowTypes: Readonly<Record<PlainType, () => DataType>> = {
  bool: () => new Bool(),
  int32: () => new Int32(),
  int64: () => new Int64(),
  float32: () => new Float32(),
  float64: () => new Float64(),
  text: () => new Utf8(),
};

/** Arrow keeps its own schema in a note, which must tell of every column; one that we cannot read is left out. */
function withArrowFields(note: Struct, columns: readonly NewColumn[]): Struct | undefined {
  try {
    const value = note.get(2)?.value as Uint8Array;
    const reader = RecordBatchReader.from(
      Uint8Array.from(atob(new TextDecoder().decode(value)), (c) => c.charCodeAt(0)),
    );
    reader.open();
    const { fields, metadata, dictionaries } = reader.schema;
    const more = columns.map(({ name, type }) => new Field(name, arrowTypes[type](), false));
    const writer = new RecordBatchStreamWriter();
    writer.reset(undefined, new Schema([...fields, ...more], metadata, dictionaries));
    writer.finish();
    const bytes = writer.toUint8Array(true);
    const text = Array.from(bytes.subarray(0, bytes.length - 8), (byte) => String.fromCharCode(byte)).join("");
    return withFields(note, [2, types.binary, new TextEncoder().encode(btoa(text))]);
  } catch {
    return undefined; // a type that this library does not know: readers go by the columns themselves
  }
}
