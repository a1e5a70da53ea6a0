import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockState } from "../../src/extension/runtime/lockState";

describe("a folder's lock, as a window sees it", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "tidemark-lock-"));
    mkdirSync(join(folder, ".tidemark"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const write = (text: string) => writeFileSync(join(folder, ".tidemark", "lock"), text);

  it("is free without a file", async () => assert.equal(await lockState(folder), "free"));

  it("is held while its process lives, though nobody answers any more", async () => {
    write(JSON.stringify({ pid: process.pid, url: "http://127.0.0.1:1" }));
    assert.equal(await lockState(folder), "held");
  });

  it("was left by a process that is gone", async () => {
    write(JSON.stringify({ pid: spawnSync(process.execPath, ["-e", ""]).pid }));
    assert.equal(await lockState(folder), "left");
  });

  it("was left if nobody can read who holds it", async () => {
    write('{"pid":');
    assert.equal(await lockState(folder), "left");
  });
});
