import {
  type Builder,
  Field,
  Float64,
  Int64,
  makeBuilder,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableToIPC,
  Utf8,
} from "apache-arrow";
import { initSync, transformParquetStream, Table as WasmTable } from "parquet-wasm/esm";

export type FieldType = "text" | "integer" | "double";

export interface FieldSpec {
  readonly name: string;
  readonly type: FieldType;
}

/** One list of cells a field, all of one length. */
export type Columns = readonly (readonly (string | number | null)[])[];

const types = { text: () => new Utf8(), integer: () => new Int64(), double: () => new Float64() };

/** `wasm`: the bytes of parquet_wasm_bg.wasm. Once a thread, before anything else here. */
export function startParquet(wasm: Uint8Array): void {
  initSync({ module: wasm });
}

/** A parquet file with a row group or so a batch; at no time is more than a batch or two in memory. */
export async function* writeParquet(
  fields: readonly FieldSpec[],
  batches: AsyncIterable<Columns>,
): AsyncGenerator<Uint8Array> {
  const schema = new Schema(fields.map(({ name, type }) => new Field(name, types[type](), true)));
  const written = wasmBatches(fields, schema, batches);
  const source = new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await written.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
    },
    { highWaterMark: 0 },
  );
  const stream: ReadableStream<Uint8Array> = await transformParquetStream(source);
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

async function* wasmBatches(fields: readonly FieldSpec[], schema: Schema, batches: AsyncIterable<Columns>) {
  let some = false;
  for await (const columns of batches) {
    some = true;
    yield* toWasm(fields, schema, columns);
  }
  if (!some)
    yield* toWasm(
      fields,
      schema,
      fields.map(() => []),
    );
}

function toWasm(fields: readonly FieldSpec[], schema: Schema, columns: Columns) {
  const children = fields.map(({ type }, i) => {
    const builder: Builder = makeBuilder({ type: types[type](), nullValues: [null] });
    for (const cell of columns[i] ?? []) builder.append(type === "integer" && cell !== null ? BigInt(cell) : cell);
    return builder.finish().flush();
  });
  const data = makeData({ type: new Struct(schema.fields), length: columns[0]?.length ?? 0, nullCount: 0, children });
  const bytes = tableToIPC(new Table(schema, new RecordBatch(schema, data)), "stream");
  return WasmTable.fromIPCStream(bytes).recordBatches();
}
