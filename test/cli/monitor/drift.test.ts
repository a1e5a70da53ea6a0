import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readDriftDocument } from "../../../src/shared/drift";
import { temporaryFolder } from "../../runtime/kernel/temporary";
import { tidemark } from "../tidemark";

describe("tidemark drift", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const table = (name: string, head: string, row: (i: number) => string, rows = 200) =>
    writeFileSync(join(folder, name), `${[head, ...Array.from({ length: rows }, (_, i) => row(i))].join("\n")}\n`);

  before(() => {
    table("old.csv", "age,city,when", (i) => `${i % 61},c${i % 3},2024-01-${10 + (i % 9)}`);
    table("new.csv", "age,city,when", (i) => `${30 + (i % 61)},c${i % 3},2024-01-${10 + (i % 9)}`);
    writeFileSync(join(folder, "empty.csv"), "");
    writeFileSync(join(folder, "head.csv"), "age,city\n");
    writeFileSync(join(folder, "cut.parquet"), "PAR1 and no more");
  });

  const drift = (...words: string[]) => tidemark(folder, "drift", ...words);
  const both = ["--reference", "old.csv", "--current", "new.csv"];

  it("prints what is promised", async () => {
    const { code, out, err } = await drift(...both, "--json");
    assert.equal(code, 0, err);
    const { columns, ...rest } = JSON.parse(out);
    assert.deepEqual(rest, {
      dataset_drift: false,
      share: 1 / 3,
      drifted: 1,
      tested: 3,
      drift_share: 0.5,
      skipped: {},
    });
    const { score, ...age } = columns.age;
    assert.deepEqual(age, { type: "num", test: "ks", threshold: 0.05, drift: true });
    assert.ok(score > 0 && score < 1e-6);
    assert.deepEqual(columns.city, { type: "cat", test: "chisquare", score: 1, threshold: 0.05, drift: false });
  });

  it("puts the worst column first and says the verdict beside", async () => {
    const { out, err } = await drift(...both);
    const [head, first] = out.split("\n");
    assert.equal(head, "COLUMN\tDRIFT\tSCORE\tLIMIT\tTEST\tTYPE");
    assert.match(first ?? "", /^age\tyes\t/);
    assert.match(err, /^1 of 3 columns drifted: the dataset has not drifted \(limit 0\.5\)$/m);
  });

  it("fails where it is asked to, and only then", async () => {
    const ends = await Promise.all([
      drift(...both, "--columns", "age"),
      drift(...both, "--columns", "age", "--fail-on-drift"),
      drift(...both, "--fail-on-drift"),
    ]);
    assert.deepEqual(
      ends.map(({ code }) => code),
      [0, 1, 0],
    );
  });

  it("writes a page and the report with its pictures", async () => {
    const { code, err } = await drift(...both, "--html", "drift.html", "--output", "drift.json", "--target", "city");
    assert.equal(code, 0, err);
    const page = readFileSync(join(folder, "drift.html"), "utf8");
    assert.match(page, /^<!doctype html>/);
    assert.doesNotMatch(page, /<script|src="http/);
    const document = readDriftDocument(JSON.parse(readFileSync(join(folder, "drift.json"), "utf8")), "file");
    assert.deepEqual(
      document.columns.map(({ name, role }) => [name, role]),
      [
        ["age", "feature"],
        ["city", "target"],
        ["when", "feature"],
      ],
    );
  });

  const refused: readonly (readonly [what: string, words: readonly string[], says: RegExp])[] = [
    ["a file that is not there", ["--reference", "old.csv", "--current", "no.csv"], /no\.csv/],
    ["an empty file", ["--reference", "old.csv", "--current", "empty.csv"], /empty\.csv: the file is empty/],
    ["a table without rows", ["--reference", "head.csv", "--current", "new.csv"], /head\.csv: there are no rows in it/],
    ["a parquet file that is cut off", ["--reference", "cut.parquet", "--current", "new.csv"], /cut\.parquet: /],
    ["a column that is not there", [...both, "--columns", "age,agee"], /old\.csv: .*'agee'/],
    [
      "a test that there is not",
      [...both, "--method", "kss"],
      /--method: there is no test 'kss'\. Did you mean 'ks'\?/,
    ],
    ["a test of another type", [...both, "--num-method", "chisquare"], /--num-method: 'chisquare' does not test/],
    ["a limit that is no number", [...both, "--threshold", "low"], /--threshold: expected a number, got 'low'/],
    ["a share above one", [...both, "--drift-share", "3"], /--drift-share: expected 0 to 1/],
    ["a segment that is not there", [...both, "--segment", "town"], /--segment town: the reference has no such column/],
    ["vectors that are not there", [...both, "--embeddings", "v=e_*"], /--embeddings v: .*no column 'e_\*'/],
    ["a target that is not there", [...both, "--target", "y"], /old\.csv: there is no column 'y'/],
    ["no current table", ["--reference", "old.csv"], /--current: name the table/],
    ["a page where none can be written", [...both, "--html", "no/such/x.html"], /x\.html: cannot be written/],
  ];
  for (const [what, words, says] of refused)
    it(`says in one line: ${what}`, async () => {
      const { code, out, err } = await drift(...words);
      assert.equal(code, 2);
      assert.equal(out, "");
      assert.match(err, says);
      assert.equal(err.trim().split("\n").length, 1, err);
    });
});
