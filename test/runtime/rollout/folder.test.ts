import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deploymentFolder } from "../../../src/runtime/rollout/gateway/folder";

const full = process.env.TIDEMARK_FULL_DISK;
if (full === undefined) tests();
else writeTooMuch(full);

/** In a process of its own, for which the disk is full after a few kilobytes. */
function writeTooMuch(home: string): void {
  try {
    deploymentFolder(home, "churn").write("plan.json", { text: "x".repeat(100_000) });
  } catch (error) {
    process.stdout.write((error as NodeJS.ErrnoException).code ?? "");
  }
}

function tests(): void {
  describe("the folder of a deployment", () => {
    it("has the file that it had when a new one did not fit on the disk", function () {
      if (process.platform === "win32") this.skip(); // no limit can be set for a process there
      const home = mkdtempSync(join(tmpdir(), "tidemark-"));
      try {
        const folder = deploymentFolder(home, "churn");
        folder.write("plan.json", { by: "me" });
        const { stdout } = spawnSync("sh", ["-c", 'ulimit -f 8; exec "$0" "$1"', process.execPath, __filename], {
          env: { ...process.env, TIDEMARK_FULL_DISK: home },
          encoding: "utf8",
        });
        assert.equal(stdout, "EFBIG");
        assert.deepEqual(folder.read("plan.json"), { by: "me" });
        assert.deepEqual(readdirSync(folder.path), ["plan.json"]);
      } finally {
        rmSync(home, { recursive: true, force: true });
      }
    });
  });
}
