import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeDirObject } from "../../../src/core/dvc/dirObject";
import type { Out } from "../../../src/core/dvc/entries";
import { md5Text } from "../../../src/core/dvc/md5Text";
import { contentOfFiles, versionOf, withNewContent } from "../../../src/core/dvc/versionedFiles";

const md5 = (text: string) => createHash("md5").update(text).digest("hex");

describe("the md5 of a text", () => {
  it("is node's, at every length around a block and beyond", () => {
    for (const length of [0, 1, 3, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000, 100_003]) {
      const text = "dvc ".repeat(length).slice(0, length);
      assert.equal(md5Text(text), md5(text), String(length));
    }
  });
});

describe("a folder that is written down file by file", () => {
  const cloud = { store: { etag: "e", version_id: "v" } };
  const files = [
    { relpath: "b", md5: md5("b"), size: 1, cloud },
    { relpath: "ü", md5: md5("ü"), size: 2, cloud },
  ];

  it("is called what it would be called by its list", () => {
    const list = writeDirObject([
      { relpath: "b", md5: md5("b") },
      { relpath: "ü", md5: md5("ü") },
    ]);
    assert.deepEqual(contentOfFiles(files, false), { md5: `${md5(list)}.dir`, size: 3, nfiles: 2 });
    assert.equal(contentOfFiles([{ relpath: "b", etag: "e" }], false), undefined, "of one the md5 is not known yet");
  });

  it("keeps what a remote said of the files that stay the same", () => {
    const content = contentOfFiles(files, false);
    assert.ok(content);
    const out: Out = { path: "data", content, cache: true, persist: false, push: true, files };
    const entries = [
      { relpath: "ü", md5: md5("ü"), size: 2 },
      { relpath: "a", md5: md5("a"), size: 1, isexec: true },
      { relpath: "b", md5: md5("other"), size: 5 },
    ];
    const after = withNewContent(out, { md5: `${md5("new")}.dir`, nfiles: 3 }, () => entries);
    assert.deepEqual(after.files, [
      { relpath: "a", md5: md5("a"), size: 1, isexec: true },
      { relpath: "b", md5: md5("other"), size: 5 },
      files[1],
    ]);
    assert.equal(withNewContent(out, { md5: md5("file") }, () => undefined).files, undefined, "a file by itself");
  });

  it("has versions with and without the name of a remote", () => {
    assert.deepEqual(versionOf({ cloud }), { remote: "store", etag: "e", version: "v" });
    assert.deepEqual(versionOf({ etag: "e", version_id: "v" }), { remote: undefined, etag: "e", version: "v" });
    assert.equal(versionOf({}), undefined);
  });
});
