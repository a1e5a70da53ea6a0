import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { tidemark } from "../../cli/command";
import { type Dvc, startDvc } from "./dvc";

describe("data of other repositories, beside dvc", function () {
  this.timeout(180_000);
  let dvc: Dvc;
  let ours: string;
  let theirs: string;
  let other: string;

  before(async function () {
    dvc = await startDvc(this);
    other = await dvc.repository("other");
    await dvc.ok(other, "remote", "add", "-d", "store", join(dvc.home, "store"));
    mkdirSync(join(other, "data/sub"), { recursive: true });
    mkdirSync(join(other, "mixed/in"), { recursive: true });
    writeFileSync(join(other, "data/a"), "a");
    writeFileSync(join(other, "data/sub/ü b"), "b");
    writeFileSync(join(other, "f.txt"), "one");
    writeFileSync(join(other, "run.sh"), "#!/bin/sh\n");
    chmodSync(join(other, "run.sh"), 0o755);
    writeFileSync(join(other, "mixed/git.txt"), "of git");
    writeFileSync(join(other, "mixed/in/data.txt"), "of dvc");
    writeFileSync(join(other, "params.yaml"), "lr: 1\n");
    writeFileSync(join(other, "dvc.yaml"), "stages:\n  s:\n    cmd: echo out > out.txt\n    outs: [out.txt]\n");
    await dvc.ok(other, "add", "-q", "data", "f.txt", "mixed/in/data.txt");
    await dvc.ok(other, "repro", "-q");
    await commit("one", "v1");
    writeFileSync(join(other, "f.txt"), "two, longer");
    await dvc.ok(other, "add", "-q", "f.txt");
    await commit("two", "v2");
    dvc.git(dvc.home, "clone", "-q", "--bare", other, "other.git");
    const plain = join(dvc.home, "plain");
    mkdirSync(join(plain, "d"), { recursive: true });
    writeFileSync(join(plain, "d/p"), "p");
    writeFileSync(join(plain, "q.txt"), "q");
    dvc.git(plain, "init", "-q");
    dvc.git(plain, "add", "-A");
    dvc.git(plain, "commit", "-q", "-m", "plain");
    [ours, theirs] = [await dvc.repository("a/project"), await dvc.repository("b/project")];
  });
  after(async () => {
    await dvc?.stop();
  });

  async function commit(message: string, tag: string): Promise<void> {
    await dvc.ok(other, "push", "-q");
    dvc.git(other, "add", "-A");
    dvc.git(other, "commit", "-q", "-m", message);
    dvc.git(other, "tag", tag);
  }
  const run = (...words: string[]) => tidemark({ workspace: ours, env: dvc.env }, "data", ...words);
  const named = (words: readonly string[]) => words.map((word) => word.replace("HOME", dvc.home));

  /** The same words in both; the .dvc files, .gitignore and data are the same afterwards. */
  async function both(...given: string[]): Promise<void> {
    const words = named(given);
    const own = await run(...words);
    const real = await dvc.run(theirs, ...words);
    assert.equal(real.code, 0, real.stderr);
    assert.equal(own.code, 0, own.stderr);
    assert.deepEqual(filesOf(ours), filesOf(theirs));
  }

  /** All files with their texts, but those of dvc and git. */
  function filesOf(root: string): Record<string, string> {
    const names = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
      .filter((name) => !/^\.(?:dvc|git)\//.test(name));
    return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(root, name), "utf8")]));
  }

  const imports: readonly (readonly string[])[] = [
    ["HOME/other", "f.txt"],
    ["HOME/other", "f.txt", "-o", "first.txt", "--rev", "v1"],
    ["HOME/other", "data"],
    ["HOME/other", "data/sub", "-o", "part"],
    ["HOME/other", "data/a", "-o", "file-of-folder"],
    ["HOME/other", "mixed", "--rev", "v2"],
    ["HOME/other", "run.sh"],
    ["HOME/other", "out.txt"],
    ["HOME/other", "params.yaml", "-o", "theirs.yaml"],
    ["HOME/plain", "d", "--rev", "main"],
    ["HOME/plain", "q.txt"],
    ["file://HOME/other.git", "data", "-o", "cloned"],
    ["file://HOME/other.git", "f.txt", "-o", "tagged.txt", "--rev", "v1"],
    ["HOME/other.git", "f.txt", "-o", "bare.txt"],
    ["HOME/other", "f.txt", "-o", "named.txt", "--remote", "store"],
    ["HOME/other", "f.txt", "-o", "put.txt", "--remote-config", "url=HOME/store"],
    ["HOME/other", "f.txt", "-o", "both.txt", "--remote", "far", "--remote-config", "url=HOME/store"],
    ["HOME/other", "f.txt", "-o", "later.txt", "--no-download", "--rev", "v1"],
    ["HOME/other", "data", "-o", "never", "--no-exec"],
  ];
  for (const words of imports) it(`import ${words.join(" ")}`, () => both("import", ...words));

  it("what we took in is clean for dvc", async () => {
    const status = async (root: string) => JSON.parse((await dvc.run(root, "status", "--json")).stdout) as object;
    assert.deepEqual(await status(ours), await status(theirs));
    assert.equal(readFileSync(join(ours, "mixed/in/data.txt"), "utf8"), "of dvc");
    assert.equal(readFileSync(join(ours, "first.txt"), "utf8"), "one");
  });

  it("pull brings all of them again into an empty cache, also those that only name a commit", async () => {
    for (const root of [ours, theirs]) {
      dvc.git(root, "add", "-A");
      dvc.git(root, "commit", "-q", "-m", "imports");
    }
    const before = filesOf(ours);
    dvc.git(ours, "clean", "-qfdX", "-e", "!.dvc/config.local");
    rmSync(join(ours, ".dvc/cache"), { recursive: true, force: true });
    assert.equal(existsSync(join(ours, "data")), false);
    const { code, stderr } = await run("pull");
    assert.equal(code, 0, stderr);
    const { "later.txt": later, never: _, ...same } = filesOf(ours);
    assert.equal(later, "one");
    assert.deepEqual(
      Object.keys(same).filter((name) => !name.startsWith("never/")),
      Object.keys(before),
    );
    assert.equal(readFileSync(join(ours, "never/a"), "utf8"), "a");
    const state = (await dvc.run(ours, "data", "status", "--json")).stdout;
    assert.equal(state.includes("not_in_cache"), false, state);
    rmSync(join(ours, "never"), { recursive: true });
    rmSync(join(ours, "later.txt"));
  });

  it("a rotten object of an import is fetched again from where it came from", async () => {
    const object = join(ours, ".dvc/cache/files/md5", "92/eb5ffee6ae2fec3ad71c777531578f"); // of "b"
    chmodSync(object, 0o644);
    writeFileSync(object, "rotten");
    chmodSync(object, 0o444);
    rmSync(join(ours, "part"), { recursive: true });
    const { code, stderr } = await run("checkout", "part");
    assert.equal(code, 0, stderr);
    assert.equal(readFileSync(join(ours, "part/ü b"), "utf8"), "b");
  });

  it("update takes the newest commit, another revision, or nothing", async () => {
    await both("update", "f.txt.dvc", "first.txt.dvc");
    writeFileSync(join(other, "f.txt"), "three");
    writeFileSync(join(other, "data/new"), "new");
    await dvc.ok(other, "add", "-q", "data", "f.txt");
    await commit("three", "v3");
    await both("update", "f.txt.dvc", "data.dvc");
    assert.equal(readFileSync(join(ours, "data/new"), "utf8"), "new");
    await both("update", "--rev", "v3", "first.txt.dvc");
    rmSync(join(ours, "part"), { recursive: true }); // dvc takes the data away; here they stay
    await both("update", "--rev", "v1", "--no-download", "part.dvc");
    await both("update", "never.dvc");
    await both("update", "later.txt.dvc");
    dvc.git(join(dvc.home, "other.git"), "fetch", "-q", other, "+main:main", "+refs/tags/*:refs/tags/*");
    await both("update", "cloned.dvc");
    assert.equal(readFileSync(join(ours, "cloned/new"), "utf8"), "new");
  });

  it("an import of an import comes from where the first one came from", async () => {
    const middle = await dvc.repository("middle");
    await dvc.ok(middle, "import", "-q", other, "data", "--rev", "v1");
    dvc.git(middle, "add", "-A");
    dvc.git(middle, "commit", "-q", "-m", "middle");
    rmSync(join(middle, ".dvc/cache"), { recursive: true });
    await both("import", "HOME/middle", "data", "-o", "chained");
    assert.equal(readFileSync(join(ours, "chained/sub/ü b"), "utf8"), "b");
  });

  it("a project in a folder of another repository has its own remote", async () => {
    const mono = join(dvc.home, "mono");
    mkdirSync(join(mono, "team"), { recursive: true });
    dvc.git(mono, "init", "-q");
    await dvc.ok(join(mono, "team"), "init", "-q", "--subdir");
    await dvc.ok(join(mono, "team"), "remote", "add", "-q", "-d", "own", join(dvc.home, "own"));
    writeFileSync(join(mono, "team/x.bin"), "x");
    await dvc.ok(join(mono, "team"), "add", "-q", "x.bin");
    await dvc.ok(join(mono, "team"), "push", "-q");
    dvc.git(mono, "add", "-A");
    dvc.git(mono, "commit", "-q", "-m", "team");
    dvc.git(dvc.home, "clone", "-q", "--bare", mono, "mono.git");
    await both("import", "file://HOME/mono.git", "team/x.bin");
  });

  it("get copies, and list lists, what dvc does", async () => {
    const folders = ["got/ours", "got/theirs"].map((name) => join(dvc.home, name)) as [string, string];
    for (const folder of folders) mkdirSync(folder, { recursive: true });
    for (const words of [
      ["HOME/other", "f.txt", "--rev", "v1"],
      ["HOME/other", "data", "--rev", "v2"],
      ["HOME/other", "data/sub", "-o", "some/where", "--rev", "v2"],
      ["HOME/other", "mixed", "-o", "data", "--rev", "v2"],
      ["file://HOME/other.git", "out.txt"],
      ["HOME/plain", "q.txt"],
    ]) {
      const own = await tidemark({ workspace: folders[0], env: dvc.env }, "data", "get", ...named(words));
      assert.equal(own.code, 0, own.stderr);
      await dvc.ok(folders[1], "get", ...named(words));
      assert.deepEqual(filesOf(folders[0]), filesOf(folders[1]));
    }
    type Row = { isdir: boolean; size: number | null };
    // of folders dvc tells what git keeps of them
    const plain = (rows: readonly Row[]) => rows.map((row) => ({ ...row, size: row.isdir ? null : row.size }));
    for (const words of [
      ["--rev", "v2", "HOME/other"],
      ["--rev", "v2", "HOME/other", "data"],
      ["--rev", "v2", "HOME/other", "data/sub"],
      ["--rev", "v2", "HOME/other", "mixed"],
      ["--rev", "v2", "HOME/other", "f.txt"],
      ["--rev", "v2", "-R", "HOME/other", "mixed"],
      ["--rev", "v2", "--dvc-only", "HOME/other"],
      ["file://HOME/other.git"],
      ["--rev", "main", "HOME/plain"],
    ]) {
      const own = await run("list", "--json", ...named(words));
      assert.equal(own.code, 0, own.stderr);
      const real = await dvc.ok(theirs, "list", "--json", ...named(words));
      assert.deepEqual(plain(JSON.parse(own.stdout) as Row[]), plain(JSON.parse(real) as Row[]), words.join(" "));
    }
  });

  it("what cannot be had is one line, and leaves nothing behind", async () => {
    const before = filesOf(ours);
    for (const [code, words, line] of [
      [2, ["import", "HOME/other", "none"], /other: has no none in [0-9a-f]{7}/],
      [2, ["import", "HOME/other", "f.txt.dvc"], /f\.txt\.dvc: is a file of dvc/],
      [2, ["import", "HOME/other", "f.txt"], /f\.txt exists already; --force overwrites it/],
      [2, ["import", "HOME/other", "f.txt", "-o", "../z"], /is not inside the project/],
      [2, ["import", "HOME/other", "f.txt", "-o", "data/z"], /data is tracked by data\.dvc already/],
      [2, ["import", "HOME/other", "f.txt", "-o", "z", "--rev", "nope"], /other: has no commit, branch or tag nope/],
      [2, ["import", "HOME/other", "f.txt", "-o", "z", "--rev=--upload-pack=x"], /is no commit, branch or tag/],
      [2, ["import", "HOME/other", "../x", "-o", "z"], /\.\.\/x: is not inside/],
      [2, ["get", "HOME/none", "x"], /none: git cannot fetch it: /],
      [2, ["list", "HOME/other", "none"], /none does not exist/],
      [2, ["import", "--no-exec", "--no-download", "HOME/other", "f.txt"], /exclude each other/],
    ] as const) {
      const said = await run(...named(words));
      assert.match(said.stderr, line, words.join(" "));
      assert.match(said.stderr, /^tidemark: [^\n]+\n$/);
      assert.equal(said.code, code, words.join(" "));
    }
    assert.deepEqual(filesOf(ours), before);
  });

  it("checkout says why an import cannot be had again", async () => {
    const object = join(ours, ".dvc/cache/files/md5/76/94f4a66316e53c8cdd9d9954bd611d"); // of "q"
    rmSync(object);
    rmSync(join(ours, "q.txt"));
    renameSync(join(dvc.home, "plain"), join(dvc.home, "gone"));
    const { code, stderr } = await run("checkout", "q.txt");
    renameSync(join(dvc.home, "gone"), join(dvc.home, "plain"));
    assert.equal(code, 1);
    assert.match(stderr, /q\.txt[^\n]*plain: git cannot fetch it: [^\n]+\n$/);
    const again = await run("checkout", "q.txt");
    assert.equal(again.code, 0, again.stderr);
  });

  it("a version that is not what was imported is named and not kept", async () => {
    const file = join(ours, "q.txt.dvc");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace(/- md5: \w+/, `- md5: ${"a".repeat(32)}`));
    const { code, stderr } = await run("fetch", "q.txt");
    writeFileSync(file, text);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^tidemark: q\.txt: .*plain: q\.txt is another version now: its md5 is \w+, and a+ was imported\n$/,
    );
  });
});
