import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renameRemote } from "../../../../src/runtime/data/remotes/editRemotes";

describe("a remote that gets another name", () => {
  it("takes the keys of this clone along", () => {
    const folder = mkdtempSync(join(tmpdir(), "rename-"));
    const dvcFolder = join(folder, ".dvc");
    mkdirSync(dvcFolder);
    writeFileSync(join(dvcFolder, "config"), "['remote \"store\"']\n    url = s3://bucket/path\n");
    writeFileSync(join(dvcFolder, "config.local"), "['remote \"store\"']\n    access_key_id = k\n");
    renameRemote({ dvcFolder, level: "repo", folder }, "store", "lake");
    assert.equal(readFileSync(join(dvcFolder, "config"), "utf8"), "['remote \"lake\"']\n    url = s3://bucket/path\n");
    assert.equal(readFileSync(join(dvcFolder, "config.local"), "utf8"), "['remote \"lake\"']\n    access_key_id = k\n");
    rmSync(folder, { recursive: true });
  });
});
