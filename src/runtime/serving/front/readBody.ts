import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";
import { Refusal } from "../refusal";

const packed: Readonly<Record<string, (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer>>> = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/** Calls back in the same turn as the last byte comes, since a promise a request would be seen in the figures. */
export function readBody(
  incoming: IncomingMessage,
  most: number,
  done: (body: Uint8Array) => void,
  fail: (why: Refusal) => void,
): void {
  const tooLarge = () => new Refusal(413, `The body is larger than ${most} bytes`);
  const declared = Number(incoming.headers["content-length"] ?? 0);
  if (declared > most) {
    incoming.resume(); // a client that is still sending would not see an answer
    fail(tooLarge());
    return;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  let isOver = false;
  incoming.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (isOver) return;
    if (size <= most) return void chunks.push(chunk);
    isOver = true;
    chunks.length = 0;
    fail(tooLarge());
  });
  // a client that goes away before the end waits for nothing, but whoever counts those who wait has to hear of it
  incoming.on("close", () => {
    if (!isOver && !incoming.complete) fail(new Refusal(400, "The client went away before its body was whole"));
  });
  incoming.on("end", () => {
    if (isOver) return;
    const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size);
    const encoding = incoming.headers["content-encoding"];
    if (encoding === undefined || encoding === "identity") done(body);
    else unpack(body, encoding, most).then(done, (why: unknown) => fail(why instanceof Refusal ? why : tooLarge()));
  });
}

async function unpack(body: Uint8Array, encoding: string, most: number): Promise<Buffer> {
  const open = packed[encoding.toLowerCase()];
  if (open === undefined) throw new Refusal(415, `content-encoding '${encoding}': gzip, deflate or br`);
  try {
    return await open(body, { maxOutputLength: most });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE")
      throw new Refusal(413, `The body is larger than ${most} bytes`);
    throw new Refusal(400, `The body is no ${encoding}`);
  }
}
