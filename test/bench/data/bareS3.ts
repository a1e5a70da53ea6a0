import { Agent, request } from "node:http";
import { createSigner, sha256 } from "../../../src/runtime/kernel/s3/signature";

export interface BareS3 {
  /** Requests on paths, so many at once as the contenders'; answers how many seconds they took. */
  all(method: "PUT" | "GET", paths: readonly string[], body?: Buffer): Promise<number>;
  close(): void;
}

/** A client that does nothing but send and read: what is asked is signed before the clock starts. */
export function createBareS3(url: string, keys: { id: string; secret: string }, atOnce: number): BareS3 {
  const { host, hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const sign = createSigner({ accessKeyId: keys.id, secretAccessKey: keys.secret }, "us-east-1");

  function send(method: string, path: string, headers: Record<string, string>, body: Buffer): Promise<void> {
    return new Promise((done, fail) => {
      const asked = request({ hostname, port, method, path, headers, agent });
      asked.on("response", (answer) => {
        answer.resume().on("close", done);
        if ((answer.statusCode ?? 500) >= 300) fail(new Error(`${method} ${path}: ${answer.statusCode}`));
      });
      asked.on("error", fail);
      asked.end(body);
    });
  }

  return {
    async all(method, paths, body = Buffer.alloc(0)) {
      const payload = sha256(body);
      const length: Record<string, string> = body.length === 0 ? {} : { "content-length": String(body.length) };
      const left = paths.map((path) => ({
        path,
        headers: sign({ method, host, path, query: {}, headers: length, payload }, new Date()),
      }));
      const began = performance.now();
      const one = async () => {
        for (let next = left.pop(); next; next = left.pop()) await send(method, next.path, next.headers, body);
      };
      await Promise.all(Array.from({ length: atOnce }, one));
      return (performance.now() - began) / 1000;
    },
    close: () => agent.destroy(),
  };
}
