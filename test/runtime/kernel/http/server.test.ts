import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { gzipSync } from "node:zlib";
import { ok, type Route } from "../../../../src/runtime/kernel/http/route";
import { type Listening, serveRoutes } from "./listening";

let aborted: Promise<void> = Promise.resolve();

const routes: Route[] = [
  { method: "POST", path: "/echo", handle: ({ body }) => ok({ body }) },
  { method: "GET", path: "/echo", handle: ({ body }) => ok({ body }) },
  { method: "POST", path: "/small", limit: 1000, handle: ({ body }) => ok({ body }) },
  { method: "POST", path: "/bytes", body: "bytes", handle: ({ body }) => ok({ length: (body as Buffer).length }) },
  {
    method: "PUT",
    path: "/hash/{name*}",
    body: "stream",
    async handle({ stream }) {
      const hash = createHash("sha256");
      await pipeline(stream, hash);
      return ok({ sha256: hash.digest("hex") });
    },
  },
  {
    method: "PUT",
    path: "/picky",
    body: "stream",
    async handle({ stream }) {
      for await (const _part of stream) throw new Error("the disk is on fire");
      return ok({});
    },
  },
  { method: "GET", path: "/long", handle: () => ok({ text: "aé😀".repeat(700_000) }) },
  { method: "GET", path: "/stream", handle: () => ({ status: 200, body: Readable.from(["one ", "two"]) }) },
  { method: "GET", path: "/broken-stream", handle: () => ({ status: 200, body: Readable.from(breaking()) }) },
  {
    method: "GET",
    path: "/slow",
    async handle({ signal }) {
      aborted = once(signal, "abort").then(() => undefined);
      await aborted;
      return ok({});
    },
  },
  {
    method: "GET",
    path: "/bug",
    handle() {
      throw new TypeError("nothing is not a function");
    },
  },
];

async function* breaking(): AsyncIterable<string> {
  yield "half of it";
  throw new Error("gone");
}

