// A program of its own: streams zeroes up to an artifact address, or an artifact down to nowhere, and says how fast.
import { request } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

export interface Transfer {
  readonly url: string;
  readonly token?: string | undefined;
  readonly path: string;
  readonly direction: "up" | "down";
  readonly bytes: number;
}

export interface Transferred {
  readonly seconds: number;
  readonly status: number;
  readonly bytes: number;
}

async function main({ url, token, path, direction, bytes }: Transfer): Promise<Transferred> {
  const began = performance.now();
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  if (direction === "up") headers["content-length"] = String(bytes);
  const asked = request(new URL(path, url), { method: direction === "up" ? "PUT" : "GET", headers });
  const answered = new Promise<{ status: number; bytes: number }>((done, fail) => {
    asked.once("error", fail).once("response", (reply) => {
      let size = 0;
      reply.on("data", (part: Buffer) => {
        size += part.length;
      });
      reply.once("end", () => done({ status: reply.statusCode ?? 0, bytes: size })).once("error", fail);
    });
  });
  if (direction === "up")
    await pipeline(Readable.from(pieces(bytes), { objectMode: false, highWaterMark: 1 << 20 }), asked);
  else asked.end();
  return { ...(await answered), seconds: (performance.now() - began) / 1000 };
}

function* pieces(bytes: number): Iterable<Buffer> {
  const piece = Buffer.alloc(1 << 20, 7);
  for (let left = bytes; left > 0; left -= piece.length) yield left >= piece.length ? piece : piece.subarray(0, left);
}

void main(JSON.parse(process.argv[2] ?? "{}") as Transfer).then((result) =>
  process.stdout.write(JSON.stringify(result)),
);
