import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { fetchObjects } from "../../../../src/runtime/data/remotes/fetch";
import { openRemote } from "../../../../src/runtime/data/remotes/openRemote";
import { pushObjects } from "../../../../src/runtime/data/remotes/push";
import type { Remote } from "../../../../src/runtime/data/remotes/remote";
import { type FakeS3, startFakeS3 } from "./fakeS3";
import { md5, nameOf, type Scene, setScene } from "./objects";

const mebi = 1024 * 1024;

describe("S3 as a remote", () => {
  let scene: Scene;
  let store: FakeS3;
  let remote: Remote;
  const big = Buffer.alloc(20 * mebi, "abcdefg");
  const letters = { "a.txt": "a", "b.txt": "b", "empty.txt": "" };
  const keys = { access_key_id: "me", secret_access_key: "secret" };
  const isPart = ({ method, url = "" }: IncomingMessage) => method === "PUT" && url.includes("partNumber=");

  const open = (url = "s3://lake/team", options: Readonly<Record<string, string>> = {}) =>
    openRemote(
      { url, endpointurl: store.url, ...keys, ...options },
      { name: "lake", notes: join(scene.places.ownFolder, "parts"), jobs: 4 },
    );

  beforeEach(async () => {
    scene = setScene();
    store = await startFakeS3();
    remote = await open();
  });
  afterEach(async () => {
    await remote.close();
    store.stop();
    scene.end();
  });

  it("takes a folder and gives it back, with one request an object beside the looks", async () => {
    const data = scene.keepFolder("data", letters);
    const before = scene.under(scene.places.cacheFolder);
    assert.deepEqual((await pushObjects(remote, [data], scene.places)).troubles, []);
    assert.deepEqual([...store.objects.keys()].sort(), before.map((name) => `lake/team/${name}`).sort());
    assert.equal(store.asked.filter(({ method }) => method === "PUT").length, 4);
    assert.ok(store.asked.at(-1)?.url?.endsWith(".dir"), "the list came last");
    scene.emptyCache();
    store.asked.length = 0;
    assert.deepEqual((await fetchObjects(remote, [data], scene.places)).troubles, []);
    assert.deepEqual(scene.under(scene.places.cacheFolder), before);
    assert.equal(store.asked.length, 4);
  });

  it("that has too much to do, or cuts an answer, is asked again", async () => {
    const data = scene.keepFolder("data", letters);
    let times = 0;
    store.trouble = (_, answer) => {
      times++;
      if (times > 9) return false;
      if (times % 3 === 1) return store.refuse(answer, 503, "SlowDown");
      if (times % 3 === 2) {
        answer.destroy();
        return true;
      }
      return false;
    };
    assert.deepEqual((await pushObjects(remote, [data], scene.places)).troubles, []);
    scene.emptyCache();
    assert.deepEqual((await fetchObjects(remote, [data], scene.places)).troubles, []);
  });

  it("that says no is told once, with the reason, and not asked for each", async () => {
    const files = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`f${i}`, `${i}`]));
    const data = scene.keepFolder("data", files);
    store.trouble = ({ method }, answer) => method === "PUT" && store.refuse(answer, 403, "AccessDenied");
    const { troubles } = await pushObjects(remote, [data], scene.places);
    assert.equal(troubles.length, 100);
    assert.equal(troubles[0]?.why, "s3://lake/team: access denied: these credentials may not write it");
    assert.ok(store.asked.filter(({ method }) => method === "PUT").length < 20);
    assert.equal(store.objects.size, 0);
  });

  it("names what is wrong with the place", async () => {
    const file = scene.keepFile("one", "1");
    const wrong = await open("s3://pond/team");
    await assert.rejects(
      pushObjects(wrong, [file, ...Array.from({ length: 9 }, (_, i) => scene.keepFile(`f${i}`, `${i}`))], scene.places),
      /^ApiError: remote 'lake' \(s3:\/\/pond\/team\): there is no bucket 'pond'$/,
    );
    await wrong.close();
    await assert.rejects(open("s3://"), /expected s3:\/\/BUCKET/);
    await assert.rejects(open(undefined, { endpointurl: "nowhere" }), /the endpoint 'nowhere': expected http/);
    await assert.rejects(open(undefined, { secret_access_key: undefined as never }), /access_key_id without/);
    await assert.rejects(open(undefined, { acl: "private", grant_read: "x" }), /exclude each other/);
  });

  it("gets what its options say with each object: encryption and who may read", async () => {
    const own = await open(undefined, {
      sse: "aws:kms",
      sse_kms_key_id: "k1",
      acl: "bucket-owner-full-control",
      session_token: "tok",
    });
    await pushObjects(own, [scene.keepFile("one", "1")], scene.places);
    const { headers } = store.asked.find(({ method }) => method === "PUT") as IncomingMessage;
    assert.equal(headers["x-amz-server-side-encryption"], "aws:kms");
    assert.equal(headers["x-amz-server-side-encryption-aws-kms-key-id"], "k1");
    assert.equal(headers["x-amz-acl"], "bucket-owner-full-control");
    assert.equal(headers["x-amz-security-token"], "tok");
    await own.close();
  });

  it("takes a large object in parts, and after a cut only those that are missing", async () => {
    const object = scene.keepFile("big", big);
    let parts = 0;
    store.trouble = (asked, answer) => isPart(asked) && ++parts > 1 && store.refuse(answer, 403, "AccessDenied");
    assert.equal((await pushObjects(remote, [object], scene.places)).troubles.length, 1);
    assert.equal(store.objects.size, 0, "nobody sees half of it");
    store.trouble = () => false;
    store.asked.length = 0;
    assert.deepEqual((await pushObjects(remote, [object], scene.places)).troubles, []);
    assert.equal(store.asked.filter(isPart).length, 2);
    assert.ok(store.objects.get(`lake/team/${object.name}`)?.equals(big));
    assert.deepEqual(scene.under(join(scene.places.ownFolder, "parts")), []);
  });

  it("is not given a large object that is rotten", async () => {
    const object = scene.keepFile("big", big);
    scene.spoil(scene.places.cacheFolder, object.name);
    const { troubles } = await pushObjects(remote, [object], scene.places);
    assert.equal(troubles[0]?.kind, "rotten");
    assert.equal(store.objects.size, 0);
  });

  it("gives a large object in pieces, and after a cut only those that are missing", async () => {
    const object = scene.keepFile("big", big);
    await pushObjects(remote, [object], scene.places);
    scene.emptyCache();
    store.trouble = ({ headers }, answer) =>
      headers.range === `bytes=${8 * mebi}-${16 * mebi - 1}` && store.refuse(answer, 403, "AccessDenied");
    assert.equal((await fetchObjects(remote, [object], scene.places)).troubles.length, 1);
    assert.deepEqual(scene.under(scene.places.cacheFolder), []);
    store.trouble = () => false;
    store.asked.length = 0;
    assert.deepEqual((await fetchObjects(remote, [object], scene.places)).troubles, []);
    assert.ok(readFileSync(join(scene.places.cacheFolder, object.name)).equals(big));
    const pieces = store.asked.map(({ headers }) => headers.range).slice(1);
    assert.ok(!pieces.includes(`bytes=0-${8 * mebi - 1}`), "the first piece was there");
  });

  it("with a rotten object gives nothing into the cache, large or small", async () => {
    const objects = [scene.keepFile("big", big), scene.keepFile("small", "small")];
    await pushObjects(remote, objects, scene.places);
    scene.emptyCache();
    for (const [name, bytes] of store.objects)
      store.objects.set(name, Buffer.from(bytes.map((byte, i) => (i === 0 ? byte ^ 1 : byte))));
    const { troubles } = await fetchObjects(remote, objects, scene.places);
    assert.deepEqual(troubles.map(({ kind, label }) => [kind, label]).sort(), [
      ["rotten", "big"],
      ["rotten", "small"],
    ]);
    assert.deepEqual(scene.under(scene.places.cacheFolder), []);
  });

  it("is looked through by lists where much is asked for, by single requests where little is", async () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`f${i}`, `${i}`]));
    await pushObjects(remote, [scene.keepFolder("data", files)], scene.places);
    const names = Object.values(files).map((content) => nameOf(md5(content)));
    store.asked.length = 0;
    assert.equal((await remote.has([...names, nameOf(md5("other"))])).size, 300);
    assert.ok(store.asked.every(({ url = "" }) => url.includes("list-type=2")));
    assert.ok(store.asked.length <= 17);
    store.asked.length = 0;
    assert.deepEqual(await remote.has([names[0] as string, nameOf(md5("other"))]), new Set([names[0]]));
    assert.ok(store.asked.every(({ url = "" }) => !url.includes("list-type=2")));
  });
});
