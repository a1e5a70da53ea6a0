import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, parse, relative } from "node:path";
import { addData } from "../../../src/runtime/data/add";
import { checkoutData } from "../../../src/runtime/data/checkoutData";
import { createRoom, type DataRoom } from "../../../src/runtime/data/dataRoom";
import { importUrl, updateImport } from "../../../src/runtime/data/remotes/importUrl";
import { drop, newProject, put } from "./project";

describe("what is in no cache", () => {
  let root: string;
  let room: DataRoom;

  beforeEach(async () => {
    root = await newProject();
    room = createRoom(root);
  });
  afterEach(async () => {
    await room.close();
    drop(root);
  });

  const text = (name: string) => readFileSync(join(root, name), "utf8");
  const object = (content: string | Buffer) => {
    const md5 = createHash("md5").update(content).digest("hex");
    return join(root, ".dvc/cache/files/md5", md5.slice(0, 2), md5.slice(2));
  };
  const rot = (content: string | Buffer, rotten: string | Buffer) => {
    chmodSync(object(content), 0o644);
    writeFileSync(object(content), rotten);
    chmodSync(object(content), 0o444);
  };
  /** Tracks one content after the other; the first one is wanted again. */
  const twoVersions = async (name: string, first: Record<string, string>, second: Record<string, string>) => {
    put(root, first);
    await addData(room, [join(root, name)]);
    const dvcFile = text(`${name}.dvc`);
    put(root, second);
    await addData(room, [join(root, name)]);
    put(root, { [`${name}.dvc`]: dvcFile });
  };
  const checkout = () => checkoutData(room, { words: [], folder: root });

  it("is not overwritten: a file whose object is rotten may be all that is left", async () => {
    await twoVersions("file", { file: "one" }, { file: "two" });
    rot("two", "tXo");
    assert.deepEqual(
      (await checkout()).failed.map(({ path }) => path),
      [join(root, "file")],
    );
    assert.equal(text("file"), "two");
  });

  it("is not deleted either", async () => {
    await twoVersions("data", { "data/a": "a" }, { "data/b": "b" });
    rot("b", "B");
    assert.deepEqual(
      (await checkout()).failed.map(({ path }) => path),
      [join(root, "data/b")],
    );
    assert.equal(text("data/b"), "b");
  });

  it("stays when it was written after its file was hashed", async () => {
    await twoVersions("file", { file: "one" }, { file: "two" });
    const { look } = room;
    room.look = async (...asked) => {
      const seen = await look(...asked);
      room.look = look;
      put(root, { file: "new" });
      return seen;
    };
    assert.equal((await checkout()).failed.length, 1);
    assert.equal(text("file"), "new");
  });

  it("stays when it was written while other files were brought", async () => {
    await twoVersions("data", { "data/a": "a" }, { "data/a": "A", "data/b": "b" });
    const { run } = room.threads;
    room.threads.run = async (work, options) => {
      if (work.kind === "place") put(root, { "data/b": "new" });
      return run(work, options);
    };
    assert.match((await checkout()).failed[0]?.why ?? "", /data\/b changed while/);
    assert.equal(text("data/b"), "new");
    assert.equal(text("data/a"), "a");
  });

  it("stays when an import is updated, unless forced", async () => {
    const elsewhere = realpathSync(mkdtempSync(join(tmpdir(), "elsewhere-")));
    put(elsewhere, { source: "theirs" });
    await importUrl(room, join(elsewhere, "source"), { out: "file", folder: root });
    put(elsewhere, { source: "theirs, later" });
    put(root, { file: "mine" });
    await assert.rejects(updateImport(room, join(root, "file.dvc")), /has changes that are in no cache/);
    assert.equal(text("file"), "mine");
    await updateImport(room, join(root, "file.dvc"), { force: true });
    assert.equal(text("file"), "theirs, later");
    drop(elsewhere);
  });

  it("is kept by adding it, in place of a large object that rotted", async () => {
    const large = Buffer.alloc(5 * 2 ** 20, 1);
    put(root, { large });
    await addData(room, [join(root, "large")]);
    rot(large, Buffer.alloc(large.length, 2));
    put(root, { again: large });
    await addData(room, [join(root, "again")]);
    assert.ok(readFileSync(object(large)).equals(large));
  });

  it("stays where it cannot be kept before an import takes its place", async () => {
    put(root, { file: "old", "there/file": "new" });
    const { dir, base } = parse(object("new"));
    put(root, { [relative(root, dir)]: "no folder" });
    const asked = importUrl(room, join(root, "there/file"), { out: "file", folder: root }, { force: true });
    await assert.rejects(asked, /nothing was replaced/, base);
    assert.equal(text("file"), "old");
  });
});
