import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FairnessDocument } from "../../../src/shared/fairness";
import type { QualityDocument } from "../../../src/shared/quality";
import { type Ended, tidemark } from "../command";

describe("tidemark quality and tidemark fairness", function () {
  this.timeout(120_000);
  let home: string;
  const write = (name: string, text: string | Buffer) => writeFileSync(join(home, name), text);
  const run = (...words: string[]) => tidemark(home, ...words);
  const document = <T>({ stdout }: Ended) => JSON.parse(stdout) as T;

  before(() => {
    home = mkdtempSync(join(tmpdir(), "quality-"));
    const rows = Array.from({ length: 40 }, (_, row) => [
      row % 2,
      row % 10 === 0 ? 1 : row % 2,
      (row % 2) * 0.5 + (row % 10) / 25,
      row % 4 < 2 ? "f" : "m",
      row % 7,
    ]);
    write("scored.csv", `y,said,p,sex,place\n${rows.map((row) => row.join(",")).join("\n")}\n`);
    write("later.csv", `said,p,sex\n${rows.map(([, said, p, sex]) => [said, p, sex].join(",")).join("\n")}\n`);
    write("numbers.csv", `price,estimate\n10.5,11\n20.25,\n30,28.5\n,4\n`);
    write("words.csv", "y,said\nyes,no\nno,no\nyes,yes\n");
    write("mixed.csv", "y,said\nyes,1\nno,0\n");
    write("apart.csv", "y,said\nyes,Yes\nno,No\n");
    write("one.csv", "y,said,p\n1,1,0.9\n1,0,0.4\n");
    write("empty.csv", "");
    write("head.csv", "y,said\n");
    write("null.csv", "y,said\n,1\n,0\n");
    write("dates.csv", "y,said\n2026-01-01,2026-01-02\n2026-01-03,2026-01-03\n");
    write("wild.csv", "y,said,p\n1,1,1.7\n0,0,0.2\n");
    write("ids.csv", `y,said\n${Array.from({ length: 2000 }, (_, row) => `id${row},id${row}`).join("\n")}\n`);
    write("infinite.csv", "price,estimate\n1.5,inf\n2.5,2\n3.5,4\n");
    write("broken.parquet", Buffer.from("PAR1 and no more"));
    mkdirSync(join(home, "folder.csv"));
  });
  after(() => rmSync(home, { recursive: true, force: true }));

  it("measures, and a limit is a gate", async () => {
    const words = ["quality", "--data", "scored.csv", "--actual", "y", "--prediction", "said", "--probability", "p"];
    const good = await run(...words, "--segment", "sex", "--min", "accuracy=0.8,recall=0.9", "--json");
    assert.equal(good.code, 0, good.stderr);
    const { current, segments, checks } = document<QualityDocument>(good);
    assert.equal(current?.figures.accuracy, 0.9);
    assert.deepEqual(current?.classification?.confusion, [
      [16, 4],
      [0, 20],
    ]);
    assert.deepEqual(segments.map(({ segment, rows }) => [segment, rows]).sort(), [
      ["f", 20],
      ["m", 20],
    ]);
    assert.deepEqual(
      checks.map(({ ok }) => ok),
      [true, true],
    );
    const bad = await run(...words, "--min", "accuracy=0.95");
    assert.equal(bad.code, 1);
    assert.match(bad.stdout, /^BROKEN {2}accuracy 0\.9 \(min 0\.95\)$/m);
  });

  it("leaves rows out that lack something, and counts them", async () => {
    const ended = await run(
      "quality",
      "--data",
      "numbers.csv",
      "--actual",
      "price",
      "--prediction",
      "estimate",
      "--json",
    );
    const { current } = document<QualityDocument>(ended);
    assert.deepEqual(current?.dropped, { price: 1, estimate: 1 });
    assert.equal(current?.figures.mae, 1);
    const infinite = await run(
      "quality",
      "--data",
      "infinite.csv",
      "--actual",
      "price",
      "--prediction",
      "estimate",
      "--json",
    );
    assert.deepEqual(document<QualityDocument>(infinite).current?.dropped, { estimate: 1 });
  });

  it("says what is expected where only the reference has labels", async () => {
    const ended = await run(
      "quality",
      "--data",
      "later.csv",
      "--reference",
      "scored.csv",
      "--actual",
      "y",
      "--prediction",
      "said",
      "--probability",
      "p",
      "--json",
    );
    assert.equal(ended.code, 0, ended.stderr);
    const { current, unlabelled, reference } = document<QualityDocument>(ended);
    assert.equal(current, null);
    assert.equal(reference?.figures.accuracy, 0.9);
    assert.equal(unlabelled?.calibrated, true);
    assert.ok(Math.abs((unlabelled?.estimated.accuracy ?? 0) - 0.9) < 0.1);
    assert.equal(unlabelled?.prediction_drift.length, 2);
  });

  it("says why a figure is not there, and that breaks its limit", async () => {
    const words = ["--data", "one.csv", "--actual", "y", "--prediction", "said", "--probability", "p"];
    const ended = await run("quality", ...words, "--min", "roc_auc=0.5", "--json");
    assert.equal(ended.code, 1);
    const { current, checks } = document<QualityDocument>(ended);
    assert.equal(current?.figures.roc_auc, null);
    assert.equal(current?.why.roc_auc, "all rows are of class '1'");
    assert.equal(current?.figures.accuracy, 0.5);
    assert.equal(checks[0]?.ok, false);
    const none = await run("quality", "--data", "null.csv", "--actual", "y", "--prediction", "said", "--json");
    assert.equal(document<QualityDocument>(none).current?.why.accuracy, "no rows");
  });

  it("compares groups, and a limit is a gate", async () => {
    const words = ["fairness", "--data", "scored.csv", "--actual", "y", "--prediction", "said", "--sensitive", "sex"];
    const ended = await run(...words, "--max", "demographic_parity_difference=0.2", "--json");
    assert.equal(ended.code, 0, ended.stderr);
    const { report } = document<FairnessDocument>(ended);
    assert.deepEqual(
      report.groups.map(({ group, count }) => [group, count]),
      [
        ["f", 20],
        ["m", 20],
      ],
    );
    const bad = await run(...words, "--min", "equal_opportunity_ratio=1.1");
    assert.equal(bad.code, 1);
    assert.match(bad.stdout, /BROKEN {2}equal_opportunity_ratio/);
  });

  const roles = ["--actual", "y", "--prediction", "said"];
  const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["no table", ["quality", ...roles], /--data: name the table/],
    ["a table that is gone", ["quality", "--data", "gone.csv", ...roles], /gone\.csv/],
    ["an empty file", ["quality", "--data", "empty.csv", ...roles], /empty\.csv/],
    ["a head and no rows", ["quality", "--data", "head.csv", ...roles], /head\.csv: there are no rows/],
    ["a truncated parquet", ["quality", "--data", "broken.parquet", ...roles], /broken\.parquet/],
    ["a folder", ["quality", "--data", "folder.csv", ...roles], /folder\.csv/],
    [
      "a column that is not there",
      ["quality", "--data", "scored.csv", "--actual", "yy", "--prediction", "said"],
      /actual: no column 'yy'\. Did you mean 'y'\?/,
    ],
    [
      "a prediction that is not there",
      ["quality", "--data", "scored.csv", "--actual", "y", "--prediction", "sad"],
      /prediction: no column 'sad'\. Did you mean 'said'\?/,
    ],
    [
      "labels and answers of different kinds",
      ["quality", "--data", "mixed.csv", ...roles],
      /column 'y' holds words \('yes'\) where the other holds numbers/,
    ],
    ["dates as labels", ["quality", "--data", "dates.csv", ...roles, "--kind", "regression"], /holds (text|dates)/],
    [
      "a probability of 1.7",
      ["quality", "--data", "wild.csv", ...roles, "--probability", "p"],
      /probability: column 'p' has 1\.7 in row 1/,
    ],
    ["2,000 classes", ["quality", "--data", "ids.csv", ...roles], /2,000 different values/],
    [
      "a figure that there is none of",
      ["quality", "--data", "scored.csv", ...roles, "--min", "acuracy=1"],
      /min: no figure 'acuracy'\. Did you mean 'accuracy'\?/,
    ],
    [
      "a limit without a number",
      ["quality", "--data", "scored.csv", ...roles, "--max", "ece"],
      /--max: expected FIGURE=NUMBER, got 'ece'/,
    ],
    [
      "a class that there is none of",
      ["quality", "--data", "words.csv", ...roles, "--positive", "maybe"],
      /positive: no class 'maybe'; there are no, yes/,
    ],
    [
      "words to measure",
      ["quality", "--data", "words.csv", ...roles, "--kind", "regression"],
      /column 'y' holds text \('yes'\), not numbers/,
    ],
    ["no sensitive column", ["fairness", "--data", "scored.csv", ...roles], /--sensitive: name the columns/],
    [
      "a sensitive column that is not there",
      ["fairness", "--data", "scored.csv", ...roles, "--sensitive", "gender"],
      /sensitive: no column 'gender'/,
    ],
    [
      "a threshold of 2",
      ["fairness", "--data", "scored.csv", ...roles, "--sensitive", "sex", "--threshold", "2"],
      /--threshold: expected 0 to 1, got '2'/,
    ],
    [
      "a threshold without probabilities",
      ["fairness", "--data", "scored.csv", ...roles, "--sensitive", "sex", "--threshold", "0.4"],
      /threshold: name the column of probabilities/,
    ],
  ];
  for (const [what, words, message] of wrong)
    it(`refuses ${what} with one line`, async () => {
      const ended = await run(...words);
      assert.equal(ended.code, 2, ended.stdout + ended.stderr);
      assert.match(ended.stderr, message);
      assert.equal(ended.stderr.trim().split("\n").length, 1, ended.stderr);
      assert.equal(ended.stdout, "");
    });

  it("says that labels and answers have no class in common", async () => {
    const ended = await run("quality", "--data", "apart.csv", ...roles);
    assert.match(ended.stderr, /'y' and 'said' have no class in common/);
  });
});
