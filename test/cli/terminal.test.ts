import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { createOutput } from "../../src/cli/output";
import { createProgress, progressLine } from "../../src/cli/terminal/progress";
import { type Column, fittedTable, plainTable } from "../../src/cli/terminal/table";
import { screenOf } from "../../src/cli/terminal/terminal";
import { cellsOf, fitText, safeText } from "../../src/cli/terminal/width";
import { didYouMean, editDistance, findClosest } from "../../src/shared/suggest";

interface Row {
  readonly name: string;
  readonly loss: number;
  readonly note: string;
}
const columns: readonly Column<Row>[] = [
  { title: "name", text: (row) => row.name },
  { title: "loss", align: "right", text: (row) => row.loss.toFixed(3), plain: (row) => String(row.loss) },
  { title: "note", text: (row) => row.note, yields: 1 },
];
const rows: readonly Row[] = [
  { name: "calm-owl", loss: 0.123456, note: "first" },
  { name: "a-name-much-longer-than-others", loss: 10.5, note: "two\nlines" },
];

describe("tables", () => {
  it("lines up columns, numbers to the right", () => {
    assert.equal(
      fittedTable(columns, rows, 80),
      [
        "name                              loss  note",
        "calm-owl                         0.123  first",
        "a-name-much-longer-than-others  10.500  two lines",
        "",
      ].join("\n"),
    );
  });

  it("never is wider than the terminal, and cuts text before numbers", () => {
    for (let width = 18; width < 60; width++)
      for (const line of fittedTable(columns, rows, width).split("\n").slice(0, 3))
        assert.ok(cellsOf(line) <= width, `${width}: ${line}`);
    assert.match(fittedTable(columns, rows, 30), /a-name-m\S*…\s+10\.500/);
  });

  it("drops the columns that yield first and says so", () => {
    const text = fittedTable(columns, rows, 20);
    assert.ok(!text.includes("note"), text);
    assert.match(text, /1 more column/);
  });

  it("piped, is tab-separated with full numbers and one line a row", () => {
    assert.equal(
      plainTable(columns, rows),
      "name\tloss\tnote\ncalm-owl\t0.123456\tfirst\na-name-much-longer-than-others\t10.5\ttwo\\nlines\n",
    );
  });

  it("counts cells, not characters", () => {
    assert.equal(cellsOf("é"), 1);
    assert.equal(cellsOf("e\u0301"), 1);
    assert.equal(cellsOf("実験"), 4);
    assert.equal(cellsOf("👩‍🔬"), 2);
    assert.equal(fitText("実験です", 5), "実験…");
  });

  it("lets no name move the cursor or turn the line around", () => {
    assert.equal(safeText("a\u001b[2Jb\u202ec"), "a\ufffd[2Jb\ufffdc");
  });
});

function terminalStream(isTty: boolean): PassThrough & { isTTY: boolean; columns: number } {
  return Object.assign(new PassThrough(), { isTTY: isTty, columns: 60 });
}

describe("progress", () => {
  const state = { label: "Importing runs", unit: "things", done: 1200, total: 4000, passed: 4000 } as const;

  it("says how much, how fast and how long still", () => {
    const line = progressLine(state, 100);
    assert.match(line, /^Importing runs {2}━{7}─{17} {2}1\D?200 of 4\D?000 {2}300\/s {2}about 9 s$/);
  });

  it("gives up its bar on a narrow terminal", () => {
    assert.ok(!progressLine(state, 50).includes("━"));
    assert.ok(cellsOf(progressLine(state, 20)) <= 20);
  });

  it("draws nothing in the first second, and cleans up after itself", () => {
    const err = terminalStream(true);
    let now = 0;
    const progress = createProgress(createOutput(new PassThrough(), err), { label: "Work", now: () => now });
    now = 900;
    progress.update(1, 10);
    assert.equal(err.read(), null);
    now = 1100;
    progress.update(2, 10);
    progress.end();
    const drawn = String(err.read());
    assert.match(drawn, /Work .*2 of 10/);
    assert.ok(drawn.endsWith("\r\u001b[2K"));
  });

  it("draws nothing where stderr is no terminal", () => {
    const err = terminalStream(false);
    let now = 0;
    const progress = createProgress(createOutput(new PassThrough(), err), { label: "Work", now: () => now });
    now = 5000;
    progress.update(2, 10);
    progress.end();
    assert.equal(err.read(), null);
  });
});

describe("the screen", () => {
  it("has no colour when piped, when NO_COLOR is set, and on a dumb terminal", () => {
    const colour = (isTty: boolean, env: NodeJS.ProcessEnv) =>
      screenOf(createOutput(terminalStream(isTty), terminalStream(isTty)), env).colour;
    assert.deepEqual(
      [colour(true, {}), colour(false, {}), colour(true, { NO_COLOR: "1" }), colour(true, { TERM: "dumb" })],
      [true, false, false, false],
    );
  });
});

describe("did you mean", () => {
  it("finds the near and leaves the far alone", () => {
    const words = ["status", "stop", "runs list", "registry list"];
    assert.equal(findClosest("stauts", words), "status");
    assert.equal(findClosest("run list", words), "runs list");
    assert.equal(findClosest("deploy", words), undefined);
    assert.equal(didYouMean("sotp", words), " Did you mean 'stop'?");
  });

  it("counts a swap of neighbours as one", () => {
    assert.equal(editDistance("ab", "ba"), 1);
    assert.equal(editDistance("", "abc"), 3);
  });
});