describe("the HTTP server", () => {
  let server: Listening;
  before(async () => {
    server = await serveRoutes(routes);
  });
  after(() => server.close());

  const post = (path: string, body: string | Uint8Array, headers: Record<string, string> = {}) =>
    fetch(server.url + path, { method: "POST", body, headers });

  it("reads a JSON body, and a query as the body it stands for", async () => {
    assert.deepEqual(await (await post("/echo", '{"a":[1,"é"]}')).json(), { body: { a: [1, "é"] } });
    const reply = await fetch(`${server.url}/echo?id=1&id=2&name=a%20b`);
    assert.deepEqual(await reply.json(), { body: { id: ["1", "2"], name: "a b" } });
  });

  it("sends nosniff and SAMEORIGIN with every answer, and no CORS header with any", async () => {
    for (const path of ["/echo", "/nowhere", "/bug", "/stream", "/long"]) {
      const { headers } = await fetch(server.url + path);
      assert.equal(headers.get("x-content-type-options"), "nosniff", path);
      assert.equal(headers.get("x-frame-options"), "SAMEORIGIN", path);
      assert.deepEqual(
        [...headers.keys()].filter((name) => name.startsWith("access-control-")),
        [],
        path,
      );
    }
  });

  it("says what is offered where a method is not", async () => {
    const reply = await fetch(`${server.url}/echo`, { method: "DELETE" });
    assert.equal(reply.status, 405);
    assert.equal(reply.headers.get("allow"), "GET, HEAD, POST");
    assert.equal((await fetch(`${server.url}/echo`, { method: "OPTIONS" })).status, 405);
    assert.equal((await fetch(`${server.url}/hash/x`)).headers.get("allow"), "PUT");
  });

  it("answers HEAD as GET without a body", async () => {
    const reply = await fetch(`${server.url}/long`, { method: "HEAD" });
    assert.equal(reply.status, 200);
    assert.ok(Number(reply.headers.get("content-length")) > 4_000_000);
    assert.equal(await reply.text(), "");
    assert.equal((await fetch(`${server.url}/stream`, { method: "HEAD" })).status, 200);
  });

  it("sends a long text in pieces and whole, characters of four bytes included", async () => {
    const body = (await (await fetch(`${server.url}/long`)).json()) as { text: string };
    assert.equal(body.text, "aé😀".repeat(700_000));
  });

  it("cuts the connection when a stream breaks in the middle, so that half is not taken for whole", async () => {
    await assert.rejects(async () => (await fetch(`${server.url}/broken-stream`)).text());
    assert.equal((await fetch(`${server.url}/echo`)).status, 200);
  });

  it("inflates gzip and deflate bodies and refuses other encodings", async () => {
    const packed = await post("/echo", gzipSync('{"a":1}'), { "content-encoding": "gzip" });
    assert.deepEqual(await packed.json(), { body: { a: 1 } });
    const unknown = await post("/echo", "x", { "content-encoding": "br" });
    assert.equal(unknown.status, 415);
    const broken = await post("/echo", "no gzip", { "content-encoding": "gzip" });
    assert.equal(broken.status, 400);
  });

  it("refuses a body that inflates beyond the limit", async () => {
    const bomb = gzipSync(Buffer.alloc(100_000, 0x20));
    assert.ok(bomb.length < 1000);
    assert.equal((await post("/small", bomb, { "content-encoding": "gzip" })).status, 413);
  });

  it("refuses a body over the route's limit, declared or not, and the client sees why", async () => {
    const declared = await post("/small", "x".repeat(20_000_000));
    assert.equal(declared.status, 413);
    assert.match(((await declared.json()) as { message: string }).message, /1000 bytes/);
    const chunked = await fetch(`${server.url}/small`, {
      method: "POST",
      body: new Blob([new Uint8Array(5000)]).stream(),
      duplex: "half",
    } as RequestInit);
    assert.equal(chunked.status, 413);
  });

  it("answers early while the body still flows, and the connection can be used again", async () => {
    const body = "x".repeat(30_000_000);
    const head = (path: string, length: number) =>
      `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${length}\r\n\r\n`;
    const second = "GET /echo?second=1 HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    const heard = await server.raw(head("/nowhere", body.length) + body + second);
    assert.match(heard, /^HTTP\/1\.1 404/);
    assert.match(heard, /"second":"1"/);
  });

  it("lets a stream route fail in the middle of an upload without cutting off its answer", async () => {
    const reply = await fetch(`${server.url}/picky`, { method: "PUT", body: new Uint8Array(20_000_000) });
    assert.equal(reply.status, 500);
    assert.match(((await reply.json()) as { message: string }).message, /PUT \/picky/);
  });

  it("streams an upload through", async () => {
    const bytes = new Uint8Array(5_000_000).fill(7);
    const reply = await fetch(`${server.url}/hash/a/b`, { method: "PUT", body: bytes });
    assert.deepEqual(await reply.json(), { sha256: createHash("sha256").update(bytes).digest("hex") });
  });

  it("asks for the body of `Expect: 100-continue` only when it will be taken", async () => {
    const head = (path: string) =>
      `POST ${path} HTTP/1.1\r\nhost: localhost\r\nexpect: 100-continue\r\ncontent-length: 7\r\n\r\n`;
    const socket = connect(server.port, "127.0.0.1");
    socket.write(head("/echo"));
    const [first] = (await once(socket, "data")) as [Buffer];
    assert.match(first.toString(), /^HTTP\/1\.1 100 Continue/);
    socket.write('{"a":1}');
    const [second] = (await once(socket, "data")) as [Buffer];
    assert.match(second.toString(), /^HTTP\/1\.1 200/);
    socket.destroy();
    const refused = await server.raw(head("/nowhere"));
    assert.match(refused, /^HTTP\/1\.1 404/);
    assert.match(refused, /connection: close/i);
  });

  it("tells a route when its client went away", async () => {
    const asked = request(`${server.url}/slow`).on("error", () => undefined);
    asked.end();
    await new Promise((resolve) => setTimeout(resolve, 50));
    asked.destroy();
    await aborted;
  });

  it("answers a bug with 500 and logs its stack, without telling the client", async () => {
    const reply = await fetch(`${server.url}/bug`);
    assert.equal(reply.status, 500);
    assert.doesNotMatch(await reply.text(), /not a function/);
    assert.ok(server.lines.some((line) => line.includes("nothing is not a function") && line.includes("stack")));
  });

  it("keeps JavaScript's own names as plain keys", async () => {
    const reply = await post("/echo", '{"__proto__":{"admin":true},"constructor":1,"a":1,"a":2}');
    assert.equal(await reply.text(), '{"body":{"__proto__":{"admin":true},"constructor":1,"a":2}}');
    assert.equal(({} as { admin?: boolean }).admin, undefined);
  });
});

describe("connections beyond what the process may hold", () => {
  it("give way, the longest idle first, to those who come", async () => {
    const server = await serveRoutes(routes, { mostConnections: 20 });
    const sockets = Array.from({ length: 40 }, () => connect(server.port, "127.0.0.1").on("error", () => undefined));
    await Promise.all(sockets.map((socket) => once(socket, "connect")));
    assert.equal((await fetch(`${server.url}/echo`)).status, 200);
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.ok(sockets[0]?.destroyed || sockets[0]?.readableEnded, "the first has gone");
    assert.ok(!sockets[39]?.destroyed && !sockets[39]?.readableEnded, "the last is still there");
    for (const socket of sockets) socket.destroy();
    await server.close();
  });
});
