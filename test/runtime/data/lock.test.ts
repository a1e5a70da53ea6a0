import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { takeLock } from "../../../src/runtime/data/locks/lock";
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
});
