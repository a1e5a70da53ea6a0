import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tidemark } from "./tidemark";

describe("a suite as the gate of a pipeline", function () {
  this.timeout(60_000);
  let folder = "";
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const suite = (least: number) =>
    JSON.stringify({
      name: "prepared",
      expectations: [{ type: "expect_column_values_to_be_between", kwargs: { column: "age", min_value: least } }],
    });

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "tidemark-gates-")));
    mkdirSync(join(folder, ".dvc"));
    write(".dvc/config", "[core]\n    no_scm = true\n");
    write("raw.csv", "age\n20\n9\n");
    const prepare = "  prepare: {cmd: cp raw.csv prepared.csv, deps: [raw.csv], outs: [prepared.csv]}\n";
    write(
      "dvc.yaml",
      `stages:\n${prepare}  train: {cmd: wc -l prepared.csv > m.txt, deps: [prepared.csv], outs: [m.txt]}\n`,
    );
    write("tidemark.yaml", "gates:\n  prepare: {suite: prepared.json}\n");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

  it("stops what needs the data, names what does not hold, and lets it on once it does", async () => {
    write("prepared.json", suite(18));
    const closed = await tidemark(folder, "repro", "--no-track");
    assert.equal(closed.code, 1);
    assert.match(
      closed.out + closed.err,
      /train +failed +the gate of prepare is closed: 1 of 1 expectations of prepared\.json do not hold for prepared\.csv: age: values are at least 18 \(1 row of 2 does not hold \(50 %\)\)/,
    );
    write("prepared.json", suite(5));
    const open = await tidemark(folder, "repro", "--no-track");
    assert.equal(open.code, 0, open.out + open.err);
    assert.match(open.out + open.err, /train +done/);
  });

  it("stays closed while its suite does not read", async () => {
    write("prepared.json", "{");
    const { code, out, err } = await tidemark(folder, "repro", "--no-track");
    assert.equal(code, 1);
    assert.match(out + err, /the gate of prepare cannot be asked: prepared\.json: no JSON/);
  });
});
