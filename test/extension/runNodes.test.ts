import assert from "node:assert/strict";
import { groupId } from "../../src/extension/runs/runNodes";
import type { FolderRuntime } from "../../src/extension/runtime/folderRuntime";

describe("the lines of the tree", () => {
  it("each group has an id of its own, also that of an empty value beside that of none", () => {
    const runtime = { folder: { uri: "file:///churn" } } as unknown as FolderRuntime;
    const ids = [undefined, "", "6", "undefined"].map((value) => groupId({ runtime, by: "params.depth", value }));
    assert.equal(new Set(ids).size, 4, ids.join(" "));
  });
});
