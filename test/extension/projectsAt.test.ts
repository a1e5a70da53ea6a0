import assert from "node:assert/strict";
import { projectsAt } from "../../src/extension/data/projectsAt";
import type { FolderRuntime } from "../../src/extension/runtime/folderRuntime";

describe("projects of DVC that are looked for again", () => {
  it("are the same things while they are there: their states and lines hang on them", () => {
    const runtime = { path: "/w" } as FolderRuntime;
    const before = projectsAt(runtime, ["/w", "/w/a", "/w/b"]);
    const after = projectsAt(runtime, ["/w", "/w/a/c", "/w/a"], before);
    assert.deepEqual([...after.keys()], [".", "a/c", "a"]);
    assert.equal(after.get("."), before.get("."));
    assert.equal(after.get("a"), before.get("a"));
  });
});
