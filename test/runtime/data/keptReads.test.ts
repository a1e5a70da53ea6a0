import assert from "node:assert/strict";
import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createKeptReads, type ReadFile } from "../../../src/runtime/data/project/keptReads";

describe("what was read and kept", () => {
  const folder = mkdtempSync(join(tmpdir(), "tidemark-reads-"));
  const path = join(folder, "dvc.yaml");
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Older than the clock's step, so that its times can be believed. */
  const write = (text: string, at = path) => {
    writeFileSync(`${at}.new`, text);
    renameSync(`${at}.new`, at);
  };
  const rested = () => new Promise((done) => setTimeout(done, 40));

  let made = 0;
  const make = async (read: ReadFile) => {
    made++;
    return read(path);
  };
  const reads = createKeptReads();
  const get = async () => {
    made = 0;
    return { text: await reads.get("it", make), made };
  };

  it("is made once while its file is as it was, and anew once it changed, went or came", async () => {
    assert.deepEqual(await get(), { text: undefined, made: 1 });
    assert.deepEqual(await get(), { text: undefined, made: 0 });
    write("one");
    assert.equal((await get()).text, "one");
    await rested();
    await get();
    assert.deepEqual(await get(), { text: "one", made: 0 });
    write("two");
    assert.deepEqual(await get(), { text: "two", made: 1 });
    rmSync(path);
    assert.deepEqual(await get(), { text: undefined, made: 1 });
  });

  it("is made anew of a file that was rewritten within a step of the clock", async () => {
    writeFileSync(path, "aaa");
    await get();
    const now = new Date();
    writeFileSync(path, "bbb");
    utimesSync(path, now, now);
    assert.equal((await get()).text, "bbb");
  });

  it("is made anew where it came of other things, and after it failed", async () => {
    write("one");
    await rested();
    const [a, b] = [{}, {}];
    let count = 0;
    const of = (from: object) => reads.get("from", async () => ++count, [from]);
    assert.deepEqual([await of(a), await of(a), await of(b)], [1, 1, 2]);
    let fails = true;
    const odd = () => reads.get("odd", async (read) => (fails ? assert.fail("broken") : read(path)));
    await assert.rejects(odd(), /broken/);
    fails = false;
    assert.equal(await odd(), "one");
  });
});
