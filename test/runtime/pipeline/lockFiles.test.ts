import assert from "node:assert/strict";
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLockFiles } from "../../../src/runtime/pipeline/lockFiles";

describe("dvc.lock", () => {
  it("that is a link stays one", async () => {
    const root = realpathSync(mkdtempSync(join(tmpdir(), "lock-")));
    writeFileSync(join(root, "far.lock"), "");
    symlinkSync("far.lock", join(root, "dvc.lock"));
    const entry = { cmd: "true", deps: [], params: {}, outs: [] };
    assert.equal(await createLockFiles(root).write("dvc.yaml", "one", entry), true);
    assert.ok(lstatSync(join(root, "dvc.lock")).isSymbolicLink());
    assert.match(readFileSync(join(root, "far.lock"), "utf8"), /one:/);
    assert.deepEqual(readdirSync(root).sort(), ["dvc.lock", "far.lock"]);
    rmSync(root, { recursive: true });
  });
});
