import type { IncomingMessage } from "node:http";
import { ApiError } from "../../../shared/apiError";

/** What JSON and bytes routes take unless they say otherwise. */
export const largestBody = 64 * 1024 * 1024;

/** How long a body that is held in memory may take to arrive. Streams may take for ever, as long as they move. */
const slowest = 5 * 60_000;

export const noBytes = Buffer.alloc(0);

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";
}

/** The whole body, inflated. Callbacks and not promises: it is on every client's way. */
export function readBody(
  incoming: IncomingMessage,
  limit: number,
  take: (bytes: Buffer) => void,
  fail: (error: unknown) => void,
): void {
  const declared = Number(incoming.headers["content-length"] ?? Number.POSITIVE_INFINITY);
  if (declared > limit && declared !== Number.POSITIVE_INFINITY) {
    fail(tooLarge(limit));
    return;
  }
  let parts: Buffer[] = [];
  let size = 0;
  let deadline: NodeJS.Timeout | undefined;
  let isOver = false;
  const end = (error: unknown) => {
    if (isOver) return;
    isOver = true;
    parts = [];
    clearTimeout(deadline);
    fail(error);
  };
  incoming.on("data", (part: Buffer) => {
    if (isOver) return; // what still comes of a refused body is let through to nowhere
    size += part.length;
    if (size > limit) end(tooLarge(limit));
    else parts.push(part);
    if (size < declared && !isOver)
      deadline ??= setTimeout(() => end(new ApiError("REQUEST_TIMEOUT", "body: too slow")), slowest).unref();
  });
  incoming.on("end", () => {
    if (isOver) return;
    isOver = true;
    clearTimeout(deadline);
    const bytes = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts, size);
    const encoding = incoming.headers["content-encoding"];
    if (encoding === undefined || encoding === "identity") take(bytes);
    else inflate(bytes, encoding, limit).then(take, fail);
  });
  incoming.on("error", end);
}

function tooLarge(limit: number): ApiError {
  return new ApiError("REQUEST_TOO_LARGE", `body: over the limit of ${limit} bytes`);
}

async function inflate(bytes: Buffer, encoding: string, limit: number): Promise<Buffer> {
  const { gunzip, inflate: unzip } = await import("node:zlib");
  const method = /^(x-)?gzip$/i.test(encoding) ? gunzip : /^deflate$/i.test(encoding) ? unzip : undefined;
  if (!method)
    throw new ApiError(
      "UNSUPPORTED_MEDIA_TYPE",
      `Content-Encoding: '${encoding.slice(0, 50)}'; gzip and deflate are read`,
    );
  return new Promise((resolve, reject) => {
    method(bytes, { maxOutputLength: limit }, (error, whole) => {
      if (!error) return resolve(whole);
      const isBomb = "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
      reject(isBomb ? tooLarge(limit) : new ApiError("BAD_REQUEST", `body: not ${encoding.slice(0, 50)} data`));
    });
  });
}
