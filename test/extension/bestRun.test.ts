import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { diffSince, fileAt } from "../../src/extension/bestRun/git";
import { changedLines, paramHints } from "../../src/extension/bestRun/hunks";

describe("what changed since a commit", () => {
  const folder = mkdtempSync(join(tmpdir(), "tidemark-best-"));
  const file = join(folder, "train.py");
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=T", "-c", "user.email=t@example.org", ...args], { cwd: folder })
      .toString()
      .trim();
  let commit = "";

  before(() => {
    git("init", "-q");
    writeFileSync(file, "a\nb\nc\nd\ne\n");
    git("add", ".");
    git("commit", "-q", "-m", "first");
    commit = git("rev-parse", "HEAD");
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("names the lines of the file as it is now", async () => {
    writeFileSync(file, "a\nB\nB2\nc\ne\nf\n");
    const diff = await diffSince(commit, file);
    assert.deepEqual(changedLines(diff ?? ""), [
      { start: 1, end: 3 },
      { start: 4, end: 4 },
      { start: 5, end: 6 },
    ]);
    assert.equal(await fileAt(commit, file), "a\nb\nc\nd\ne\n");
  });

  it("says nothing where there is no such commit, no git, or something else than a commit is asked for", async () => {
    assert.equal(await diffSince("0123456789abcdef0123456789abcdef01234567", file), undefined);
    assert.equal(await diffSince("--output=/tmp/x", file), undefined);
    assert.equal(await fileAt("HEAD", file), undefined);
    assert.equal(await diffSince(commit, join(tmpdir(), "x.py")), undefined);
    assert.equal(await diffSince(commit, join(folder, "gone", "x.py")), undefined);
  });

  it("runs nothing that lies in the folder: no program by the name of git, no hook, no filter", async () => {
    const planted = join(folder, "ran");
    for (const name of ["git", "fsmonitor.sh"])
      writeFileSync(join(folder, name), `#!/bin/sh\ntouch "${planted}"\n`, { mode: 0o755 });
    git("config", "core.fsmonitor", join(folder, "fsmonitor.sh"));
    git("config", "diff.external", join(folder, "fsmonitor.sh"));
    const path = process.env.PATH;
    process.env.PATH = `${path}${delimiter}.`;
    try {
      assert.ok((await diffSince(commit, file))?.includes("@@"));
    } finally {
      process.env.PATH = path;
    }
    assert.equal(existsSync(planted), false);
  });

  it("tells which params a line writes otherwise", () => {
    const params = [
      { key: "lr", value: "0.001" },
      { key: "model.depth", value: "6" },
      { key: "name", value: "a" },
      { key: "batch", value: "64" },
    ];
    const hints = (line: string) => paramHints(line, params).map(({ key, value }) => `${key} ${value}`);
    assert.deepEqual(hints('train({"lr": 0.002, "depth": 6})'), ["lr 0.001"]);
    assert.deepEqual(hints("train(lr=1e-3, depth = 8, name='b')"), ["model.depth 6", "name a"]);
    assert.deepEqual(hints("lr = schedule(0.1)\nif lr == 0.5: x"), []);
    assert.deepEqual(hints("color=3; batch=64"), []);
  });
});
