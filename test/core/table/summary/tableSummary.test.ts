import assert from "node:assert/strict";
import { csvRows } from "../../../../src/core/csv/csvRows";
import { compareColumns } from "../../../../src/core/table/summary/compareColumns";
import { pairHistograms } from "../../../../src/core/table/summary/histogram";
import { commonRows } from "../../../../src/core/table/summary/rowSet";
import { readTableDiff } from "../../../../src/core/table/summary/tableDiff";
import { createTableTally, uniqueNames } from "../../../../src/core/table/summary/tallyTable";

function tally(text: string, shared: readonly string[] = [], pieces = [text]) {
  const table = createTableTally(shared);
  let isHead = true;
  const rows = csvRows(",", (cells) => {
    if (isHead) table.head(cells);
    else table.textRow(cells);
    isHead = false;
  });
  for (const piece of pieces) rows.push(piece);
  rows.end();
  return table;
}

describe("rows of a CSV file that comes in pieces", () => {
  const read = (pieces: readonly string[]) => {
    const found: string[][] = [];
    const rows = csvRows(",", (cells) => found.push(cells));
    for (const piece of pieces) rows.push(piece);
    rows.end();
    return found;
  };
  const text = 'a,b\r\n1,"x, ""y""\nz"\n\n"",5" wide\nlast,"no end';
  const expected = [
    ["a", "b"],
    ["1", 'x, "y"\nz'],
    ["", '5" wide'],
    ["last", "no end"],
  ];

  it("are the same however it is cut", () => {
    assert.deepEqual(read([text]), expected);
    assert.deepEqual(read([...text]), expected);
    for (let i = 1; i < text.length; i++)
      assert.deepEqual(read([text.slice(0, i), text.slice(i)]), expected, String(i));
  });

  it("are refused where one has no end", () => {
    assert.throws(() => read(["x".repeat(17 * 1024 * 1024)]), /longer than 16 MB/);
  });
});

describe("the summary of a table", () => {
  it("takes each column for what pandas would take it for", () => {
    const text = `id,score,on,day,name,empty,mixed,big
1,0.5,true,2026-01-01,ann,,1,1e300
2,,False,2026-01-02,NA,nan,x,-inf
3,1.5,true,2026-01-03 10:00:00,bob,NULL,2,2
`;
    const columns = tally(text).summary().columns;
    assert.deepEqual(
      columns.map(({ name, type, missing }) => [name, type, missing]),
      [
        ["id", "integer", 0],
        ["score", "number", 1],
        ["on", "bool", 0],
        ["day", "time", 0],
        ["name", "text", 1],
        ["empty", "empty", 3],
        ["mixed", "text", 0],
        ["big", "number", 0],
      ],
    );
    const score = columns[1]?.numbers;
    assert.deepEqual([score?.min, score?.max, score?.mean, score?.count], [0.5, 1.5, 1, 2]);
    assert.equal(columns[7]?.numbers?.infinite, 1);
    assert.equal(new Date(columns[3]?.numbers?.max ?? 0).toISOString(), "2026-01-03T10:00:00.000Z");
  });

  it("keeps a mean exact far from zero, and a sample small", () => {
    const rows = Array.from({ length: 200_000 }, (_, i) => `${1e9 + (i % 2)}`);
    const [column] = tally(`x\n${rows.join("\n")}\n`).summary().columns;
    assert.equal(column?.numbers?.mean, 1e9 + 0.5);
    assert.ok(Math.abs((column?.numbers?.std ?? 0) - 0.5) < 1e-5);
    assert.ok((column?.numbers?.sample.length ?? 0) <= 65_536);
    // every second of an alternating column: the stride must not fall in with it from the first
    assert.equal(column?.numbers?.count, 200_000);
  });

  it("counts distinct values up to a limit, and says when there are more", () => {
    const rows = Array.from({ length: 12_000 }, (_, i) => `v${i}`);
    const [column] = tally(`x\nv1\n${rows.join("\n")}\n`).summary().columns;
    assert.deepEqual([column?.values?.distinct, column?.values?.isExact], [10_000, false]);
    assert.deepEqual(column?.values?.top[0], ["v1", 2]);
  });

  it("names columns without a name by their place, and doubles apart", () => {
    assert.deepEqual(uniqueNames(["a", "", "a", "a"]), ["a", "column 2", "a.1", "a.2"]);
  });
});

describe("two versions of a table", () => {
  const before = `id,score,kind,old
1,1,a,x
2,2,a,x
3,3,b,x
3,3,b,x
`;
  const after = `kind,id,score,new
a,1,1,n
b,3,3,n
c,4,high,n
`;
  const shared = ["id", "score", "kind"];
  const [was, is] = [tally(before, shared), tally(after, shared)];

  it("have the rows in common that agree in the columns of both, wherever those stand", () => {
    assert.equal(commonRows(was.rows.sorted(), is.rows.sorted()), 2);
    assert.equal(commonRows(was.rows.sorted(), was.rows.sorted()), 4);
  });

  it("have columns that came, went, changed their type or their values", () => {
    const columns = compareColumns(was.summary(), is.summary());
    assert.deepEqual(
      columns.map(({ name, state }) => [name, state]),
      [
        ["kind", "changed"],
        ["id", "changed"],
        ["score", "retyped"],
        ["new", "added"],
        ["old", "removed"],
      ],
    );
    assert.deepEqual(
      columns[0]?.top?.map(({ value, before: b, after: a }) => [value, b, Number(a.toFixed(2))]),
      [
        ["a", 0.5, 0.33],
        ["b", 0.5, 0.33],
        ["c", 0, 0.33],
      ],
    );
    const same = compareColumns(
      was.summary(),
      tally(before.replace("1,1,a,x\n2,2,a,x", "2,2,a,x\n1,1,a,x"), shared).summary(),
    );
    assert.ok(
      same.every(({ state }) => state === "same"),
      "another order is no other table",
    );
  });

  it("come through JSON as they were, with what is not a number", () => {
    const empty = tally("x,y\n,\n");
    const diff = {
      after: { rows: 1, columns: 2, isCut: false },
      columns: compareColumns(tally("x,y\n1,a\n").summary(), empty.summary()),
    };
    const read = readTableDiff(JSON.parse(JSON.stringify(diff)), "diff");
    assert.deepEqual(read.columns[0]?.before?.numbers?.std, Number.NaN);
    assert.equal(read.columns[0]?.state, "retyped");
  });
});

describe("the distributions of both", () => {
  it("lie over the same bins and add up to one", () => {
    const found = pairHistograms(Float64Array.of(0, 1, 2, 9), Float64Array.of(5, 9.9, 10), {
      from: 0,
      to: 10,
      isWhole: false,
    });
    assert.ok(found);
    for (const shares of [found.before, found.after])
      assert.ok(Math.abs(shares.reduce((a, b) => a + b, 0) - 1) < 1e-12);
    assert.equal(found.before.length, found.after.length);
  });

  it("have a bin a value where these are few whole numbers, and one where there is one", () => {
    const found = pairHistograms(Float64Array.of(1, 1, 3), Float64Array.of(2), { from: 1, to: 3, isWhole: true });
    assert.deepEqual(found?.after, [0, 1, 0]);
    assert.ok(pairHistograms(Float64Array.of(4.5), Float64Array.of(4.5), { from: 4.5, to: 4.5, isWhole: false }));
    assert.equal(
      pairHistograms(new Float64Array(0), new Float64Array(0), { from: Number.NaN, to: Number.NaN, isWhole: true }),
      undefined,
    );
  });
});
