import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { takeLock } from "../../../src/runtime/data/locks/lock";
import { rootAbove } from "../../cli/tidemark";
import { drop, newProject } from "./project";

describe("the lock of a project", () => {
  it("is not let go by a Ctrl+C that we are still busy with", async () => {
    const root = await newProject();
    const lock = await takeLock(join(root, ".dvc"));
    const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid=,pgid=,args="], { encoding: "utf8" })
      .split("\n")
      .map((line) => line.trim().split(/\s+/));
    const ours = rows.find(([pid]) => Number(pid) === process.pid)?.[2];
    const helper = rows.find((words) => Number(words[1]) === process.pid && words.some((word) => word.includes(root)));
    assert.ok(helper, "a process holds the lock");
    assert.notEqual(helper[2], ours, "it gets the signals of our terminal");
    await lock.release();
    drop(root);
  });

  it("keeps processes apart where neither flock nor perl is there, and outlives one that was killed", async () => {
    const root = await newProject();
    const cli = process.env.TIDEMARK_CLI ?? join(rootAbove(__dirname), "dist/cli.js");
    const programs = join(root, "programs");
    mkdirSync(programs);
    symlinkSync(execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim(), join(programs, "git"));
    const lock = join(root, ".dvc/tmp/lock.tidemark");
    mkdirSync(join(root, ".dvc/tmp"), { recursive: true });
    writeFileSync(`${lock}.999999999.1`, ""); // of one that was killed
    const names = Array.from({ length: 12 }, (_, at) => `file${at}`);
    for (const name of names) writeFileSync(join(root, name), name);
    // all of them write the one .gitignore: who is not alone loses lines
    const add = (name: string) =>
      new Promise<number | null>((done) => {
        const child = spawn(process.execPath, [cli, "data", "add", name], {
          cwd: root,
          env: { PATH: programs, HOME: root },
          stdio: "ignore",
        });
        child.once("close", done);
      });
    assert.deepEqual(
      await Promise.all(names.map(add)),
      names.map(() => 0),
    );
    const ignored = readFileSync(join(root, ".gitignore"), "utf8").trim().split("\n");
    assert.deepEqual(ignored.sort(), names.map((name) => `/${name}`).sort());
    assert.deepEqual(
      readdirSync(join(root, ".dvc/tmp")).filter((name) => name.startsWith("lock.tidemark")),
      [],
    );
    drop(root);
  }).timeout(120_000);
});
