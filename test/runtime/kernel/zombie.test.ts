import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { isRunning } from "../../../src/runtime/kernel/processes";

describe("isRunning", () => {
  it("counts a process that was killed as gone, also before its parent has taken note", async () => {
    // the shell becomes a program that waits for nobody, so that its first child stays unburied
    const parent = spawn("sh", ["-c", "sleep 60 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
    try {
      const [line] = (await once(parent.stdout, "data")) as [Buffer];
      const pid = Number(line.toString());
      assert.ok(isRunning(pid));
      await wait(100); // the exec
      process.kill(pid, "SIGKILL");
      for (let i = 0; i < 100 && isRunning(pid); i++) await wait(10);
      assert.ok(!isRunning(pid));
      assert.ok(isRunning(process.pid));
    } finally {
      parent.kill("SIGKILL");
    }
  });
});
