import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ParquetFault, readParquetFile, type Source, scanPages } from "../../../src/core/table/parquetFile";
import { fileEnd, listOf, subsetFile } from "../../../src/core/table/parquetSubset";
import { startParquet } from "../../../src/core/table/parquetWriter";
import { readSubset } from "../../../src/core/table/readSubset";
import {
  readStruct,
  type Struct,
  structIn,
  structOf,
  structsIn,
  types,
  withFields,
  writeStruct,
} from "../../../src/core/table/thrift";

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

  it("does not believe impossible numbers of rows, bytes and places", () => {
    const bytes = readFileSync(join(folder, "numbers.parquet"));
    const { footer, footerAt } = readParquetFile(sourceOf(bytes));
    const withFooter = (changed: Struct) =>
      sourceOf(Buffer.concat([bytes.subarray(0, footerAt), ...fileEnd(changed).map((each) => Buffer.from(each))]));
    const [first, ...others] = structsIn(footer, 4) as [Struct, ...Struct[]];
    for (const rows of [-400, 2 ** 45]) {
      const groups = listOf(types.struct, [withFields(first, [3, types.i64, rows]), ...others]);
      const changed = withFields(footer, [4, types.list, groups]);
      assert.throws(() => readParquetFile(withFooter(changed)), /row groups do not have the rows/);
    }
    const chunk = structsIn(first, 1)[0] as Struct;
    const meta = structIn(chunk, 3) as Struct;
    const before = withFields(chunk, [3, types.struct, withFields(meta, [9, types.i64, -5])]);
    assert.throws(() => scanPages(sourceOf(bytes), before), /begins before the file does/);

    const page = (size: number, unpacked: number, rows: number) => {
      const content = structOf([1, types.i32, rows], [2, types.i32, 0], [3, types.i32, 3], [4, types.i32, 3]);
      const head = structOf(
        [1, types.i32, 0],
        [2, types.i32, unpacked],
        [3, types.i32, size],
        [5, types.struct, content],
      );
      const own = structOf([5, types.i64, 10], [7, types.i64, 60], [9, types.i64, 0]);
      const source = sourceOf(Buffer.concat([writeStruct(head), new Uint8Array(100)], 100));
      return scanPages(source, structOf([3, types.struct, own])).data;
    };
    assert.equal(page(80, 80, 10).length, 1);
    for (const [size, unpacked, rows] of [
      [80, 80, -8],
      [80, 80, 11],
      [80, -9, 10],
      [-9, 80, 10],
    ] as const)
      assert.throws(() => page(size, unpacked, rows), /the head of a page at byte 0 is damaged/);
  });
});

function plain(value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : (value ?? null);
}
