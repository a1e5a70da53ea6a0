import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { startParquet } from "../../../../src/core/table/parquetWriter";
import { columnsOf, tallyFile } from "../../../../src/runtime/data/tables/summarizeFile";

/** From where this is bundled to. */
function rootAbove(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : rootAbove(dirname(folder));
}

describe("a table of a data version", () => {
  const folder = mkdtempSync(join(tmpdir(), "tidemark-tables-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("is read from text as spreadsheets write it: a mark at its beginning, tabs, quotes, no line end", async () => {
    const path = join(folder, "a.tsv");
    writeFileSync(path, '\ufeffid\tname\tname\r\n1\t"a\tb\n"\tx\r\n2\t\ty');
    assert.deepEqual(await columnsOf({ path, format: "tsv" }), ["id", "name", "name.1"]);
    const { tally, isCut } = await tallyFile({ path, format: "tsv" }, ["id"]);
    const { rows, columns } = tally.summary();
    assert.deepEqual(
      [rows, isCut, columns.map(({ type, missing }) => `${type} ${missing}`)],
      [2, false, ["integer 0", "text 1", "text 0"]],
    );
  });

  it("is nothing where the file is empty", async () => {
    const path = join(folder, "empty.csv");
    writeFileSync(path, "");
    assert.deepEqual(await columnsOf({ path, format: "csv" }), []);
    const { tally } = await tallyFile({ path, format: "csv" }, []);
    assert.deepEqual(tally.summary(), { rows: 0, columns: [] });
  });

  it("is read from parquet with its types", async () => {
    const root = rootAbove(__dirname);
    startParquet(readFileSync(join(root, "node_modules/parquet-wasm/esm/parquet_wasm_bg.wasm")));
    const path = join(root, "test/fixtures/parquet/kinds-snappy-2-plain.parquet");
    const { tally } = await tallyFile({ path, format: "parquet" }, ["int8"]);
    const { rows, columns } = tally.summary();
    const int8 = columns.find(({ name }) => name === "int8");
    assert.deepEqual([rows, int8?.type, int8?.numbers?.min, int8?.numbers?.max], [400, "integer", -128, 127]);
  });
});
