import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createFileLog } from "../../../src/runtime/kernel/fileLog";
import { temporaryFolder } from "./temporary";

describe("the log file", () => {
  it("goes on where it was, and has each line once it is flushed", () => {
    const path = join(temporaryFolder(), "runtime.log");
    for (const line of ["one\n", "two\n"]) {
      const log = createFileLog(path);
      log.write(line);
      log.close();
    }
    assert.equal(readFileSync(path, "utf8"), "one\ntwo\n");
  });

  it("is bounded: the older parts move on, the oldest goes", () => {
    const folder = temporaryFolder();
    const path = join(folder, "runtime.log");
    const log = createFileLog(path, 1000, 2);
    for (let i = 0; i < 200; i++) {
      log.write(`${i} ${"x".repeat(95)}\n`);
      log.flush();
    }
    log.close();
    assert.deepEqual(readdirSync(folder).sort(), ["runtime.log", "runtime.log.1", "runtime.log.2"]);
    for (const name of readdirSync(folder)) assert.ok(statSync(join(folder, name)).size < 1300, name);
    assert.match(readFileSync(path, "utf8"), /^199 x+\n$/m);
    assert.ok(!existsSync(`${path}.3`));
  });
});
