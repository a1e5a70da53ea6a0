import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readParquet, writeParquet as rewrite, WriterPropertiesBuilder } from "parquet-wasm/esm";
import { readParquetHead } from "../../../src/core/table/parquetReader";
import { type Columns, type FieldSpec, startParquet, writeParquet } from "../../../src/core/table/parquetWriter";

const fields: readonly FieldSpec[] = [
  { name: "id", type: "integer" },
  { name: "score", type: "double" },
  { name: "customer", type: "text" },
];

async function parquet(batches: readonly Columns[]): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const source = async function* () {
    yield* batches;
  };
  for await (const part of writeParquet(fields, source())) parts.push(part);
  return Buffer.concat(parts);
}

/** Remembers how much was read of it. */
function parts(bytes: Uint8Array) {
  let read = 0;
  return {
    size: bytes.length,
    read: async (from: number, length: number) => {
      read += length;
      return bytes.subarray(from, from + length);
    },
    get total() {
      return read;
    },
  };
}

describe("the head of a parquet file", () => {
  before(() => startParquet(readFileSync(require.resolve("parquet-wasm/esm/parquet_wasm_bg.wasm"))));

  it("is its first rows as text, with the types and the number of all rows", async () => {
    const bytes = await parquet([
      [
        [1, 2, null],
        [0.61, null, Number.NaN],
        ["<img src=x>", "Ünïcödé", null],
      ],
    ]);
    assert.deepEqual(await readParquetHead(parts(bytes), 2), {
      columns: [
        { name: "id", type: "Int64" },
        { name: "score", type: "Float64" },
        { name: "customer", type: "Utf8" },
      ],
      rows: [
        ["1", "0.61", "<img src=x>"],
        ["2", "", "Ünïcödé"],
      ],
      total: 3,
    });
    const { rows } = await readParquetHead(parts(bytes), 10);
    assert.deepEqual(rows[2], ["", "NaN", ""]);
  });

  it("cuts a cell that is longer than anybody reads", async () => {
    const bytes = await parquet([[[1], [1], ["x".repeat(1_000_000)]]]);
    const { rows } = await readParquetHead(parts(bytes), 5);
    assert.equal(rows[0]?.[2]?.length, 1001);
  });

  it("reads the part that the rows are in, and not the file", async () => {
    const noise = Array.from({ length: 5000 }, (_, i) => (i * 2654435761) % 4294967296);
    const whole = await parquet([[noise, noise.map((n) => n / 7), noise.map(String)]]);
    const small = new WriterPropertiesBuilder().setMaxRowGroupSize(500).build();
    const bytes = rewrite(readParquet(whole), small);
    const file = parts(bytes);
    const { rows, total } = await readParquetHead(file, 3);
    assert.deepEqual([rows.length, total], [3, noise.length]);
    assert.ok(file.total < bytes.length / 4, `${file.total} of ${bytes.length} bytes`);
  });

  it("refuses what is no parquet", async () => {
    await assert.rejects(readParquetHead(parts(Buffer.from("PAR1 but not really PAR1")), 5), /EOF|[Pp]arquet/);
  });
});
