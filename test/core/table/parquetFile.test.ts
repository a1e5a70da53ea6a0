import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ParquetFault, readParquetFile, type Source, scanPages } from "../../../src/core/table/parquetFile";
import { subsetFile } from "../../../src/core/table/parquetSubset";
import { startParquet } from "../../../src/core/table/parquetWriter";
import { readSubset } from "../../../src/core/table/readSubset";
import { readStruct, writeStruct } from "../../../src/core/table/thrift";

const root = resolve(__dirname, "../../../..");
const folder = join(root, "test/fixtures/parquet");
const rows = JSON.parse(readFileSync(join(folder, "rows.json"), "utf8")) as Readonly<
  Record<string, readonly unknown[]>
>;

function sourceOf(bytes: Uint8Array): Source {
  return { size: bytes.length, read: (at, length) => Uint8Array.prototype.slice.call(bytes, at, at + length) };
}

const sourceIn = (name: string) => sourceOf(readFileSync(join(folder, name)));

describe("parquet files that pyarrow wrote, page by page", () => {
  before(() => startParquet(readFileSync(join(root, "node_modules/parquet-wasm/esm/parquet_wasm_bg.wasm"))));

  for (const name of ["snappy.parquet", "zstd-v2.parquet", "numbers.parquet"])
    it(`${name}: the footer is written again as it was, byte for byte`, () => {
      const source = sourceIn(name);
      const { footerAt } = readParquetFile(source);
      const bytes = source.read(footerAt, source.size - 8 - footerAt);
      assert.deepEqual(Buffer.from(writeStruct(readStruct(bytes).struct)), Buffer.from(bytes));
    });

  for (const name of ["snappy.parquet", "zstd-v2.parquet"])
    it(`${name}: any pages of a column, as a file of their own, hold the rows that stood there`, () => {
      const source = sourceIn(name);
      const file = readParquetFile(source);
      assert.equal(file.rows, 700);
      let before = 0;
      for (const group of file.groups) {
        for (const column of file.columns) {
          if (column.leaf === undefined) continue;
          const pages = scanPages(source, group.chunks[column.leaf] ?? new Map());
          assert.equal(
            pages.data.reduce((sum, page) => sum + page.rows, 0),
            group.rows,
          );
          const [first, last] = [Math.floor(pages.data.length / 3), Math.ceil((pages.data.length * 2) / 3)];
          const part = { column, pages, first, last };
          const [head, tail] = [pages.data[first], pages.data[last - 1]];
          const [from, to] = [head?.from ?? 0, (tail?.from ?? 0) + (tail?.rows ?? 0)];
          const [vector] = readSubset(subsetFile(source, [part]), to - from);
          assert.equal(vector?.length, to - from);
          const got = Array.from({ length: to - from }, (_, row) => plain(vector?.get(row)));
          assert.deepEqual(got, rows[column.name]?.slice(before + from, before + to), column.name);
        }
        before += group.rows;
      }
    });

  it("knows which columns are flat", () => {
    const { columns } = readParquetFile(sourceIn("snappy.parquet"));
    assert.deepEqual(
      columns.map(({ name, leaf }) => [name, leaf]),
      [
        ["age", 0],
        ["income", 1],
        ["plan", 2],
        ["name", 3],
        ["loyal", 4],
        ["when", 5],
        ["scores", undefined],
        ["height", 7],
      ],
    );
  });

  it("says of a broken file what is wrong with it", () => {
    const whole = readFileSync(join(folder, "numbers.parquet"));
    const fault = (bytes: Uint8Array) => {
      try {
        const source = sourceOf(bytes);
        const file = readParquetFile(source);
        for (const each of file.groups[0]?.chunks ?? []) scanPages(source, each);
        return "nothing";
      } catch (error) {
        assert.ok(error instanceof ParquetFault, String(error));
        return error.message;
      }
    };
    assert.equal(fault(Buffer.from("name,age\n1,2\n")), "it is no parquet file");
    assert.match(fault(whole.subarray(0, whole.length - 20)), /it is cut off/);
    const damaged = Buffer.from(whole);
    damaged.fill(0xff, whole.length - 200, whole.length - 8);
    assert.match(fault(damaged), /damaged/);
    const noPages = Buffer.from(whole);
    noPages.fill(0xff, 4, 400);
    assert.match(fault(noPages), /the head of a page at byte \d+ is damaged/);
    for (let length = 0; length < whole.length; length += 97) fault(whole.subarray(0, length));
  });
});

function plain(value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : (value ?? null);
}
