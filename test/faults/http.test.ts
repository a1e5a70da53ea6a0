import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { type Faulty, wholeRuntime } from "./runtime";

/** As many as this process can hold both ends of. */
function manyConnections(): number {
  try {
    const limit = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
    return Math.min(10_000, Math.floor((Number(limit ?? 2000) - 500) / 2));
  } catch {
    return 1000;
  }
}

describe("whatever comes over HTTP", () => {
  let runtime: Faulty;
  before(async () => {
    runtime = await wholeRuntime();
  });
  after(() => runtime.close());

  const searching = "/api/2.0/mlflow/experiments/search";
  const head = (method: string, path: string, ...headers: string[]) =>
    [
      `${method} ${path} HTTP/1.1`,
      "host: localhost",
      `authorization: Bearer ${runtime.token}`,
      ...headers,
      "",
      "",
    ].join("\r\n");

  async function stillAnswers(): Promise<number> {
    const began = performance.now();
    const { status, text } = await runtime.ask("POST", searching, { max_results: 1 });
    assert.equal(status, 200, text);
    return performance.now() - began;
  }

  it("is told in one line that its JSON is none", async () => {
    for (const body of ["{", '{"max_results":}', "'", "\0", "\xff\xfe", "[1,", "{} {}", '{"a":"\u0001"}']) {
      const { status, text } = await runtime.ask("POST", searching, body);
      assert.equal(status, 400, body);
      assert.match(text, /^\{"error_code":"BAD_REQUEST","message":"body: not JSON [^\n]*"\}$/, body);
    }
  });

  it("is refused cheaply when it is a million brackets deep", async () => {
    for (const [open, close] of [
      ["[", "]"],
      ['{"a":', "}"],
      ["[{", ""],
    ] as const) {
      const { status, text } = await runtime.ask("POST", searching, open.repeat(1_000_000) + close.repeat(1_000_000));
      assert.equal(status, 400);
      assert.match(text, /nested deeper/);
    }
    await stillAnswers();
  });

  it("is refused when it is larger than any message, whether it says so or not", async () => {
    const { status } = await runtime.ask("POST", searching, new Uint8Array(65 * 1024 * 1024).fill(0x20));
    assert.equal(status, 413);
    const chunk = `${(1024 * 1024).toString(16)}\r\n${" ".repeat(1024 * 1024)}\r\n`;
    const heard = await runtime.raw(
      `${head("POST", searching, "transfer-encoding: chunked")}${chunk.repeat(66)}0\r\n\r\n`,
      "REQUEST_TOO_LARGE",
    );
    assert.match(heard, /^HTTP\/1\.1 413/);
    const lying = await runtime.raw(head("POST", searching, `content-length: ${2 ** 52}`), "REQUEST_TOO_LARGE");
    assert.match(lying, /^HTTP\/1\.1 413/);
  });

  it("may have a long address and large headers, up to a limit", async () => {
    const long = await runtime.ask("GET", `/api/2.0/mlflow/experiments/get?experiment_id=${"9".repeat(30_000)}`);
    assert.ok(long.status >= 400 && long.status < 500);
    const tooLong = await runtime.raw(head("GET", `/health?${"x".repeat(100_000)}`));
    assert.match(tooLong, /^HTTP\/1\.1 431/);
    assert.match(tooLong, /nosniff/);
    assert.match(await runtime.raw(head("GET", "/health", `x-long: ${"x".repeat(100_000)}`)), /^HTTP\/1\.1 431/);
    const many = Array.from({ length: 5000 }, (_, i) => `x-${i}: ${"y".repeat(20)}`);
    assert.match(await runtime.raw(head("GET", "/health", ...many)), /^HTTP\/1\.1 431/);
    await stillAnswers();
  });

  it("is answered once, or not at all, when two could read it as two different requests", async () => {
    const smuggled = `${head("POST", "/api/2.0/mlflow/experiments/create", "content-length: 20")}{"name": "smuggled"}`;
    const shapes: readonly (readonly [string, string])[] = [
      ["both lengths", head("POST", searching, "content-length: 4", "transfer-encoding: chunked")],
      ["both, the other way", head("POST", searching, "transfer-encoding: chunked", "content-length: 4")],
      ["two lengths", head("POST", searching, "content-length: 2", "content-length: 4")],
      ["a list of lengths", head("POST", searching, "content-length: 2, 4")],
      ["a negative length", head("POST", searching, "content-length: -1")],
      ["a length with a sign", head("POST", searching, "content-length: +2")],
      ["a length in hex", head("POST", searching, "content-length: 0x2")],
      ["an unknown coding", head("POST", searching, "transfer-encoding: xchunked")],
      ["chunked, then not", head("POST", searching, "transfer-encoding: chunked, identity")],
      ["a space before the colon", head("POST", searching, "transfer-encoding : chunked")],
      ["a folded header", head("POST", searching, "transfer-encoding:", " chunked")],
      ["a bare line feed", head("POST", searching, "content-length: 2").replaceAll("\r\n", "\n")],
      ["a null byte", head("POST", searching, "content-length: 2", "x: a\0b")],
      ["no name", head("POST", searching, "content-length: 2", ": x")],
      ["a bad chunk size", `${head("POST", searching, "transfer-encoding: chunked")}zz\r\n{}\r\n`],
      ["a huge chunk size", `${head("POST", searching, "transfer-encoding: chunked")}${"f".repeat(17)}\r\n{}\r\n`],
    ];
    for (const [name, start] of shapes) {
      const heard = await runtime.raw(`${start}0\r\n\r\n${smuggled}`);
      assert.match(heard, /^HTTP\/1\.1 400/, name);
      assert.equal(heard.split("HTTP/1.1 ").length - 1, 1, `${name}: one answer`);
    }
    const { text } = await runtime.ask("GET", "/api/2.0/mlflow/experiments/get-by-name?experiment_name=smuggled");
    assert.match(text, /RESOURCE_DOES_NOT_EXIST/);
  });

  it("gets one answer and the door when it is no HTTP", async () => {
    const tls = Buffer.from("16030100c8010000c40303", "hex");
    for (const garbage of [
      "\r\n\r\nnonsense\r\n\r\n",
      "GET\r\n\r\n",
      "\0\0\0\0\0\0\0\0\r\n",
      "GET / HTTP/9.9\r\n\r\n",
      tls,
    ])
      assert.match(
        await runtime.raw(garbage),
        /^(HTTP\/1\.1 [45]\d\d [\s\S]*connection: close[\s\S]*)?$/i,
        JSON.stringify(garbage),
      );
    const after = await runtime.raw(`${head("GET", "/health")}\x01\x02 garbage\r\n\r\n`);
    assert.match(after, /^HTTP\/1\.1 200[\s\S]*OK/);
    await stillAnswers();
  });

  it("answers pipelined requests in their order", async () => {
    const paths = ["/health", "/nowhere", "/version", searching];
    const requests = paths.map((path, i) => head("GET", path, ...(i === 3 ? ["connection: close"] : [])));
    const heard = await runtime.raw(requests.join(""));
    assert.deepEqual(
      [...heard.matchAll(/HTTP\/1\.1 (\d+)/g)].map((found) => found[1]),
      ["200", "404", "200", "200"],
    );
  });

  it("is not held up by hundreds who send slowly", async () => {
    const starts = [
      "GET /hea",
      `${head("POST", searching, "content-length: 1000")}{`,
      `${head("PUT", "/api/2.0/mlflow-artifacts/artifacts/x/y", "content-length: 999999")}slow`,
    ];
    const slow = await open(300, runtime.port, (i) => starts[i % starts.length] ?? "");
    const took = await Promise.all(Array.from({ length: 20 }, stillAnswers));
    console.log(`      a request among 300 slow senders: ${Math.max(...took).toFixed(1)} ms at most`);
    for (const socket of slow) socket.write("\n");
    await stillAnswers();
    for (const socket of slow) socket.destroy();
  });

  it("is not held up by thousands who say nothing", async function () {
    this.timeout(120_000);
    const count = manyConnections();
    const idle = await open(count, runtime.port, () => "");
    const took = await Promise.all(Array.from({ length: 20 }, stillAnswers));
    console.log(`      a request among ${count} idle connections: ${Math.max(...took).toFixed(1)} ms at most`);
    for (const socket of idle) socket.destroy();
    await stillAnswers();
  });

  it("leaves nothing behind when it goes away in the middle", async () => {
    for (let i = 0; i < 50; i++) {
      const socket = connect(runtime.port, "127.0.0.1").on("error", () => undefined);
      await once(socket, "connect");
      socket.write(head("POST", searching, "content-length: 500") + "{".repeat(100));
      await new Promise((resolve) => setImmediate(resolve));
      socket.resetAndDestroy();
    }
    await stillAnswers();
    const log = readFileSync(`${runtime.workspace}/.tidemark/logs/runtime.log`, "utf8");
    assert.doesNotMatch(log, /"level":"error"/, "a client that leaves is no error of ours");
  });
});

async function open(count: number, port: number, first: (i: number) => string): Promise<Socket[]> {
  const sockets: Socket[] = [];
  for (let start = 0; start < count; start += 250) {
    const some = Array.from({ length: Math.min(250, count - start) }, () =>
      connect(port, "127.0.0.1").on("error", () => undefined),
    );
    await Promise.all(some.map((socket) => once(socket, "connect")));
    for (const socket of some) {
      const text = first(sockets.length);
      if (text !== "") socket.write(text);
      sockets.push(socket);
    }
  }
  return sockets;
}
