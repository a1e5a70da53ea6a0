import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { findPython } from "../../../../src/runtime/serving/convert/findPython";

describe("the Python that converts", () => {
  const folder = mkdtempSync(join(tmpdir(), "tidemark-python-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const make = (path: string) => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), "");
    return join(folder, path);
  };

  it("is the one that was named: a path from here, or a name on the PATH", () => {
    const find = (given: string) => findPython({ given, workspace: folder, env: {} });
    assert.equal(find("python3.12"), "python3.12");
    assert.equal(find("./here/python"), resolve("here/python"));
    assert.equal(find("/there/python"), "/there/python");
  });

  it("else the active environment's, the workspace's own, the PATH's", () => {
    const find = (env: Record<string, string>) =>
      findPython({ given: undefined, workspace: folder, env, platform: "linux" });
    assert.equal(find({}), "python3");
    const own = make(".venv/bin/python");
    assert.equal(find({}), own);
    const conda = make("conda/bin/python");
    assert.equal(find({ CONDA_PREFIX: join(folder, "conda") }), conda);
    const active = make("active/bin/python");
    assert.equal(find({ CONDA_PREFIX: join(folder, "conda"), VIRTUAL_ENV: join(folder, "active") }), active);
    assert.equal(find({ VIRTUAL_ENV: join(folder, "gone") }), own);
  });

  it("has other places on Windows", () => {
    const find = (env: Record<string, string>) =>
      findPython({ given: undefined, workspace: join(folder, "win"), env, platform: "win32" });
    assert.equal(find({}), "python");
    const own = make("win/venv/Scripts/python.exe");
    assert.equal(find({}), own);
    const conda = make("conda/python.exe");
    assert.equal(find({ CONDA_PREFIX: join(folder, "conda") }), conda);
  });
});
