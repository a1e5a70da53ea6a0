import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fetchObjects } from "../../../../src/runtime/data/remotes/fetch";
import { folderRemote } from "../../../../src/runtime/data/remotes/folder";
import { pushObjects } from "../../../../src/runtime/data/remotes/push";
import type { ObjectCopy, Remote } from "../../../../src/runtime/data/remotes/remote";
import { md5, nameOf, type Scene, setScene } from "./objects";

describe("a folder as a remote", () => {
  let scene: Scene;
  let root: string;
  let remote: Remote;
  const letters = { "a.txt": "a", "b/c.txt": "c", "d.txt": "d" };
  beforeEach(() => {
    scene = setScene();
    root = join(scene.folder, "remote");
    remote = folderRemote(root, { shared: false, fresh: join(scene.folder, "new") });
  });
  afterEach(() => scene.end());

  it("gets what is missing, readable and not writable, a folder's list after its files", async () => {
    const order: string[] = [];
    const watched: Remote = {
      ...remote,
      put: (copies: readonly ObjectCopy[], work) => {
        order.push(...copies.map(({ name }) => name));
        return remote.put(copies, work);
      },
    };
    const data = scene.keepFolder("data", letters);
    const file = scene.keepFile("one", "1");
    const pushed = await pushObjects(watched, [data, file], scene.places);
    assert.deepEqual([pushed.done, pushed.troubles], [5, []]);
    assert.equal(order.at(-1), data.name);
    assert.deepEqual(scene.under(root), scene.under(scene.places.cacheFolder));
    for (const name of scene.under(root)) assert.equal(statSync(join(root, name)).mode & 0o777, 0o444);
    assert.equal((await pushObjects(watched, [data, file], scene.places)).done, 0);
    assert.equal(order.length, 5);
  });

  it("is not given a rotten object, nor the list of its folder; the object is set aside, the rest goes", async () => {
    const data = scene.keepFolder("data", letters);
    const rotten = nameOf(md5("c"));
    scene.spoil(scene.places.cacheFolder, rotten);
    const pushed = await pushObjects(remote, [data], scene.places);
    assert.deepEqual(
      pushed.troubles.map(({ kind, label, name }) => [kind, label, name]),
      [["rotten", "data/b/c.txt", rotten]],
    );
    assert.deepEqual(scene.under(root), [nameOf(md5("a")), nameOf(md5("d"))].sort());
    assert.ok(!existsSync(join(scene.places.cacheFolder, rotten)));
    assert.equal(scene.under(join(scene.places.ownFolder, "rotten")).length, 1);
  });

  it("is given an object again that is not 0444 and not what its name says", async () => {
    const file = scene.keepFile("one", "1");
    mkdirSync(dirname(join(root, file.name)), { recursive: true });
    writeFileSync(join(root, file.name), "half", { mode: 0o644 });
    assert.equal((await pushObjects(remote, [file], scene.places)).done, 1);
    assert.equal(readFileSync(join(root, file.name), "utf8"), "1");
  });

  it("says what is neither here nor there, and what it cannot read", async () => {
    const data = scene.keepFolder("data", letters);
    rmSync(join(scene.places.cacheFolder, nameOf(md5("a"))));
    const gone = scene.keepFile("gone", "gone");
    rmSync(join(scene.places.cacheFolder, gone.name));
    const pushed = await pushObjects(remote, [data, gone], scene.places);
    assert.deepEqual(pushed.troubles.map(({ kind, label }) => [kind, label]).sort(), [
      ["missing", "data/a.txt"],
      ["missing", "gone"],
    ]);
    assert.ok(!existsSync(join(root, data.name)));
  });

  it("gives back what it has: the cache is as it was", async () => {
    const data = scene.keepFolder("data", letters);
    const before = scene.under(scene.places.cacheFolder);
    await pushObjects(remote, [data], scene.places);
    scene.emptyCache();
    const fetched = await fetchObjects(remote, [data], scene.places);
    assert.deepEqual([fetched.done, fetched.troubles], [4, []]);
    assert.deepEqual(scene.under(scene.places.cacheFolder), before);
    for (const name of before) assert.equal(statSync(join(scene.places.cacheFolder, name)).mode & 0o777, 0o444);
  });

  it("lets the group write into a cache that it shares", async () => {
    const file = scene.keepFile("one", "1");
    await pushObjects(remote, [file], scene.places);
    scene.emptyCache();
    const before = process.umask(0o077);
    try {
      await fetchObjects(remote, [file], { ...scene.places, shared: true });
    } finally {
      process.umask(before);
    }
    assert.equal(statSync(dirname(join(scene.places.cacheFolder, file.name))).mode & 0o7777, 0o2775);
  });

  it("keeps nothing that is rotten on the remote, and goes on with the rest", async () => {
    const data = scene.keepFolder("data", { ...letters, big: Buffer.alloc(3_000_000, 7) });
    await pushObjects(remote, [data], scene.places);
    scene.emptyCache();
    for (const content of ["c", Buffer.alloc(3_000_000, 7)]) scene.spoil(root, nameOf(md5(content)));
    const fetched = await fetchObjects(remote, [data], scene.places);
    assert.deepEqual(fetched.troubles.map(({ kind, label }) => [kind, label]).sort(), [
      ["rotten", "data/b/c.txt"],
      ["rotten", "data/big"],
    ]);
    assert.deepEqual(scene.under(scene.places.cacheFolder), [nameOf(md5("a")), nameOf(md5("d")), data.name].sort());
  });

  it("is asked again for an object of the cache that was written to", async () => {
    const file = scene.keepFile("one", "1");
    await pushObjects(remote, [file], scene.places);
    const path = join(scene.places.cacheFolder, file.name);
    chmodSync(path, 0o644);
    writeFileSync(path, "other");
    assert.equal((await fetchObjects(remote, [file], scene.places)).done, 1);
    assert.equal(readFileSync(path, "utf8"), "1");
  });

  it("of dvc 2 takes text whose hash was made of LF", async () => {
    const hash = md5("a\nb\n");
    const object = { name: `${hash.slice(0, 2)}/${hash.slice(2)}`, md5: hash, legacy: true, label: "old.txt" };
    const path = join(scene.places.cacheFolder, object.name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "a\r\nb\r\n", { mode: 0o444 });
    assert.deepEqual((await pushObjects(remote, [object], scene.places)).troubles, []);
    scene.emptyCache();
    assert.deepEqual((await fetchObjects(remote, [object], scene.places)).troubles, []);
    assert.equal(readFileSync(path, "utf8"), "a\r\nb\r\n");
    const now = scene.keepFile("new.txt", "a\r\nb\r\n");
    const spoiled = { ...now, md5: hash, name: nameOf(hash) };
    mkdirSync(dirname(join(root, spoiled.name)), { recursive: true });
    writeFileSync(join(root, spoiled.name), "a\r\nb\r\n", { mode: 0o444 });
    assert.equal((await fetchObjects(remote, [spoiled], scene.places)).troubles[0]?.kind, "rotten");
  });

  it("that is not there is told as such", async () => {
    const file = scene.keepFile("one", "1");
    scene.emptyCache();
    await assert.rejects(fetchObjects(remote, [file], scene.places), new RegExp(`${root}: there is no such folder`));
    writeFileSync(root, "a file");
    await assert.rejects(fetchObjects(remote, [file], scene.places), /is a file, not a folder/);
  });
});
