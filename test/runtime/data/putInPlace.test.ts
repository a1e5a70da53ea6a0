import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { putInPlace } from "../../../src/runtime/data/files/putInPlace";
import { drop, put } from "./project";

describe("what is put in the place of something", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "place-"));
  });
  afterEach(() => drop(root));
  const text = (name: string) => readFileSync(join(root, name), "utf8");

  it("is there alone afterwards: files over files, over folders, and folders over both", () => {
    put(root, { "old/a": "old", "old/gone": "old", "old/deep/er/x": "old", "old/turned/in": "old", "old/file": "old" });
    symlinkSync("nowhere", join(root, "old/broken"));
    put(root, { "new/a": "new", "new/more/b": "new", "new/turned": "new", "new/file/in": "new" });
    mkdirSync(join(root, "old/empty"));
    putInPlace(join(root, "new"), join(root, "old"));
    const names = readdirSync(join(root, "old"), { recursive: true }).map(String).sort();
    assert.deepEqual(names, ["a", "file", "file/in", "more", "more/b", "turned"]);
    assert.deepEqual(
      ["a", "more/b", "turned", "file/in"].map((name) => text(`old/${name}`)),
      Array(4).fill("new"),
    );
  });

  it("takes the place of another kind", () => {
    put(root, { file: "file", "folder/a": "a", "other/b": "b" });
    putInPlace(join(root, "file"), join(root, "folder"));
    assert.equal(text("folder"), "file");
    putInPlace(join(root, "other"), join(root, "folder"));
    assert.deepEqual([text("folder/b"), readdirSync(root)], ["b", ["folder"]]);
  });

  it("leaves what a link leads to", () => {
    put(root, { "elsewhere/a": "a", "new/b": "b" });
    symlinkSync("elsewhere", join(root, "link"));
    putInPlace(join(root, "new"), join(root, "link"));
    assert.deepEqual([text("link/b"), text("elsewhere/a"), existsSync(join(root, "elsewhere/b"))], ["b", "a", false]);
  });
});
