import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createFileFinder, type FoundFiles } from "../../../src/runtime/data/project/findFiles";

/** Folders that are younger are read again each time. */
const old = () => new Promise((wake) => setTimeout(wake, 60));

describe("the files that say what is tracked", () => {
  let root = "";
  const memory = () => join(root, ".dvc/tmp/tidemark/folders.json");

  function put(path: string, text = ""): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), "tidemark-find-"));
    for (const path of ["a/one.dvc", "a/b/two.dvc", "a/b/dvc.yaml", "c/three.dvc", "c/four/x.txt", "e/f/g/y.txt"])
      put(path);
    put("a/.gitignore", "/two\n");
    put("c/.dvcignore", "nothing\n");
    put(".dvc/config");
    put(".git/info/exclude");
    await old();
    find();
    await old();
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const names = ({ dvcFiles, pipelineFiles, rulesMark }: FoundFiles) => ({ dvcFiles, pipelineFiles, rulesMark });
  /** As a command that comes later. */
  const find = () => names(createFileFinder(root, root, memory()).find());
  const findWithoutMemory = () => {
    const other = `${memory()}.other`;
    for (const each of [other, `${other}.seen`]) rmSync(each, { force: true });
    return names(createFileFinder(root, root, other).find());
  };

  const changes: readonly [string, () => void][] = [
    ["nothing", () => undefined],
    ["a file more, deep in a folder that had none", () => put("e/f/g/new.dvc")],
    ["a file less", () => rmSync(join(root, "a/one.dvc"))],
    ["a .gitignore that is written in its place", () => put("a/.gitignore", "/b\n")],
    ["a .dvcignore that is written in its place", () => put("c/.dvcignore", "three.dvc\n")],
    ["a .dvcignore at the root", () => put(".dvcignore", "a\n")],
    ["what git leaves out in this clone", () => put(".git/info/exclude", "c\n")],
    ["a folder that becomes another project", () => put("a/b/.dvc/config")],
    ["a folder of another name", () => renameSync(join(root, "a/b"), join(root, "a/z"))],
    ["a folder that becomes data", () => put("a/b.dvc")],
    ["a folder that goes", () => rmSync(join(root, "c"), { recursive: true })],
  ];
  for (const [what, change] of changes)
    it(`are those of a first walk after ${what}`, () => {
      change();
      assert.deepEqual(find(), findWithoutMemory());
      assert.deepEqual(find(), findWithoutMemory());
    });

  it("are known again without a look into any folder", async () => {
    assert.deepEqual(find().dvcFiles, ["a/one.dvc", "a/b/two.dvc", "c/three.dvc"]);
    // what only a look into the folders would need
    rmSync(memory());
    const before = statSync(`${memory()}.seen`).ino;
    assert.deepEqual(find().dvcFiles, ["a/one.dvc", "a/b/two.dvc", "c/three.dvc"]);
    assert.equal(existsSync(memory()), false);
    assert.equal(statSync(`${memory()}.seen`).ino, before);
  });

  it("are walked again where the memory is torn", () => {
    for (const bytes of [0, 20, 60]) {
      writeFileSync(`${memory()}.seen`, Buffer.alloc(bytes, 0x66));
      assert.deepEqual(find(), findWithoutMemory());
    }
  });
});
