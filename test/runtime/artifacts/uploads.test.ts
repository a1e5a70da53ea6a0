import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { request, type Server } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createConnections } from "../../../src/runtime/kernel/http/connections";
import { createDispatch } from "../../../src/runtime/kernel/http/dispatch";
import { createGuard } from "../../../src/runtime/kernel/http/guard";
import { createHttpServer, createTake, listen } from "../../../src/runtime/kernel/http/server";
import { createTraffic } from "../../../src/runtime/kernel/http/traffic";
import { createMemoryKernel } from "../../../src/runtime/main";
import { createArtifacts } from "../../../src/runtime/tracking/artifacts/artifacts";
import { explainFileError } from "../../../src/runtime/tracking/artifacts/fileError";
import { artifactRoutes } from "../../../src/runtime/tracking/artifacts/routes";
import { ApiError } from "../../../src/shared/apiError";

const store = "/api/2.0/mlflow-artifacts/artifacts";
const megabyte = 1024 * 1024;

describe("uploads over a socket", () => {
  let folder: string;
  let root: string;
  let server: Server;
  let port: number;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "tidemark-uploads-"));
    const kernel = createMemoryKernel(folder);
    root = kernel.places.artifacts;
    const dispatch = createDispatch(artifactRoutes(createArtifacts(kernel), kernel), kernel.log);
    const connections = createConnections();
    const take = createTake({ dispatch, guard: createGuard(undefined), connections, traffic: createTraffic() });
    server = createHttpServer(take, connections);
    port = await listen(server, "127.0.0.1", 0);
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const incoming = () => (existsSync(join(root, ".incoming")) ? readdirSync(join(root, ".incoming")) : []);
  const put = (path: string, send: (write: (part: Buffer) => void) => void | Promise<void>) =>
    new Promise<number>((resolve, reject) => {
      const upload = request({ host: "127.0.0.1", port, method: "PUT", path: `${store}/${path}` }, (reply) => {
        reply.resume();
        resolve(reply.statusCode ?? 0);
      });
      upload.on("error", reject);
      void Promise.resolve(send((part) => upload.write(part))).then(() => upload.end());
    });
  const until = async (holds: () => boolean) => {
    for (let i = 0; i < 200 && !holds(); i++) await wait(10);
    assert.ok(holds());
  };

  it("takes a body without a length, in pieces of any size", async () => {
    const pieces = [Buffer.alloc(3 * megabyte, 1), Buffer.from("x"), Buffer.alloc(2 * megabyte + 17, 2)];
    const status = await put("a/b.bin", (write) => {
      for (const piece of pieces) write(piece);
    });
    assert.equal(status, 200);
    assert.ok(readFileSync(join(root, "a/b.bin")).equals(Buffer.concat(pieces)));
  });

  it("leaves nothing of an upload whose client goes away", async () => {
    const socket = connect(port, "127.0.0.1");
    socket.write(`PUT ${store}/a/half.bin HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: ${10 * megabyte}\r\n\r\n`);
    socket.write(Buffer.alloc(4 * megabyte));
    await until(() => incoming().length === 1);
    socket.destroy();
    await until(() => incoming().length === 0);
    assert.deepEqual(readdirSync(root), [".incoming"]);
  });

  it("gives the last of several writers the name, each whole", async () => {
    const statuses = await Promise.all(
      [1, 2, 3, 4].map((byte) => put("same.bin", (write) => write(Buffer.alloc(2 * megabyte, byte)))),
    );
    assert.deepEqual(statuses, [200, 200, 200, 200]);
    const kept = readFileSync(join(root, "same.bin"));
    assert.ok(kept.equals(Buffer.alloc(2 * megabyte, kept[0])));
    assert.deepEqual(incoming(), []);
  });

  it("tells a client that asks first to go on, however much it has", async () => {
    const went = await new Promise<boolean>((resolve, reject) => {
      const headers = { expect: "100-continue", "content-length": String(5 * 1024 * megabyte) };
      const upload = request({ host: "127.0.0.1", port, method: "PUT", path: `${store}/huge.bin`, headers });
      upload.once("continue", () => resolve(true));
      upload.once("error", reject);
      upload.flushHeaders();
    });
    assert.ok(went);
  });

  it("answers a refused upload before it is over, and the connection lives on", async () => {
    const answers: number[] = [];
    const agent = new (await import("node:http")).Agent({ keepAlive: true, maxSockets: 1 });
    for (const path of [`${store}/..%2Fout`, `${store}/fine`])
      answers.push(
        await new Promise<number>((resolve, reject) => {
          const upload = request({ host: "127.0.0.1", port, method: "PUT", path, agent }, (reply) => {
            reply.resume();
            reply.once("end", () => resolve(reply.statusCode ?? 0));
          });
          upload.on("error", reject);
          upload.end(Buffer.alloc(megabyte));
        }),
      );
    agent.destroy();
    assert.deepEqual(answers, [400, 200]);
  });
});

describe("what the disk says", () => {
  const say = (code: string): ApiError => {
    try {
      return explainFileError(Object.assign(new Error(code), { code }), "a/b");
    } catch (error) {
      assert.ok(error instanceof ApiError, `${code} is explained`);
      return error;
    }
  };

  it("becomes an answer that names the file", () => {
    for (const [code, status] of [
      ["ENOSPC", 507],
      ["EDQUOT", 507],
      ["ENAMETOOLONG", 400],
      ["ENOTDIR", 400],
      ["ELOOP", 400],
      ["ENOENT", 404],
      ["EROFS", 403],
    ] as const) {
      assert.equal(say(code).status, status, code);
      assert.match(say(code).message, /a\/b/);
    }
  });

  it("stays a bug when nobody foresaw it", () => {
    const odd = Object.assign(new Error("odd"), { code: "EIO" });
    assert.throws(
      () => explainFileError(odd, "a/b"),
      (error) => error === odd,
    );
  });
});
