import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cloneAt } from "../../../../src/runtime/data/elsewhere/clones";
import { getFrom } from "../../../../src/runtime/data/elsewhere/getFrom";
import { openTree } from "../../../../src/runtime/data/elsewhere/otherTree";

describe("what comes from another repository", () => {
  let home: string;
  let here: string;
  const before = { ...process.env };

  beforeEach(() => {
    home = realpathSync(mkdtempSync(join(tmpdir(), "others-")));
    here = join(home, "here");
    mkdirSync(here);
    process.env.XDG_CACHE_HOME = join(home, "cache");
    for (const who of ["AUTHOR", "COMMITTER"])
      Object.assign(process.env, { [`GIT_${who}_NAME`]: "t", [`GIT_${who}_EMAIL`]: "t@t" });
  });
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    rmSync(home, { recursive: true, force: true });
  });

  const git = (cwd: string, ...words: string[]) => execFileSync("git", words, { cwd, encoding: "utf8" }).trim();
  const blobOf = (cwd: string, text: string) =>
    execFileSync("git", ["hash-object", "-w", "--stdin"], { cwd, input: text, encoding: "utf8" }).trim();
  const treeOf = (cwd: string, lines: string) =>
    execFileSync("git", ["mktree"], { cwd, input: lines, encoding: "utf8" }).trim();

  function repository(name: string, files: Readonly<Record<string, string>>): string {
    const folder = join(home, name);
    mkdirSync(folder);
    git(folder, "init", "-q", "-b", "main");
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    commit(folder);
    return folder;
  }
  function commit(folder: string): string {
    git(folder, "add", "-A");
    git(folder, "commit", "-q", "-m", "c");
    return git(folder, "rev-parse", "HEAD");
  }
  const get = (url: string, path: string, more: { out?: string; force?: boolean } = {}) =>
    getFrom({ url, path, folder: here, ...more }, {});

  it("stays inside of where it goes, whatever the other side's paths say", async () => {
    const md5 = createHash("md5").update("evil").digest("hex");
    const dvc = repository("dvc", {
      ".dvc/config": "",
      "x.dvc": `wdir: ../..\nouts:\n- md5: ${md5}\n  path: evil\n`,
      [`.dvc/cache/files/md5/${md5.slice(0, 2)}/${md5.slice(2)}`]: "evil",
    });
    await assert.rejects(get(dvc, ".", { out: "out" }), /"\.\.\/\.\.\/evil" is no path inside a folder/);
    const tree = repository("tree", { a: "a" });
    const inner = treeOf(tree, `100644 blob ${blobOf(tree, "evil")}\tevil\n`);
    for (const name of ["..", ".git", ".GIT"]) {
      const top = treeOf(tree, `040000 tree ${inner}\t${name}\n`);
      const data = treeOf(tree, `040000 tree ${top}\tdata\n`);
      git(tree, "update-ref", "refs/heads/main", git(tree, "commit-tree", data, "-m", "evil"));
      await assert.rejects(get(tree, "data"), /is no path inside a folder|has no data in/, name);
    }
    assert.deepEqual(existsSync(join(here, "data")) || existsSync(join(home, "evil")), false);
  });

  it("goes into a folder that is there file by file, and never takes the folder away", async () => {
    const other = repository("other", { "data/a": "new", "data/s/b": "b", f: "f" });
    mkdirSync(join(here, "data"));
    writeFileSync(join(here, "data/a"), "old");
    writeFileSync(join(here, "data/own"), "own");
    await assert.rejects(get(other, "data"), /exists already/);
    await get(other, "data", { force: true });
    assert.deepEqual(
      ["a", "s/b", "own"].map((name) => readFileSync(join(here, "data", name), "utf8")),
      ["new", "b", "own"],
    );
    for (const [path, out] of [["."], [""], ["data/.."], [".", "data"], [".", "."]] as const)
      await assert.rejects(
        get(other, path, { force: true, ...(out === undefined ? {} : { out }) }),
        /has no name of its own/,
      );
    await assert.rejects(get(other, "f", { force: true, out: "data/s/b/x" }), /./);
    mkdirSync(join(here, "f"));
    await assert.rejects(get(other, "f", { force: true }), /f is a folder, and what comes is a file/);
    await get(other, ".", { out: "all" });
    assert.equal(readFileSync(join(here, "all/data/s/b"), "utf8"), "b");
    assert.equal(readFileSync(join(here, "data/own"), "utf8"), "own");
  });

  it("is fetched again where a fetch was killed between a commit and its files", async () => {
    const url = `file://${repository("other", { "d/a": "a" })}`;
    const lock = git(join(home, "other"), "rev-parse", "HEAD");
    const object = execFileSync("git", ["cat-file", "commit", lock], { cwd: join(home, "other") });
    const gitDir = join(home, "cache/tidemark/clones", createHash("md5").update(url).digest("hex"), "git");
    mkdirSync(gitDir, { recursive: true });
    git(home, "init", "-q", "--bare", gitDir);
    execFileSync("git", ["hash-object", "-w", "-t", "commit", "--stdin", "--literally"], {
      cwd: gitDir,
      input: object,
    });
    assert.deepEqual(await cloneAt(url, { lock }), { gitDir, commit: lock });
    assert.equal(git(gitDir, "cat-file", "-p", `${lock}:d/a`), "a");
    rmSync(join(home, "other"), { recursive: true });
    assert.deepEqual(await cloneAt(url, { lock }), { gitDir, commit: lock }); // nobody is asked again
  });

  it("is the other side's HEAD, also where its name has to be looked up here", async () => {
    const other = repository("other", { a: "1" });
    const first = git(other, "rev-parse", "HEAD");
    git(other, "checkout", "-q", "-b", "side/branch");
    writeFileSync(join(other, "a"), "2");
    commit(other);
    const url = `file://${other}`;
    assert.equal((await cloneAt(url, { rev: "HEAD~1" })).commit, first);
    git(other, "checkout", "-q", "main");
    git(other, "branch", "-q", "-D", "side/branch");
    git(other, "branch", "-q", "side");
    assert.equal((await cloneAt(url, { rev: "side~0" })).commit, first);
  });

  it("is not looked for in a circle", async () => {
    const loop = join(home, "loop");
    const dvcFile = `deps:\n- path: x\n  repo:\n    url: ${loop}\nouts:\n- md5: ${"a".repeat(32)}\n  path: x\n`;
    repository("loop", { ".dvc/config": "", "x.dvc": dvcFile });
    await assert.rejects(get(loop, "x"), /loop: x is imported from itself$/);
  });

  it("is an error where git has lost a file, not an empty file", async () => {
    const other = repository("other", { a: "text of a" });
    const blob = git(other, "rev-parse", "HEAD:a");
    const tree = await openTree(join(other, ".git"), "HEAD");
    rmSync(join(other, ".git/objects", blob.slice(0, 2), blob.slice(2)), { force: true });
    await assert.rejects(tree.text("a"), /git cannot read a of HEAD/);
    tree.close();
  });

  it("is never the pointer that Git LFS left in its place", async () => {
    const bytes = "large bytes";
    const oid = createHash("sha256").update(bytes).digest("hex");
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${bytes.length}\n`;
    const other = repository("other", { "d/big.bin": pointer, "d/b": "b" });
    const bin = join(home, "bin");
    mkdirSync(bin);
    process.env.PATH = `${bin}:${before.PATH}`;
    const asLfs = (script: string) => writeFileSync(join(bin, "git-lfs"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    asLfs("echo \"git: 'lfs' is not a git command. See 'git --help'.\" >&2; exit 1");
    await assert.rejects(get(other, "d"), /other: d\/big\.bin is kept by Git LFS, and git-lfs is not installed here$/);
    asLfs("cat; echo 'batch response: no route' >&2");
    await assert.rejects(get(other, "d"), /d\/big\.bin is kept by Git LFS, which says: batch response: no route$/);
    asLfs(`cat > /dev/null; printf '${bytes}'`);
    await get(other, "d");
    assert.equal(readFileSync(join(here, "d/big.bin"), "utf8"), bytes);
    assert.equal(readFileSync(join(here, "d/b"), "utf8"), "b");
    assert.equal(statSync(join(here, "d/big.bin")).mode & 0o777, 0o666 & ~process.umask());
  });

  it("is asked for with the password of its address, which nobody is shown", async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer(({ headers }, reply) => {
      asked.push(headers.authorization);
      reply.writeHead(401, { "WWW-Authenticate": 'Basic realm="r"' }).end();
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const url = `http://me:s%40cret@127.0.0.1:${port}/x.git`;
      await assert.rejects(get(url, "a"), (error: Error) => {
        assert.match(error.message, /^http:\/\/me:\*\*\*@127\.0\.0\.1:\d+\/x\.git: git cannot fetch it: /);
        assert.doesNotMatch(error.message, /cret/);
        return true;
      });
      assert.ok(asked.includes(`Basic ${Buffer.from("me:s@cret").toString("base64")}`));
    } finally {
      server.close();
    }
  });
});
