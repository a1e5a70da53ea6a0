import assert from "node:assert/strict";
import { type Sheet, type SheetFormat, writeSheet } from "../../../webview/runTable/model/exportText";

describe("a run table as text", () => {
  const one = (cell: string | number | undefined, format: SheetFormat): string => {
    const sheet: Sheet = { heads: ["x"], rows: [[cell]], numeric: [typeof cell === "number"] };
    return writeSheet(sheet, format);
  };
  const cell = (value: string | number | undefined) => one(value, "csv").slice("x\r\n".length, -2);

  it("quotes in CSV what would end a cell or a row", () => {
    assert.equal(cell("a,b"), '"a,b"');
    assert.equal(cell('say "hi"'), '"say ""hi"""');
    assert.equal(cell("two\nlines"), '"two\nlines"');
  });

  it("lets no text run as a formula in a spreadsheet, and leaves numbers numbers", () => {
    assert.equal(cell("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
    assert.equal(cell("@SUM(1)"), "'@SUM(1)");
    assert.equal(cell("+1 or so"), "'+1 or so");
    assert.equal(cell(" =1+1"), "' =1+1");
    assert.equal(cell("-5e-3"), "-5e-3");
    assert.equal(cell(-0.5), "-0.5");
    assert.equal(cell(undefined), "");
  });

  it("writes JSON with every digit, and what JSON has no word for as text", () => {
    const sheet: Sheet = {
      heads: ["Run", "loss", "loss"],
      rows: [
        ["a", 0.1 + 0.2, Number.NaN],
        ["__proto__", undefined, Number.NEGATIVE_INFINITY],
      ],
      numeric: [false, true, true],
    };
    assert.deepEqual(JSON.parse(writeSheet(sheet, "json")), [
      { Run: "a", loss: 0.30000000000000004, "loss (3)": "NaN" },
      { Run: "__proto__", "loss (3)": "-Infinity" },
    ]);
  });

  it("keeps Markdown's cells whole and its text plain", () => {
    assert.equal(
      one("a|b\nc [x](http://evil) <img onerror=1>", "md"),
      "| x |\n|---|\n| a\\|b c \\[x\\](http://evil) \\<img onerror=1\\> |\n",
    );
  });

  it("escapes what LaTeX would read", () => {
    const [, , , , , row] = one("50 % of $x_1 & \\input{y}~^#", "tex").split("\n");
    assert.equal(
      row,
      "50 \\% of \\$x\\_1 \\& \\textbackslash{}input\\{y\\}\\textasciitilde{}\\textasciicircum{}\\# \\\\",
    );
    assert.match(one(3.2e-9, "tex"), /\$3\.2 \\times 10\^\{-9\}\$/);
    assert.match(one(Number.NaN, "tex"), /^NaN \\\\$/m);
  });
});
