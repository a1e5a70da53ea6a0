import assert from "node:assert/strict";
import { appendFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { logTail } from "../../../src/runtime/pipeline/tracked/logTail";
import { temporaryFolder } from "../kernel/temporary";

describe("the end of what a stage said", () => {
  it("is read alone, be the rest larger than memory", () => {
    const path = join(temporaryFolder(), "log");
    writeFileSync(path, "");
    truncateSync(path, 3 * 2 ** 30); // holes take no space
    appendFileSync(path, "the end");
    assert.equal(logTail(path, 7)?.toString(), "the end");
  });

  it("is all of it where that is little, and nothing without a file", () => {
    const path = join(temporaryFolder(), "log");
    assert.equal(logTail(path, 100), undefined);
    writeFileSync(path, "all");
    assert.equal(logTail(path, 100)?.toString(), "all");
  });
});
