import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Dvc, startDvc } from "./dvc";

describe("the driver of dvc", () => {
  let dvc: Dvc;
  before(async function () {
    dvc = await startDvc(this);
  });
  after(() => dvc?.stop());

  it("runs commands in a repository with git", async () => {
    const cwd = await dvc.repository();
    writeFileSync(join(cwd, "f.txt"), "foo");
    await dvc.ok(cwd, "add", "f.txt");
    const file = readFileSync(join(cwd, "f.txt.dvc"), "utf8");
    assert.equal(file, "outs:\n- md5: acbd18db4cc2f85cedef654fccc4a4d8\n  size: 3\n  hash: md5\n  path: f.txt\n");
    assert.equal(dvc.git(cwd, "status", "--short"), "?? .gitignore\n?? f.txt.dvc\n");
  });

  it("answers what dvc said and how it ended", async () => {
    const cwd = await dvc.repository();
    const said = await dvc.run(cwd, "add", "missing");
    assert.equal(said.code, 1);
    assert.match(said.stderr, /missing/);
    const wrong = await dvc.run(cwd, "nonsense");
    assert.equal(wrong.code, 254);
  });

  it("sees nothing from one call in the next, and runs several beside each other", async () => {
    const cwd = await dvc.repository();
    const said = await Promise.all([
      dvc.runWith({ DVC_NAME: "a" }, cwd, "version"),
      dvc.run(cwd, "root"),
      dvc.run(dvc.home, "root"),
    ]);
    assert.deepEqual(
      said.map(({ code }) => code),
      [0, 0, 253],
    );
    assert.equal(existsSync(join(cwd, ".dvc/config")), true);
  });
});
