import assert from "node:assert/strict";
import { request } from "node:http";
import { ok } from "../../../../src/runtime/kernel/http/route";
import { type Listening, serveRoutes } from "./listening";

const token = "t".repeat(43);

describe("who may come in", () => {
  let server: Listening;
  before(async () => {
    server = await serveRoutes(
      [
        { method: "GET", path: "/data", handle: () => ok({ secret: 1 }) },
        { method: "POST", path: "/data", handle: () => ok({}) },
        { method: "GET", path: "/open", open: true, handle: () => ok({}) },
      ],
      { token, hosts: ["ml.lan"] },
    );
  });
  after(() => server.close());

  function ask(headers: Record<string, string | string[]>, method = "GET", path = "/data") {
    return new Promise<{ status: number; headers: Record<string, unknown>; message: string }>((resolve, reject) => {
      const { port } = server;
      const asked = request({ host: "127.0.0.1", port, path, method, headers, agent: false }, (reply) => {
        let text = "";
        reply.on("data", (part) => {
          text += part;
        });
        reply.on("end", () => {
          const { message = "" } = JSON.parse(text || "{}") as { message?: string };
          resolve({ status: reply.statusCode ?? 0, headers: reply.headers, message });
        });
      });
      asked.on("error", reject);
      asked.end();
    });
  }
  const bearer = { authorization: `Bearer ${token}` };

  it("takes the token as bearer, or as the password of whoever", async () => {
    assert.equal((await ask(bearer)).status, 200);
    assert.equal((await ask({ authorization: `bearer ${token}` })).status, 200);
    for (const user of ["", "token", "a b"]) {
      const pair = Buffer.from(`${user}:${token}`).toString("base64");
      assert.equal((await ask({ authorization: `Basic ${pair}` })).status, 200, user);
    }
  });

  it("answers 401 with what to do to everybody else", async () => {
    const wrong = [
      {},
      { authorization: "" },
      { authorization: "Bearer" },
      { authorization: "Bearer " },
      { authorization: `Bearer ${token.slice(1)}` },
      { authorization: `Bearer ${token}x` },
      { authorization: `Bearer ${"u".repeat(43)}` },
      { authorization: `Token ${token}` },
      { authorization: token },
      { authorization: `Basic ${token}` },
      { authorization: `Basic ${Buffer.from(`${token}:`).toString("base64")}` },
      { authorization: "Basic !!!" },
    ];
    for (const headers of wrong) {
      const reply = await ask(headers as Record<string, string>);
      assert.equal(reply.status, 401, JSON.stringify(headers));
      assert.match(String(reply.headers["www-authenticate"]), /^Bearer /);
      assert.match(reply.message, /tidemark env/);
    }
  });

  it("tells who has no token not even what there is", async () => {
    for (const [method, path] of [
      ["GET", "/nowhere"],
      ["PUT", "/data"],
      ["OPTIONS", "/data"],
      ["POST", "/open"],
    ] as const) {
      assert.equal((await ask({}, method, path)).status, 401, path);
      assert.ok([404, 405].includes((await ask(bearer, method, path)).status), path);
    }
  });

  it("lets open routes be asked without a token, but not under a foreign name", async () => {
    assert.equal((await ask({}, "GET", "/open")).status, 200);
    assert.equal((await ask({ host: "evil.example" }, "GET", "/open")).status, 403);
  });

  it("answers only to names of this machine, or those it was given", async () => {
    for (const host of ["localhost", "LOCALHOST:1", "127.0.0.1:80", "127.9.9.9", "[::1]:5000", "ml.lan", "ML.lan:9"])
      assert.equal((await ask({ ...bearer, host })).status, 200, host);
    const foreign = ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil.example:80", "ml.lan."];
    for (const host of [
      ...foreign,
      "localhost@evil.example",
      "0.0.0.0",
      "2130706433",
      "localhost:80:80",
      "[::1",
      "a b",
    ])
      assert.equal((await ask({ ...bearer, host })).status, 403, host);
    const nameless = `authorization: Bearer ${token}\r\nconnection: close\r\n\r\n`;
    assert.match(await server.raw(`GET /data HTTP/1.1\r\nhost:\r\n${nameless}`), /^HTTP\/1\.1 403/);
    assert.match(await server.raw(`GET /data HTTP/1.1\r\n${nameless}`), /^HTTP\/1\.1 400/);
    assert.match(await server.raw(`GET /data HTTP/1.0\r\n${nameless}`), /^HTTP\/1\.1 403/);
  });

  it("refuses pages of other sites whatever the method, also where they hide where they come from", async () => {
    const foreign = [
      "http://evil.example",
      "null",
      "file://",
      "https://localhost.evil.example",
      "http://evil.example:5000",
    ];
    for (const origin of [...foreign, "vscode-webview://x", "http://127.0.0.1@evil.example", "localhost", ""])
      for (const method of ["GET", "POST"]) {
        const reply = await ask({ ...bearer, origin }, method);
        assert.equal(reply.status, 403, `${method} ${origin}`);
      }
    for (const origin of ["http://localhost:3000", "http://127.0.0.1", "http://[::1]:1", "https://ml.lan"])
      assert.equal((await ask({ ...bearer, origin })).status, 200, origin);
    assert.equal((await ask({ ...bearer, "sec-fetch-site": "cross-site" })).status, 403);
  });

  it("refuses a second Host header", async () => {
    const heard = await server.raw(
      `GET /data HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nauthorization: Bearer ${token}\r\nconnection: close\r\n\r\n`,
    );
    assert.match(heard, /^HTTP\/1\.1 400/);
  });
});
