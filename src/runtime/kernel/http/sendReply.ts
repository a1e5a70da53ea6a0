import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { jsonHeaders, type Reply } from "./route";

/** Above this many characters a text goes out in pieces, so that encoding it holds nobody up. */
const long = 1024 * 1024;
const piece = 256 * 1024;

const nosniff = ["x-content-type-options", "nosniff", "x-frame-options", "SAMEORIGIN"] as const;

/** Resolves (or returns undefined at once) when nothing is left to hand over. */
export function sendReply(reply: Reply, response: ServerResponse, isLast: boolean): Promise<void> | undefined {
  const { body } = reply;
  if (body instanceof Readable) {
    response.writeHead(reply.status, rawHeaders(reply.headers, undefined, isLast));
    return sendStream(body, response);
  }
  const length = body === undefined ? 0 : typeof body === "string" ? Buffer.byteLength(body) : body.length;
  response.writeHead(reply.status, rawHeaders(reply.headers, length, isLast));
  if (typeof body === "string" && body.length > long && response.req.method !== "HEAD") return sendLong(body, response);
  response.end(body);
  return undefined;
}

/** As a flat list, which node writes without looking twice. */
function rawHeaders(headers: Reply["headers"], length: number | undefined, isLast: boolean): string[] {
  if (headers === jsonHeaders && length !== undefined && !isLast)
    return ["content-type", "application/json", ...nosniff, "content-length", String(length)];
  const raw: string[] = [...nosniff];
  for (const name in headers) raw.push(name, headers[name] as string);
  if (length !== undefined && headers?.["content-length"] === undefined) raw.push("content-length", String(length));
  if (isLast) raw.push("connection", "close");
  return raw;
}

async function sendStream(body: Readable, response: ServerResponse): Promise<void> {
  if (response.req.method === "HEAD") {
    body.destroy();
    response.end();
    return;
  }
  try {
    await pipeline(body, response);
  } catch {
    // the client left, or the source broke in the middle: a cut connection is how HTTP says so
    response.destroy();
  }
}

async function sendLong(body: string, response: ServerResponse): Promise<void> {
  let goOn: () => void = () => undefined;
  const wake = () => goOn();
  response.on("drain", wake).once("close", wake);
  for (let start = 0; start < body.length && !response.destroyed; ) {
    const end = cut(body, start + piece);
    const isTaken = response.write(body.slice(start, end));
    start = end;
    if (!isTaken && !response.destroyed)
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
  }
  if (!response.destroyed) response.end();
}

/** Not between the halves of a surrogate pair. */
function cut(text: string, at: number): number {
  const before = text.charCodeAt(at - 1);
  return at < text.length && before >= 0xd800 && before <= 0xdbff ? at + 1 : Math.min(at, text.length);
}
