import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLines, readLines } from "../../../src/runtime/kernel/lines";

const full = process.env.TIDEMARK_FULL_DISK;
if (full === undefined) tests();
else void fillAndGoOn(full); // its output says how it went

/** In a process of its own, for which the disk is full after a few kilobytes. */
async function fillAndGoOn(path: string): Promise<void> {
  const lines = await openLines(path);
  const failed = await lines.append({ text: "x".repeat(100_000) }).then(
    () => "no",
    () => "yes",
  );
  truncateSync(path, 1000); // somebody makes room; the line is torn all the same
  await lines.append({ n: 2 });
  await lines.close();
  process.stdout.write(failed);
}

function tests(): void {
  describe("lines that are only ever added", () => {
    let folder: string;
    let path: string;

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "tidemark-"));
      path = join(folder, "some.jsonl");
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    async function all(): Promise<unknown[]> {
      const found: unknown[] = [];
      await readLines(path, (line) => found.push(line));
      return found;
    }

    async function add(...values: unknown[]): Promise<void> {
      const lines = await openLines(path);
      await Promise.all(values.map((each) => lines.append(each)));
      await lines.close();
    }

    it("are read as they were added, whatever stands in them", async () => {
      const values = [{ n: 1 }, "a\u2028b\nc", [null, -0.5], "ü"];
      await add(...values);
      await add(7);
      assert.deepEqual(await all(), [...values, 7]);
    });

    it("go on behind a line that a dying process left torn", async () => {
      await add({ n: 1 });
      appendFileSync(path, '{"n": 5');
      await add({ n: 2 });
      assert.deepEqual(await all(), [{ n: 1 }, { n: 2 }]);
    });

    it("go on behind a line that did not fit on the disk", async function () {
      if (process.platform === "win32") this.skip(); // no limit can be set for a process there
      await add({ n: 1 });
      const { stdout } = spawnSync("sh", ["-c", 'ulimit -f 8; exec "$0" "$1"', process.execPath, __filename], {
        env: { ...process.env, TIDEMARK_FULL_DISK: path },
        encoding: "utf8",
      });
      assert.equal(stdout, "yes");
      assert.deepEqual(await all(), [{ n: 1 }, { n: 2 }]);
    });
  });
}
