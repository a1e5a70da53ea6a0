import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyPatch } from "../../../src/core/patch/applyPatch";
import { changedLines, readPatch } from "../../../src/core/patch/readPatch";

describe("a patch as git writes it", () => {
  const folder = mkdtempSync(join(tmpdir(), "tidemark-patch-"));
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: folder, encoding: "utf8" });
  const numbers = Array.from({ length: 60 }, (_, i) => `line ${i}`).join("\n");
  const committed: Readonly<Record<string, string>> = {
    "train.py": `${numbers}\n`,
    "bare.txt": "a\nb\nc",
    "gone.txt": "was here\n",
    "größe \t.txt": "1\n",
    "ends.txt": "x\ny\n",
  };
  const edited: Readonly<Record<string, string>> = {
    "train.py": `${numbers.replace("line 3\n", "line three\n--- a/no.txt\n").replace("line 40\n", "")}\n`,
    "bare.txt": "a\nb\nC\nd\n",
    "größe \t.txt": "2\n",
    "ends.txt": "x\ny\nz",
  };

  before(() => {
    git("init", "-q");
    for (const [name, text] of Object.entries(committed)) writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, "picture.bin"), Buffer.from([0, 1, 2, 0]));
    git("add", "-A");
    git("commit", "-qm", "first");
    for (const [name, text] of Object.entries(edited)) writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, "picture.bin"), Buffer.from([0, 9, 2, 0]));
    unlinkSync(join(folder, "gone.txt"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("names each file, what became of it and how many lines", () => {
    const { files } = readPatch(git("diff", "HEAD"));
    assert.deepEqual(
      files.map(({ path, state, added, removed, isBinary }) => [path, state, added, removed, isBinary]),
      [
        ["bare.txt", "changed", 2, 1, false],
        ["ends.txt", "changed", 1, 0, false],
        ["gone.txt", "deleted", 0, 1, false],
        ["größe \t.txt", "changed", 1, 1, false],
        ["picture.bin", "changed", 0, 0, true],
        ["train.py", "changed", 2, 2, false],
      ],
    );
  });

  it("turns what was committed into what was there", () => {
    for (const file of readPatch(git("diff", "HEAD")).files) {
      if (file.isBinary || file.state === "deleted") continue;
      assert.equal(
        applyPatch(committed[file.path] ?? "", file),
        readFileSync(join(folder, file.path), "utf8"),
        file.path,
      );
    }
  });

  it("does not fit another text", () => {
    const [file] = readPatch(git("diff", "HEAD")).files;
    assert.ok(file);
    assert.equal(applyPatch("something\nelse\nentirely", file), undefined);
  });

  it("reads the lines that stand before it, and passes over what is no diff", () => {
    const text =
      "# not in git: notes.txt\n# cut: the whole is longer than 1048576 bytes\nnonsense\n@@ -1 +1 @@\n-x\n+y\n";
    const patch = readPatch(text);
    assert.deepEqual([patch.unknown, patch.isCut, patch.files], [["notes.txt"], true, []]);
    assert.equal(changedLines(patch), 0);
  });

  it("a file of many lines, and a name of many letters", () => {
    const before = "x\n".repeat(300_000);
    const [file] = readPatch("diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -300000,1 +300000,1 @@\n-x\n+y\n").files;
    assert.ok(file);
    assert.equal(applyPatch(before, file), `${"x\n".repeat(299_999)}y\n`);
    const name = "n".repeat(300_000);
    assert.equal(readPatch(`diff --git a/f b/f\n+++ "b/${name}"`).files[0]?.path, name);
  });
});
