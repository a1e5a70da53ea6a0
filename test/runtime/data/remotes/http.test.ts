import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fetchObjects } from "../../../../src/runtime/data/remotes/fetch";
import { openRemote } from "../../../../src/runtime/data/remotes/openRemote";
import { pushObjects } from "../../../../src/runtime/data/remotes/push";
import type { Remote } from "../../../../src/runtime/data/remotes/remote";
import { type Scene, setScene } from "./objects";

describe("a web server as a remote", () => {
  let scene: Scene;
  let server: Server;
  let remote: Remote;
  let url: string;
  const asked: IncomingMessage[] = [];
  let files = new Map<string, Buffer>();
  /** True: it has dealt with the request. */
  let trouble: (asked: IncomingMessage, answer: ServerResponse) => boolean;
  const big = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251));

  function serve(request: IncomingMessage, answer: ServerResponse): void {
    asked.push(request);
    if (trouble(request, answer)) return;
    const bytes = files.get((request.url ?? "").slice(1));
    if (bytes === undefined) return void answer.writeHead(404).end();
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? -1);
    const whole = from < 0 || request.headers["if-range"] !== '"v1"';
    answer.writeHead(whole ? 200 : 206, { etag: '"v1"', "content-length": bytes.length - (whole ? 0 : from) });
    return void answer.end(request.method === "HEAD" ? undefined : bytes.subarray(whole ? 0 : from));
  }

  /** Some bytes, and then nothing more. */
  function cut(request: IncomingMessage, answer: ServerResponse, some: number): true {
    const bytes = files.get((request.url ?? "").slice(1)) as Buffer;
    answer.writeHead(200, { etag: '"v1"', "content-length": bytes.length });
    answer.write(bytes.subarray(0, some), () => setTimeout(() => answer.destroy(), 30));
    return true;
  }

  beforeEach(async () => {
    scene = setScene();
    asked.length = 0;
    trouble = () => false;
    server = createServer(serve);
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    remote = await openRemote({ url }, { notes: join(scene.places.ownFolder, "parts"), name: "web" });
  });
  afterEach(async () => {
    await remote.close();
    server.closeAllConnections();
    server.close();
    scene.end();
  });

  function published(content: string | Buffer) {
    const object = scene.keepFile("data.bin", content);
    files = new Map([[object.name, Buffer.from(content)]]);
    scene.emptyCache();
    return object;
  }

  it("gives what it has, and says what it has not", async () => {
    const there = published("text");
    const gone = { ...there, name: "files/md5/00/none", label: "gone" };
    const fetched = await fetchObjects(remote, [there, gone], scene.places);
    assert.deepEqual(
      [fetched.done, fetched.troubles.map(({ label, why }) => [label, why])],
      [1, [["gone", `is not on ${url}`]]],
    );
    assert.deepEqual(await remote.has([there.name, gone.name]), new Set([there.name]));
  });

  it("that cuts an answer is asked for the rest only", async () => {
    const object = published(big);
    trouble = (request, answer) => asked.length === 1 && cut(request, answer, 100_000);
    assert.deepEqual((await fetchObjects(remote, [object], scene.places)).troubles, []);
    assert.ok(readFileSync(join(scene.places.cacheFolder, object.name)).equals(big));
    assert.deepEqual(
      asked.map(({ headers }) => headers.range),
      [undefined, "bytes=100000-"],
    );
  });

  it("is asked for the rest also by the next process", async () => {
    const object = published(big);
    const parts = join(scene.places.ownFolder, "parts");
    mkdirSync(parts, { recursive: true });
    const waiting = join(parts, object.name.replaceAll("/", "-"));
    writeFileSync(waiting, big.subarray(0, 200_000));
    writeFileSync(`${waiting}.tag`, '"v1"');
    assert.equal((await fetchObjects(remote, [object], scene.places)).done, 1);
    assert.equal(asked[0]?.headers.range, "bytes=200000-");
  });

  it("with another version than the one begun is asked for all of it", async () => {
    const object = published(big);
    const parts = join(scene.places.ownFolder, "parts");
    mkdirSync(parts, { recursive: true });
    const waiting = join(parts, object.name.replaceAll("/", "-"));
    writeFileSync(waiting, "something else");
    writeFileSync(`${waiting}.tag`, '"v0"');
    assert.deepEqual((await fetchObjects(remote, [object], scene.places)).troubles, []);
    assert.ok(readFileSync(join(scene.places.cacheFolder, object.name)).equals(big));
  });

  it("that has a hiccup is asked again; one that stays ill is told once and left alone", async () => {
    const object = published("text");
    trouble = (_, answer) => {
      if (asked.length > 2) return false;
      answer.writeHead(503).end();
      return true;
    };
    assert.equal((await fetchObjects(remote, [object], scene.places)).done, 1);
    scene.emptyCache();
    asked.length = 0;
    trouble = (_, answer) => {
      answer.writeHead(403).end();
      return true;
    };
    const many = Array.from({ length: 200 }, (_, i) => ({ ...object, name: `files/md5/00/${i}`, label: `f${i}` }));
    const fetched = await fetchObjects(remote, many, scene.places);
    assert.equal(fetched.troubles.length, 200);
    assert.equal(new Set(fetched.troubles.map(({ why }) => why)).size, 1);
    assert.match(fetched.troubles[0]?.why ?? "", /access denied \(403\)/);
    assert.ok(asked.length < 50, `${asked.length} requests`);
  });

  it("that gives other bytes twice keeps nothing in the cache", async () => {
    const object = published("text");
    files.set(object.name, Buffer.from("tent"));
    const { troubles } = await fetchObjects(remote, [object], scene.places);
    assert.deepEqual([troubles[0]?.kind, asked.length], ["rotten", 2]);
    assert.deepEqual(scene.under(scene.places.cacheFolder), []);
    assert.deepEqual(scene.under(join(scene.places.ownFolder, "parts")), []);
  });

  it("is told who asks, and nobody else is", async () => {
    const object = published("text");
    const own = await openRemote(
      { url, auth: "basic", user: "me", password: "secret" },
      { notes: join(scene.places.ownFolder, "parts") },
    );
    await fetchObjects(own, [object], scene.places);
    assert.equal(asked[0]?.headers.authorization, `Basic ${Buffer.from("me:secret").toString("base64")}`);
    trouble = (request, answer) => {
      if (request.headers.host?.startsWith("localhost")) return false;
      answer.writeHead(302, { location: url.replace("127.0.0.1", "localhost") + request.url }).end();
      return true;
    };
    scene.emptyCache();
    await fetchObjects(own, [object], scene.places);
    assert.equal(asked.at(-1)?.headers.host?.split(":")[0], "localhost");
    assert.equal(asked.at(-1)?.headers.authorization, undefined);
    await own.close();
  });

  it("takes nothing, and says so", async () => {
    const object = scene.keepFile("one", "1");
    await assert.rejects(pushObjects(remote, [object], scene.places), /remote 'web' .* can only be read over HTTP/);
  });

  it("that is away is told in one line", async () => {
    const object = published("text");
    server.close();
    server.closeAllConnections();
    await assert.rejects(remote.has([object.name]), /remote 'web' \(http.*\): nobody answers there \(ECONNREFUSED\)/);
  });
});
