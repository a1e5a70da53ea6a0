import assert from "node:assert/strict";
import { linkSync, mkdtempSync, realpathSync, symlinkSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lookAtFiles } from "../../../../src/runtime/data/files/lookFiles";
import { factsOfFile, walkTree } from "../../../../src/runtime/data/files/walkTree";
import { drop, put } from "../project";

describe("a second look at known names", () => {
  let root: string;
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "look-")));
    put(root, { a: "aaaa", "sub/b": "b", "sub/ü": "umlaut", c: "" });
  });
  afterEach(() => drop(root));

  const look = (names: readonly string[]) => {
    const facts = new Float64Array(names.length * factsOfFile);
    return { linked: lookAtFiles({ root, names, isPlain: false }, facts), facts };
  };

  it("finds what the walk found, to the last digit of the times, through links as well", () => {
    linkSync(join(root, "a"), join(root, "second"));
    symlinkSync("sub/b", join(root, "link"));
    const walked = walkTree(root, undefined);
    assert.deepEqual(look(walked.names), { linked: walked.linked, facts: walked.facts });
    assert.equal(walked.linked.length, 3);
  });

  it("says nothing where a file went, or where a folder or a broken link came in its place", () => {
    const { names } = walkTree(root, undefined);
    unlinkSync(join(root, "a"));
    assert.equal(look(names).linked, undefined);
    put(root, { "a/inner": "" });
    assert.equal(look(names).linked, undefined);
    drop(join(root, "a"));
    symlinkSync("nowhere", join(root, "a"));
    assert.equal(look(names).linked, undefined);
  });
});
