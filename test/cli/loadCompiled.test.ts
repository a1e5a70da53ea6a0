import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../runtime/kernel/temporary";
import { cli } from "./tidemark";

describe("what is compiled is kept", () => {
  const folder = temporaryFolder();
  const home = join(folder, "cache");
  const kept = join(home, "tidemark");
  const start = (...words: string[]) => {
    const env = { ...process.env, XDG_CACHE_HOME: home };
    const argv = words.length === 0 ? ["--version"] : words;
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...argv], { env, encoding: "utf8" });
    assert.deepEqual([status, stderr], [0, ""]);
    return stdout;
  };
  const only = () => {
    const [name = "", ...more] = readdirSync(kept);
    assert.deepEqual(more, []);
    return join(kept, name);
  };

  before(function () {
    if (process.platform === "win32") this.skip(); // %LOCALAPPDATA% is the user's own
  });

  it("for this user alone, once, and instead of what other versions left", () => {
    mkdirSync(kept, { recursive: true });
    writeFileSync(join(kept, "commands-1-2-3-x64"), "of another version");
    const said = start();
    assert.match(said, /^\d+\.\d+\.\d+\n$/);
    const { mtimeMs, mode } = statSync(only());
    assert.equal(mode & 0o777, 0o600);
    assert.equal(start(), said);
    assert.equal(statSync(only()).mtimeMs, mtimeMs);
  });

  it("and made again when it is damaged", () => {
    const whole = readFileSync(only());
    const damaged = Buffer.from(whole);
    damaged.fill(0, damaged.length >> 1);
    writeFileSync(only(), damaged);
    start();
    assert.equal(
      readFileSync(only())
        .subarray(16)
        .includes(Buffer.alloc(damaged.length >> 2)),
      false,
    );
  });

  it("for each command what it ran, whatever else its words are", () => {
    const before = readdirSync(kept);
    for (const words of [["repro"], ["repro", "train"], ["data", "add", "a"], ["data", "status"]])
      start(...words, "--help");
    const more = readdirSync(kept).filter((name) => !before.includes(name));
    assert.deepEqual(more.map((name) => name.split(".").at(-1)).sort(), ["data-add", "data-status", "repro"]);
    for (const name of more) rmSync(join(kept, name));
  });

  it("or not at all, where nothing can be written", () => {
    writeFileSync(only(), "");
    chmodSync(kept, 0o500);
    try {
      start();
    } finally {
      chmodSync(kept, 0o700);
    }
  });

  it("modules of node that are imported late have all their names", () => {
    const project = join(folder, "project");
    mkdirSync(join(project, ".dvc"), { recursive: true });
    writeFileSync(join(project, ".dvc", "config"), "");
    writeFileSync(join(project, "in.txt"), "1");
    writeFileSync(
      join(project, "dvc.yaml"),
      "stages:\n  a:\n    cmd: cp in.txt out\n    deps: [in.txt]\n    outs: [out]\n",
    );
    const args = [cli, "repro", "--dry"]; // asks the cache of runs by a hash
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: project, encoding: "utf8" });
    assert.deepEqual([status, stderr], [0, ""]);
  });
});
