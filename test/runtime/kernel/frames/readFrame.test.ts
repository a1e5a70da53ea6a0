import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Frame } from "../../../../src/core/frame/frame";
import { frameParquet } from "../../../../src/core/frame/frameParquet";
import { readFrame } from "../../../../src/runtime/kernel/frames/readFrame";
import { openTextSource } from "../../../../src/runtime/kernel/frames/textSource";
import { cli } from "../../../cli/tidemark";

describe("reading a table", () => {
  const folder = mkdtempSync(join(tmpdir(), "frames-"));
  // as beside the bundle
  before(() => {
    const worker = join(dirname(cli), "frameWorker.js");
    assert.ok(existsSync(worker), "the thread was built");
    copyFileSync(worker, join(__dirname, "frameWorker.js"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  let next = 0;
  function file(content: string | Uint8Array, extension = "csv"): string {
    const path = join(folder, `${next++}.${extension}`);
    writeFileSync(path, content);
    return path;
  }
  const refuses = (path: string, message: RegExp, columns?: readonly string[]) =>
    assert.rejects(readFrame(path, columns ? { columns } : {}), (error: Error) => {
      assert.equal(error.name, "ApiError");
      assert.match(error.message, message);
      assert.ok(error.message.includes(path), "it names the file");
      assert.ok(!error.message.includes("\n"), "in one line");
      return true;
    });
  const texts = (frame: Frame, name: string) => {
    const column = frame.columns.find((each) => each.name === name);
    assert.ok(column, `there is a column ${name}`);
    return column.kind === "text"
      ? Array.from(column.codes, (code) => column.words[code] ?? null)
      : Array.from(column.values as ArrayLike<unknown>, (value) => value);
  };

  it("says in one line what is wrong with a file, and in which line", async () => {
    await refuses(join(folder, "gone.csv"), /does not exist/);
    await refuses(folder, /\.csv, \.tsv/);
    await refuses(file("a,b\n", "txt"), /tables are read from \.csv/);
    await refuses(file(""), /the file is empty/);
    await refuses(file("\n \n"), /the file is empty/);
    await refuses(file("a,b\n1,2\n\n1,2,3\n"), /\.csv:4: this row has 3 fields, but there are 2/);
    await refuses(file('a,b\n1,2\n3,"4\n5,6\n'), /\.csv:3: a quote that opens in this row is never closed/);
    await refuses(file(Buffer.from("a,b\nx,1\nJos\xe9,2\n", "latin1")), /\.csv:3: this is not UTF-8 \(byte 0xe9/);
    await refuses(file(Buffer.from("\ufeffa,b\n1,2\n", "utf16le")), /it is UTF-16/);
    await refuses(file(Buffer.from("a,b\n1,2\n", "utf16le")), /bytes that are zero/);
    await refuses(file(gzipSync("a\n1\n")), /packed with gzip/);
    await refuses(file("a\n1\n", "csv.gz"), /no gzip file/);
    await refuses(file("PAR1…"), /it is a parquet file/);
    await refuses(file("PK\x03\x04…"), /spreadsheet/);
    await refuses(file("a,b\n1,2\n", "parquet"), /no parquet file/);
    await refuses(file('{"a":1}\n{"a":\n', "jsonl"), /\.jsonl:2: this line is not JSON/);
    await refuses(file("[1]\n", "ndjson"), /\.ndjson:1: this line is JSON, but no object/);
    await refuses(file("", "jsonl"), /the file is empty/);
    const latin = Buffer.from('{"a":"x"}\n{"a":"Jos\xe9"}\n', "latin1");
    await refuses(file(latin, "jsonl"), /\.jsonl:2: this is not UTF-8 \(byte 0xe9/);
    await refuses(join(file("a\n1\n"), "x.csv"), /cannot be read \(ENOTDIR\)/);
    await refuses(file("amount,age\n1,2\n"), /no column 'amuont'.*did you mean 'amount'/i, ["amuont"]);
    await refuses(file("amount,age\n1,2\n"), /no column 'zzz'. Its columns: amount, age\./, ["zzz"]);
  });

  it("takes no more memory than a file is worth", async () => {
    const alone = Array.from({ length: 50_000 }, (_, i) => `{"k${i}":1}\n`).join("");
    await refuses(file(alone, "jsonl"), /\.jsonl:3163: so far there are 3163 names, and lines share hardly any/);
    const packed = file(gzipSync(Buffer.alloc(100_000, "1\n")), "csv.gz");
    assert.throws(() => openTextSource(packed, 99_999), { name: "ApiError", message: /more than 99999 bytes/ });
    assert.equal(openTextSource(packed, 100_000).size, 100_000);
    const grown = file("a\n1\n");
    const source = openTextSource(grown);
    truncateSync(grown, 2);
    assert.throws(() => source.readInto(0, new Uint8Array(4)), { message: /became shorter while it was read/ });
    source.close();
  });

  it("reads JSON lines over the ends of pieces", async () => {
    const long = "ü".repeat(5_000_000);
    const path = file(`{"a":"${long}","b":1}\n{"a":"${long}","b":2}\r\n\n{"a":"é","b":3}`, "jsonl");
    const frame = await readFrame(path);
    assert.deepEqual(texts(frame, "b"), [1, 2, 3]);
    assert.ok(texts(frame, "a").every((text, i) => text === (i < 2 ? long : "é")));
    await refuses(file(`{"a":"${long}"}\n{"a":"${long}"}\n{`, "jsonl"), /\.jsonl:3: this line is not JSON/);
  });

  it("refuses a parquet file that is cut off or damaged, wherever that is", async () => {
    const frame = await readFrame(file("a,b\n1,x\n2,y\n3,x\n"));
    const whole = Buffer.concat([...frameParquet(frame)]);
    assert.deepEqual(texts(await readFrame(file(whole, "parquet")), "b"), ["x", "y", "x"]);
    for (let length = 0; length < whole.length; length += 7)
      await refuses(file(whole.subarray(0, length), "parquet"), /parquet file/);
    for (let at = 4; at < whole.length; at += 3) {
      const bent = Buffer.from(whole);
      bent[at] = (bent[at] as number) ^ 0xff;
      const read = await readFrame(file(bent, "parquet")).catch((error: Error) => error);
      if (read instanceof Error) assert.equal(read.name, "ApiError", `${at}: ${read.stack}`);
    }
  });

  it("reads a head without rows, gaps alone, many categories and a huge cell", async () => {
    assert.equal((await readFrame(file("a,b\n"))).rows, 0);
    const gaps = await readFrame(file("a,b\n,\nNA,\n"));
    assert.deepEqual(
      gaps.columns.map(({ dtype, missing }) => [dtype, missing]),
      [
        ["float64", 2],
        ["float64", 2],
      ],
    );
    const many = Array.from({ length: 100_000 }, (_, i) => `word ${i}`);
    assert.deepEqual(texts(await readFrame(file(`a\n${many.join("\n")}\n`)), "a"), many);
    const huge = "x".repeat(9_000_000);
    assert.deepEqual(texts(await readFrame(file(`a,b\n1,${huge}\n2,"${huge}"\n`)), "b"), [huge, huge]);
  });

  it("reads only the columns that are asked for, in their order", async () => {
    const path = file("a,b,c\n1,x,2\n3,y,4\n");
    const { columns } = await readFrame(path, { columns: ["c", "a"] });
    assert.deepEqual(
      columns.map(({ name }) => name),
      ["c", "a"],
    );
  });

  it("reads a large file alike in one thread and in two, whatever stands in quotes", async () => {
    const rows = Array.from({ length: 260_000 }, (_, i) => {
      const note = i % 3 === 0 ? `"a ""note"",\nof ${i % 50} lines\n"` : `plain ${i % 7}`;
      return `${i},${(i * 0.37).toFixed(6)},${note},${i < 200_000 ? i % 5 : i === 200_000 ? "late" : 1},${"filler ".repeat(6)}`;
    });
    const path = file(`id,x,note,late,filler\n${rows.join("\n")}\n`);
    assert.ok(readFileSync(path).length > 20_000_000, "it is worth a second thread");
    const [one, two] = [await readFrame(path, { threads: 1 }), await readFrame(path, { threads: 2 })];
    assert.equal(one.rows, rows.length);
    for (const { name, dtype, missing } of one.columns) {
      const other = two.columns.find((each) => each.name === name);
      assert.deepEqual([other?.dtype, other?.missing], [dtype, missing]);
      assert.deepEqual(texts(two, name), texts(one, name));
    }
    assert.deepEqual(
      one.columns.map(({ dtype }) => dtype),
      ["int64", "float64", "object", "object", "object"],
    );
    assert.deepEqual(texts(one, "note").slice(0, 2), ['a "note",\nof 0 lines\n', "plain 1"]);
    assert.deepEqual(texts(one, "late").slice(200_000, 200_002), ["late", "1"]);
  });
});
