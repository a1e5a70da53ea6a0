import assert from "node:assert/strict";
import { compareText } from "../../../src/core/dvc/compareText";
import { editDvcFile, readDvcFile, writeDvcFile } from "../../../src/core/dvc/dvcFile";
import { rootRules } from "../../../src/core/dvc/dvcignore";
import { withIgnored, withoutIgnored } from "../../../src/core/dvc/gitignoreLines";
import { readLockFile } from "../../../src/core/dvc/lockFile";

const md5 = "764efa883dda1e11db47671c4a3bbd9e";

describe(".dvc files", () => {
  it("are read whichever dvc wrote them", async () => {
    const { outs } = await readDvcFile(`outs:\n- md5: ${md5.toUpperCase()}\n  size: 3\n  path: x\n`, "x.dvc");
    assert.deepEqual(outs[0], {
      path: "x",
      content: { md5, size: 3, legacy: true },
      cache: true,
      persist: false,
      push: true,
    });
    const digits = "12345678901234567890123456789012";
    const read = await readDvcFile(`outs:\n- md5: ${digits}\n  hash: md5\n  path: x\n`, "x.dvc");
    assert.equal(read.outs[0]?.content?.md5, digits);
  });

  it("name file and line of what is wrong", async () => {
    const fault = (text: string) =>
      readDvcFile(text, "a/x.dvc").then(
        () => "it was read",
        (error: Error) => error.message,
      );
    assert.match(
      await fault(`outs:\n- md5: ${md5}\n  pth: x\n  path: y\n`),
      /^a\/x\.dvc:3:3: .*'pth'.*Did you mean 'path'/,
    );
    assert.match(await fault(`outs:\n- md5: ${md5}\n`), /^a\/x\.dvc:2:3: .*'path' is missing/);
    assert.match(await fault(`outs:\n- md5: ${md5}\n  path: x\n  path: y\n`), /^a\/x\.dvc:4:3: .*path.*twice/);
    assert.match(await fault("outs: [\n"), /^a\/x\.dvc:1:7: this \[ is not closed/);
    for (const bad of ["zzz", "../../etc/passwd", `${md5}.csv`])
      assert.match(await fault(`outs:\n- md5: ${bad}\n  path: y\n`), /^a\/x\.dvc:2:8: outs\[0\]\.md5: '.*' is no md5/);
    assert.equal(await fault(`outs:\n- md5: ${md5.toUpperCase()}.dir\n  path: y\n`), "it was read");
  });

  it("keep names for values and comments when they are edited", async () => {
    const text = `meta: &m\n  a: 1 # one\nouts:\n- md5: ${md5}\n  hash: md5\n  path: x\n  meta: *m\n`;
    const file = await readDvcFile(text, "x.dvc");
    const [out] = file.outs;
    const edited = await editDvcFile(text, { ...file, outs: out ? [{ ...out, content: { md5, size: 5 } }] : [] });
    assert.match(edited, /a: 1 # one/);
    assert.deepEqual((await readDvcFile(edited, "x.dvc")).outs[0]?.content, { md5, size: 5 });
  });

  it("are written with what is not usual, and with nothing else", () => {
    const out = { path: "a: b", cache: false, persist: true, push: false, desc: "1", content: { md5, size: 0 } };
    const text = writeDvcFile({ wdir: "..", outs: [out], deps: [], frozen: true, alwaysChanged: false });
    assert.equal(
      text,
      `wdir: ..\nfrozen: true\nouts:\n- md5: ${md5}\n  size: 0\n  hash: md5\n  path: 'a: b'\n  desc: '1'\n  cache: false\n  persist: true\n  push: false\n`,
    );
  });
});

describe("dvc.lock", () => {
  const entry = { cmd: "x", deps: [], params: {}, outs: [] };

  it("gives up one stage and leaves the others their bytes", async () => {
    const text = "schema: '2.0'\nstages:\n  a:\n    cmd:   'x'\n\n  # of b\n  b:\n    cmd: y\ndatasets: []\n";
    const lock = await readLockFile(text, "dvc.lock");
    assert.equal(lock.withoutStage("b"), text.replace("  b:\n    cmd: y\n", ""));
    assert.equal(lock.withStage("c", entry), text.replace("datasets", "  c:\n    cmd: x\ndatasets"));
    assert.equal(lock.withoutStage("none"), text);
  });

  it("is made anew where nothing was, and goes with its last stage", async () => {
    const made = (await readLockFile("", "dvc.lock")).withStage("a", entry);
    assert.equal(made, "schema: '2.0'\nstages:\n  a:\n    cmd: x\n");
    assert.equal((await readLockFile(made, "dvc.lock")).withoutStage("a"), undefined);
  });

  it("is written whole where it is not laid out in lines", async () => {
    const lock = await readLockFile("{schema: '2.0', stages: {a: {cmd: y}}}\n", "dvc.lock");
    assert.equal(lock.withStage("b", entry), "schema: '2.0'\nstages:\n  a:\n    cmd: y\n  b:\n    cmd: x\n");
  });
});

describe("lines of .gitignore", () => {
  it("are taken out with and without escapes; an empty file goes", () => {
    assert.equal(withIgnored("/b", "a[1]"), "/b\n/a\\[1\\]\n");
    assert.equal(withoutIgnored("/b\n/a\\[1\\]\n", "a[1]"), "/b\n");
    assert.equal(withoutIgnored("/a[1]\n", "a[1]"), undefined);
  });
});

describe("rules of .dvcignore", () => {
  it("name the line that decides, also above a path", () => {
    const rules = rootRules("# mine\n*.tmp\nlogs/\n").below("data", "!keep.tmp\n/raw\n");
    assert.equal(rules.check("data/x.tmp", false)?.where, ".dvcignore:2");
    assert.equal(rules.check("logs/a/b", false)?.where, ".dvcignore:3");
    assert.equal(rules.check("data/raw/x", false)?.where, "data/.dvcignore:2");
    assert.deepEqual([rules.ignores("data/keep.tmp", false), rules.ignores("logs", false)], [false, false]);
  });

  it("always leave out what is git's and dvc's own", () => {
    for (const rules of [rootRules(), rootRules("x\n")]) {
      assert.deepEqual(
        [".git", "a/.git", "a/.dvc", ".hg"].map((path) => rules.ignores(path, true)),
        [true, true, true, true],
      );
      assert.deepEqual([rules.ignores("a/.dvc", false), rules.ignores(".gitx", true)], [false, false]);
    }
  });
});

describe("the order of texts", () => {
  it("is by code point, as Python has it", () => {
    const sorted = ["\u{1f600}", "\uff5e", "b", "a/q", "a-b", "a", "B"].sort(compareText);
    assert.deepEqual(sorted, ["B", "a", "a-b", "a/q", "b", "\uff5e", "\u{1f600}"]);
  });
});
