import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fetchObjects } from "../../../src/runtime/data/remotes/fetch";
import { openRemote } from "../../../src/runtime/data/remotes/openRemote";
import { pushObjects } from "../../../src/runtime/data/remotes/push";
import type { Remote } from "../../../src/runtime/data/remotes/remote";
import { md5, nameOf, type Scene, setScene } from "../../runtime/data/remotes/objects";
import { findSshd, type SshServer, startSshd } from "./sshServer";

describe("a remote over SSH, with a real OpenSSH server", function () {
  this.timeout(120_000);
  let scene: Scene;
  let server: SshServer;
  let remote: Remote;
  let root: string;
  const path = process.env.PATH ?? "";
  const letters = { "a.txt": "a", "b/ö [1] 'x'.txt": "b", "c.txt": "c", empty: "" };

  before(async function () {
    const sshd = findSshd();
    if (sshd === undefined) {
      process.stdout.write("    skipped: no sshd\n");
      return this.skip();
    }
    scene = setScene();
    server = await startSshd(sshd, join(scene.folder, "ssh"));
    process.env.PATH = `${server.path}:${path}`;
    return undefined;
  });
  after(async () => {
    process.env.PATH = path;
    await server?.stop();
    scene?.end();
  });
  beforeEach(async () => {
    scene.emptyCache();
    root = join(scene.folder, "remote [x]/deep");
    rmSync(join(scene.folder, "remote [x]"), { recursive: true, force: true });
    remote = await open(root);
  });

  const open = (folder: string, options: Readonly<Record<string, string>> = {}) =>
    openRemote(
      { url: `ssh://127.0.0.1:${server.port}${folder}`, user: server.user, keyfile: server.keyFile, ...options },
      { name: "far", notes: join(scene.places.ownFolder, "parts") },
    );

  it("takes a folder and gives it back", async () => {
    const data = scene.keepFolder("data", letters);
    const before = scene.under(scene.places.cacheFolder);
    const pushed = await pushObjects(remote, [data], scene.places);
    assert.deepEqual([pushed.done, pushed.troubles], [5, []]);
    assert.deepEqual(scene.under(root), before);
    for (const name of before) assert.equal(statSync(join(root, name)).mode & 0o777, 0o444);
    assert.equal((await pushObjects(remote, [data], scene.places)).done, 0);
    scene.emptyCache();
    const fetched = await fetchObjects(remote, [data], scene.places);
    assert.deepEqual([fetched.done, fetched.troubles], [5, []]);
    assert.deepEqual(scene.under(scene.places.cacheFolder), before);
  });

  it("gets and gives no rotten object, and says what it has not", async () => {
    const data = scene.keepFolder("data", letters);
    scene.spoil(scene.places.cacheFolder, nameOf(md5("a")));
    const pushed = await pushObjects(remote, [data], scene.places);
    assert.deepEqual(
      pushed.troubles.map(({ kind, label }) => [kind, label]),
      [["rotten", "data/a.txt"]],
    );
    assert.ok(!scene.under(root).includes(data.name));
    scene.emptyCache();
    const again = scene.keepFolder("data", letters);
    await pushObjects(remote, [again], scene.places);
    scene.emptyCache();
    scene.spoil(root, nameOf(md5("c")));
    rmSync(join(root, nameOf(md5("a"))));
    const fetched = await fetchObjects(remote, [again], scene.places);
    assert.deepEqual(fetched.troubles.map(({ kind, label }) => [kind, label]).sort(), [
      ["missing", "data/a.txt"],
      ["rotten", "data/c.txt"],
    ]);
    assert.ok(!scene.under(scene.places.cacheFolder).includes(nameOf(md5("c"))));
  });

  it("goes on with what an earlier process had fetched of a file", async () => {
    const big = Buffer.alloc(3_000_000, "0123456789abc");
    const object = scene.keepFile("big", big);
    await pushObjects(remote, [object], scene.places);
    scene.emptyCache();
    const waiting = join(scene.places.ownFolder, "parts", object.name.replaceAll("/", "-"));
    mkdirSync(dirname(waiting), { recursive: true });
    writeFileSync(waiting, big.subarray(0, 1_000_000));
    assert.deepEqual((await fetchObjects(remote, [object], scene.places)).troubles, []);
    assert.ok(readFileSync(join(scene.places.cacheFolder, object.name)).equals(big));
    scene.emptyCache();
    writeFileSync(waiting, Buffer.alloc(1_000_000, "x"));
    assert.deepEqual((await fetchObjects(remote, [object], scene.places)).troubles, [], "a part that was rotten");
  });

  it("lists and removes", async () => {
    await pushObjects(remote, [scene.keepFolder("data", letters)], scene.places);
    const listed: string[] = [];
    for await (const name of remote.list("files/md5")) listed.push(name);
    assert.deepEqual(listed.sort(), scene.under(root));
    await remote.remove(listed.slice(1));
    assert.deepEqual(scene.under(root), listed.slice(0, 1));
  });

  it("says in one line why it cannot be reached or written", async () => {
    const object = scene.keepFile("one", "1");
    const stranger = await open(root, { user: "nobody-there" });
    await assert.rejects(stranger.has([object.name]), /^ApiError: remote 'far' \(ssh:.*\): .*Permission denied/);
    const nowhere = await open(root, { port: "1" });
    await assert.rejects(nowhere.has([object.name]), /^ApiError: remote 'far' \(ssh:.*\): .*Connection refused/);
    writeFileSync(join(scene.folder, "a-file"), "");
    const { troubles } = await pushObjects(await open(join(scene.folder, "a-file")), [object], scene.places);
    assert.equal(troubles[0]?.kind, "failed");
    chmodSync(join(scene.folder, "a-file"), 0o600);
  });
});
