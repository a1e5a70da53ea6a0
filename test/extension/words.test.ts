import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "../../..");

describe("words", () => {
  it("of the manifest, the extension and its pages are written out, and all of them are before the translators", () => {
    const { stdout, stderr } = spawnSync(process.execPath, [join(root, "test/l10n.mjs")], { encoding: "utf8" });
    assert.equal(stdout + stderr, "");
  });
});
