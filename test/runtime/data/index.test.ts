import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addData } from "../../../src/runtime/data/add";
import { dataStatus } from "../../../src/runtime/data/compare/status";
import { createRoom, type DataRoom } from "../../../src/runtime/data/dataRoom";
import { drop, newProject, put } from "./project";

describe("what is known of unchanged files", () => {
  let root: string;
  let room: DataRoom;

  beforeEach(async () => {
    root = await newProject({ "data/a": "aaaa", "data/b": "bbbb", "data/sub/c": "cccc" });
    room = createRoom(root);
    await addData(room, [join(root, "data")]);
  });
  afterEach(async () => {
    await room.close();
    drop(root);
  });

  const inside = async (opened = room) => (await dataStatus(opened, { words: [], folder: root })).outs[0]?.inside;
  const reopened = async <T>(work: (opened: DataRoom) => Promise<T>): Promise<T> => {
    const again = createRoom(root);
    try {
      return await work(again);
    } finally {
      await again.close();
    }
  };

  it("is not hashed again: what changed without a trace in its stat is not seen", async () => {
    await settle(room);
    // through the block device nobody could tell; here the index is given another hash
    const folder = join(root, ".dvc/tmp/tidemark/index");
    const [name = ""] = readdirSync(folder);
    const bytes = readFileSync(join(folder, name));
    const at = bytes.indexOf(Buffer.from("74b87337454200d4d33f80c4663dc5e5", "hex")); // of aaaa
    assert.ok(at > 0);
    bytes[at] = 0;
    bytes.write("0".repeat(32), 24, "latin1");
    writeFileSync(join(folder, name), bytes);
    const { outs } = await reopened((again) => dataStatus(again, { words: [], folder: root }));
    assert.equal(outs[0]?.state, "modified", "the hash of the index was taken");
  });

  it("an edit of the same size in the same moment is seen", async () => {
    for (let round = 0; round < 20; round++) {
      writeFileSync(join(root, "data/a"), `${round % 10}aaa`);
      await inside();
      writeFileSync(join(root, "data/a"), `${(round + 1) % 10}xxx`);
      assert.deepEqual((await inside())?.modified, ["a"]);
      writeFileSync(join(root, "data/a"), "aaaa");
      assert.equal(await inside(), undefined);
    }
  });

  it("an edit of the same size with its old mtime is seen", async () => {
    await settle(room);
    const { atime, mtime } = statSync(join(root, "data/b"));
    writeFileSync(join(root, "data/b"), "BBBB");
    utimesSync(join(root, "data/b"), atime, mtime);
    assert.deepEqual((await inside())?.modified, ["b"]);
    assert.deepEqual((await reopened(inside))?.modified, ["b"]);
  });

  it("another file under an old name is seen, with size and mtime alike", async () => {
    await settle(room);
    const { atime, mtime } = statSync(join(root, "data/b"));
    put(root, { other: "BBBB" });
    utimesSync(join(root, "other"), atime, mtime);
    renameSync(join(root, "other"), join(root, "data/b"));
    assert.deepEqual((await inside())?.modified, ["b"]);
  });

  it("files that come and go, and folders in the place of files, are seen", async () => {
    await settle(room);
    put(root, { "data/new": "n", "data/sub/d": "d" });
    rmSync(join(root, "data/a"));
    mkdirSync(join(root, "data/a"));
    put(root, { "data/a/x": "x" });
    const found = await reopened(inside);
    assert.deepEqual([found?.added.toSorted(), found?.deleted], [["a/x", "new", "sub/d"], ["a"]]);
  });

  it("a damaged index is made anew", async () => {
    const folder = join(root, ".dvc/tmp/tidemark/index");
    for (const name of readdirSync(folder))
      for (const text of ["", "x", "x".repeat(5000)]) {
        writeFileSync(join(folder, name), text);
        assert.equal(await reopened(inside), undefined);
      }
  });

  it("a changed mode alone is no change of content", async () => {
    execFileSync("chmod", ["-R", "go-r", join(root, "data")]);
    assert.equal(await inside(), undefined);
  });

  it("an object that leaves the cache is missed", async () => {
    await settle(room);
    await reopened(inside);
    const object = join(root, ".dvc/cache/files/md5/74/b87337454200d4d33f80c4663dc5e5");
    rmSync(object);
    const { outs } = await reopened((again) => dataStatus(again, { words: [], folder: root }));
    assert.deepEqual([outs[0]?.state, outs[0]?.notInCache], ["unchanged", 1]);
    writeFileSync(object, "aaaa", { mode: 0o444 });
    const { outs: back } = await reopened((again) => dataStatus(again, { words: [], folder: root }));
    assert.equal(back[0]?.notInCache, undefined);
  });

  /** Files are old enough to be trusted afterwards. */
  async function settle(opened: DataRoom): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 60));
    await dataStatus(opened, { words: [], folder: root });
  }
});
