import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drop, newProject, put } from "../runtime/data/project";
import { tidemark } from "./tidemark";

describe("what commands on data say", function () {
  this.timeout(60_000);
  let root: string;
  before(async () => {
    root = await newProject({ "data/a": "1", lone: "1" });
  });
  after(() => drop(root));
  const run = (...words: string[]) => tidemark(root, ...words);

  it("counts one file as one", async () => {
    const { out } = await run("data", "add", "data");
    assert.equal(out, "data  1 file, 1 B  → data.dvc\n");
  });

  it("names a folder that was added from inside by a dot, and does not add the whole project", async () => {
    const { out } = await tidemark(join(root, "data"), "data", "add", ".");
    assert.equal(out, ".  1 file, 1 B  → ../data.dvc\n");
    const { code, err } = await run("data", "add", ".");
    assert.equal(code, 2);
    assert.match(err, /^tidemark: the project as a whole cannot be tracked, .*; name the files and folders in it\n$/);
  });

  it("shows names as git does, so that none is a line of its own or moves the cursor", async () => {
    const name = 'n\tm\u001b[31m\u0007"q\\\n2';
    writeFileSync(join(root, name), "odd");
    const shown = '"n\\tm\\033[31m\\a\\"q\\\\\\n2"';
    execFileSync("git", ["add", name], { cwd: root });
    const git = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" });
    assert.ok(git.split("\n").includes(shown), "git says it so");
    execFileSync("git", ["rm", "-q", "--cached", name], { cwd: root });
    assert.ok((await run("data", "add", name)).out.startsWith(`${shown}  3 B  → "`));
    assert.ok(
      (await run("data", "status", "--unchanged")).out.split("\n").some((line) => line.startsWith(`${shown}\t`)),
    );
    const { err } = await run("data", "checkout", "no\u001b[31m");
    assert.match(err, /^tidemark: no\\033\[31m: /);
    await run("data", "remove", "--outs", `${name}.dvc`);
  });

  it("are nothing with -q but a fault; -v is taken as well", async () => {
    for (const words of [
      ["add", "lone", "-q"],
      ["status", "-q"],
      ["checkout", "--quiet"],
      ["gc", "-qwf"],
    ]) {
      const { code, out, err } = await run("data", ...words);
      assert.deepEqual([words, code, out, err], [words, 0, "", ""]);
    }
    assert.equal((await run("data", "status", "-v")).code, 0);
    assert.equal((await run("data", "status", "-q", "--json")).out.slice(0, 8), '{"clean"');
    assert.match((await run("data", "checkout", "-q", "none")).err, /^tidemark: none: /);
  });

  it("lists the commands of a group, and of no other", async () => {
    for (const words of [["--help"], ["-h"]]) {
      const { code, out } = await run("data", "remote", ...words);
      assert.equal(code, 0);
      const named = [...out.matchAll(/^ {2}(data .+?) {2}/gm)].map(([, name]) => name);
      assert.deepEqual(
        named,
        ["add", "list", "modify", "default", "rename", "remove"].map((word) => `data remote ${word}`),
      );
    }
    assert.match((await run("data", "remote")).err, /^tidemark: data remote: which of data remote add, /);
  });

  it("takes dvc's --workspace for gc, and a folder before the command", async () => {
    const { code, out } = await run("data", "gc", "--workspace", "-f");
    assert.deepEqual([code, out], [0, "nothing to remove\n"]);
    const before = await tidemark(tmpdir(), "--workspace", root, "data", "gc", "--workspace", "--dry");
    assert.deepEqual([before.code, before.out], [0, "nothing to remove\n"]);
  });

  it("says that moved data were not there", async () => {
    rmSync(join(root, "lone"));
    const { code, out, err } = await run("data", "move", "lone", "other");
    assert.deepEqual([code, out], [0, "lone → other\n"]);
    assert.match(
      err,
      /^tidemark: lone is not there, so only its \.dvc file was renamed; tidemark data checkout other /,
    );
  });

  it("above many projects names them, and goes into one that --cd names", async () => {
    const above = realpathSync(mkdtempSync(join(tmpdir(), "projects-")));
    execFileSync("git", ["init", "-q"], { cwd: above });
    for (const name of ["one", "two/three"]) {
      mkdirSync(join(above, name), { recursive: true });
      assert.equal((await tidemark(join(above, name), "data", "init", "--subdir")).code, 0);
    }
    execFileSync("git", ["add", "."], { cwd: above });
    put(above, { "one/a": "a" });
    const { code, err } = await tidemark(above, "data", "status");
    assert.equal(code, 2);
    assert.equal(err, `tidemark: ${above} is in no project of DVC; below it are one, two/three: cd one, or --cd one\n`);
    assert.equal((await tidemark(above, "--cd", "one", "data", "add", "a")).code, 0);
    assert.match((await tidemark(above, "data", "status", "--cd=one")).err, /^1 tracked, nothing has changed/);
    drop(above);
  });
});
