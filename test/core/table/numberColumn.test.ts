import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { ColumnVector } from "../../../src/core/table/columnVector";
import { isNumberColumn, type NumberColumn, openNumberColumn } from "../../../src/core/table/numberColumn";
import { createRoom } from "../../../src/core/table/pageBytes";
import { readParquetFile, type Source, scanPages } from "../../../src/core/table/parquetFile";
import { readRuns } from "../../../src/core/table/runs";

const folder = join(resolve(__dirname, "../../../.."), "test/fixtures/parquet");
const expected = JSON.parse(readFileSync(join(folder, "kinds.json"), "utf8")) as Readonly<
  Record<string, readonly (number | null)[]>
>;
const files = ["none", "snappy"].flatMap((codec) =>
  ["1", "2"].flatMap((version) => ["plain", "words"].map((form) => `kinds-${codec}-${version}-${form}.parquet`)),
);

function sourceOf(bytes: Uint8Array): Source {
  return {
    size: bytes.length,
    read: (at, length) => bytes.slice(at, at + length),
    readInto: (at, target) => target.set(bytes.subarray(at, at + target.length)),
  };
}

interface Column {
  readonly name: string;
  /** Rows of the row groups before its own. */
  readonly before: number;
  readonly rows: number;
  readonly reader: NumberColumn | undefined;
}

/** Columns of each row group, as the reader under test sees them. */
function* columnsOf(source: Source, keeps: boolean): Generator<Column> {
  const file = readParquetFile(source);
  const room = createRoom();
  let before = 0;
  for (const { rows, chunks } of file.groups) {
    for (const column of file.columns) {
      const pages = scanPages(source, chunks[column.leaf ?? -1] ?? new Map());
      const isOurs = isNumberColumn(column, pages.meta);
      const reader = isOurs ? openNumberColumn(source, room, column, pages, keeps) : undefined;
      yield { name: column.name, before, rows, reader };
    }
    before += rows;
  }
}

function cellsOf(vector: ColumnVector | undefined): (number | null)[] {
  const numbers = vector?.numbers();
  return Array.from({ length: vector?.length ?? 0 }, (_, row) =>
    vector?.isNull(row) ? null : (numbers?.[row] ?? null),
  );
}

describe("columns of plain numbers that pyarrow wrote", () => {
  for (const name of files)
    for (const keeps of [true, false])
      it(`${name}, read in slices${keeps ? "" : " and nothing kept between them"}: are what it wrote`, () => {
        const seen = new Set<string>();
        for (const each of columnsOf(sourceOf(readFileSync(join(folder, name))), keeps)) {
          if (each.reader === undefined) continue;
          seen.add(each.name);
          for (const size of [7, 64, 100, each.rows])
            for (let from = 0; from < each.rows; from += size) {
              const rows = Math.min(size, each.rows - from);
              const vector: ColumnVector | undefined = each.reader.read(from, rows);
              if (each.name === "too large") {
                assert.equal(vector, undefined);
                continue;
              }
              const got = cellsOf(vector);
              const wrote = expected[each.name]?.slice(each.before + from, each.before + from + rows);
              assert.deepEqual(got, wrote, `${each.name}, ${rows} rows from ${from}`);
              if (wrote?.[0] != null) assert.equal(Number(vector?.get(0)), wrote[0]);
            }
        }
        const others = ["unsigned", "time"];
        assert.deepEqual(
          [...seen],
          Object.keys(expected).filter((each) => !others.includes(each)),
        );
      });

  it("are read where another slice was read before, and further back", () => {
    const source = sourceOf(readFileSync(join(folder, "kinds-snappy-1-words.parquet")));
    for (const { name, reader, before, rows } of columnsOf(source, true))
      if (name === "few float64" && reader !== undefined)
        for (const from of [rows - 10, 0, 30, 30, 5]) {
          const vector: ColumnVector | undefined = reader.read(from, 10);
          const got = cellsOf(vector);
          assert.deepEqual(got, expected[name]?.slice(before + from, before + from + 10));
        }
  });

  it("are left to another reader where a page is damaged, and never hang it", () => {
    for (const name of files.slice(4)) {
      const whole = readFileSync(join(folder, name));
      const { footerAt } = readParquetFile(sourceOf(whole));
      let left = 0;
      for (let at = 4; at < footerAt; at += 61) {
        const bytes = Uint8Array.from(whole);
        bytes[at] = (bytes[at] as number) ^ 0xff;
        const source = sourceOf(bytes);
        const [column] = readParquetFile(source).columns.slice(at % 12);
        const chunk = readParquetFile(source).groups[0]?.chunks[column?.leaf ?? -1] ?? new Map();
        try {
          const pages = scanPages(source, chunk);
          if (column === undefined || !isNumberColumn(column, pages.meta)) continue;
          if (openNumberColumn(source, createRoom(), column, pages, true).read(0, 300) === undefined) left++;
        } catch (error) {
          assert.equal((error as Error).name, "ParquetFault");
          left++;
        }
      }
      assert.ok(left > 0, name);
    }
  });

  it("are left to another reader where a run repeats what its width does not hold", () => {
    const target = new Uint8Array(4);
    assert.equal(readRuns(Uint8Array.of(8, 1), 0, 1, target, 4), true);
    assert.equal(readRuns(Uint8Array.of(8, 3), 0, 1, target, 4), false);
  });
});
