import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findInside, getInside, isWithin } from "../../../src/runtime/kernel/insideRoot";
import { temporaryFolder } from "./temporary";

describe("a path inside of a root", () => {
  const folder = temporaryFolder();
  const root = join(folder, "root");
  before(() => {
    mkdirSync(join(root, "deep"), { recursive: true });
    mkdirSync(join(folder, "root-2"));
    writeFileSync(join(root, "deep", "a.csv"), "a\n1\n");
    writeFileSync(join(folder, "root-2", "b.csv"), "b\n1\n");
    symlinkSync(join(root, "deep"), join(root, "near"));
    symlinkSync(folder, join(root, "up"));
    symlinkSync(join(folder, "root-2", "b.csv"), join(root, "far.csv"));
    symlinkSync(join(folder, "nowhere"), join(root, "dangling"));
    symlinkSync("round", join(root, "round"));
    symlinkSync(root, join(folder, "alias"));
  });

  it("is absolute, whether it is there or not, and through links that stay inside", () => {
    for (const path of ["deep/a.csv", "near/a.csv", "deep/new/b.csv", "deep/a.csv/x", ".", "..odd", "up/root/deep"])
      assert.equal(findInside(root, path), join(root, path), path);
    assert.equal(findInside(root, "deep/../deep/a.csv"), join(root, "deep/a.csv"));
    assert.equal(findInside(root, join(root, "deep")), join(root, "deep"));
    // the root may be a link itself
    assert.equal(findInside(join(folder, "alias"), "deep"), join(folder, "alias", "deep"));
    assert.equal(findInside(join(folder, "alias"), join(root, "deep")), join(root, "deep"));
  });

  it("is none where a link or `..` leads out, also of what is not there", () => {
    const outside = ["..", "../root-2/b.csv", "../new", "/etc/passwd", "up", "up/root-2/b.csv", "up/new/x", "far.csv"];
    for (const path of [...outside, "near/../../x", "dangling", "dangling/x", "round", "round/x", "a\0b"])
      assert.equal(findInside(root, path), undefined, path);
    assert.throws(() => getInside(root, "up/x.csv", "body.data: up/x.csv"), {
      name: "ApiError",
      message: "body.data: up/x.csv: outside of the workspace",
    });
  });

  it("is told part by part", () => {
    assert.ok(!isWithin("/a/b", "/a/bc"));
    assert.ok(isWithin("/a/b", "/a/b/..c"));
  });
});
