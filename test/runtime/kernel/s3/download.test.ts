import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { download } from "../../../../src/runtime/kernel/s3/download";
import type { Range, S3 } from "../../../../src/runtime/kernel/s3/s3";

const piece = 8 * 1024 * 1024;
const object = { key: "k", bytes: piece + 5, etag: "e" };

describe("a copy of an object", () => {
  const folder = mkdtempSync(join(tmpdir(), "tidemark-download-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "copy");
  const copy = (read: (range: Range) => Promise<Uint8Array>) =>
    download({ read: (_, range) => read(range) } as S3, { bucket: "b", key: "k" }, object, path, {
      report: () => undefined,
      signal: new AbortController().signal,
    });
  const ones = ({ from, to }: Range) => new Uint8Array(to - from).fill(1);

  it("that was stopped goes on behind a torn line of its notes, and knows no piece that is not there", async () => {
    await assert.rejects(
      copy(async (range) => {
        if (range.from === 0) return ones(range);
        throw new Error("gone");
      }),
      /gone/,
    );
    const whole = readFileSync(`${path}.pieces`, "utf8");
    writeFileSync(`${path}.pieces`, `${whole}1`);
    const asked: number[] = [];
    const fail = async ({ from }: Range): Promise<Uint8Array> => {
      asked.push(from);
      throw new Error("gone again");
    };
    await assert.rejects(copy(fail), /gone again/);
    assert.deepEqual(asked, [piece]);
    assert.equal(readFileSync(`${path}.pieces`, "utf8"), whole);
    await copy(async (range) => ones(range));
    assert.ok(readFileSync(path).equals(Buffer.alloc(object.bytes, 1)));
  });
});
