import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLiveWriter, listRuns } from "../../../src/runtime/pipeline/live/liveFiles";
import { createRunReader } from "../../../src/runtime/pipeline/live/runReader";

describe("a project's runs, read again and again", () => {
  const root = mkdtempSync(join(tmpdir(), "tidemark-runs-"));
  after(() => rmSync(root, { recursive: true, force: true }));
  let clock = 1_700_000_000_000;
  const writer = () => createLiveWriter(root, () => clock++);
  const reader = createRunReader(root);

  it("are what one read of all of them has, at each moment", () => {
    assert.deepEqual(reader.list(), []);
    const first = writer();
    first.begin(["a", "b"]);
    assert.deepEqual(reader.list(), listRuns(root));
    first.write({ type: "stage", at: clock++, stage: "a", state: "running" });
    assert.deepEqual(reader.list(), listRuns(root));
    first.write({ type: "end", at: clock++, outcome: "done" });
    const second = writer();
    second.begin(["b"]);
    assert.deepEqual(reader.list(), listRuns(root));
    assert.equal(reader.list().length, 2);
    assert.deepEqual(reader.last(), listRuns(root)[1]);
    rmSync(first.folder, { recursive: true });
    assert.deepEqual(reader.list(), listRuns(root));
  });

  it("are the same things while they tell nothing more", () => {
    const [run] = reader.list();
    assert.equal(reader.list()[0], run);
    assert.equal(reader.last(), run);
  });

  it("take a line once it is whole, and all anew from a file that became shorter", () => {
    const run = writer();
    run.begin(["ü"]);
    const file = join(run.folder, "events.jsonl");
    const line = `${JSON.stringify({ type: "stage", at: clock, stage: "ü", state: "running" })}\n`;
    const bytes = Buffer.from(line);
    const half = bytes.indexOf("ü") + 1; // in the middle of a character
    appendFileSync(file, bytes.subarray(0, half));
    assert.equal(reader.last()?.events.length, 1);
    appendFileSync(file, bytes.subarray(half));
    assert.deepEqual(reader.last(), listRuns(root).at(-1));
    assert.equal(reader.last()?.events.length, 2);
    truncateSync(file, 0);
    assert.deepEqual(reader.list(), listRuns(root));
  });
});
