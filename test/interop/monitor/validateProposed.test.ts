import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { tidemark } from "../../cli/tidemark";
import { type Peer, startPeer } from "./peer";

describe("a proposed suite", function () {
  this.timeout(240_000);
  let peer: Peer;
  before(async function () {
    peer = await startPeer(this);
    await peer.call("validationTables", "write", peer.home);
  });
  after(() => peer?.stop());

  for (const table of ["plain.csv", "many.parquet", "lines.jsonl"])
    it(`of ${table} is loaded and passed by Great Expectations`, async () => {
      const made = await tidemark(peer.home, "validate", "--init", "--data", table, "--suite", `${table}.json`);
      assert.equal(made.code, 0, made.err);
      const own = await tidemark(peer.home, "validate", "--suite", `${table}.json`, "--data", table, "--json");
      assert.equal(own.code, 0, own.out);
      const theirs = await peer.call<{ success: boolean; count: number; failed: unknown[] }>("validation", "loads", {
        suite: join(peer.home, `${table}.json`),
        data: join(peer.home, table),
      });
      assert.deepEqual(theirs.failed, []);
      assert.ok(theirs.success && theirs.count >= 5);
    });

  it("that does not hold exits with 1, one that does not read with 2 and one line", async () => {
    const write = (expectations: unknown) =>
      writeFileSync(join(peer.home, "own.json"), JSON.stringify({ name: "own", expectations }));
    const validate = (...more: string[]) =>
      tidemark(peer.home, "validate", "--suite", "own.json", "--data", "plain.csv", ...more);
    write([{ type: "expect_column_values_to_not_be_null", kwargs: { column: "age" } }]);
    const failed = await validate();
    assert.equal(failed.code, 1);
    assert.match(failed.out, /FAILED {2}age .*\n.*2 rows of 8 do not hold \(25 %\)\n.*row 3: nothing, row 8: nothing/);
    write([{ type: "expect_nothing", kwargs: {} }]);
    const odd = await validate("--json");
    assert.deepEqual([odd.code, odd.out, odd.err.trim().split("\n").length], [2, "", 1]);
    const gone = await tidemark(peer.home, "validate", "--suite", "gone.json", "--data", "plain.csv");
    assert.deepEqual([gone.code, gone.err], [2, "tidemark: Suite 'gone.json' does not exist\n"]);
  });
});
