import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ApiError } from "../../../shared/apiError";
import { type Dispatch, parseJson, plainPath, queryAsBody, queryOf } from "./dispatch";
import type { Guard } from "./guard";
import type { BodyKind, Reply, Request } from "./route";

const largestBody = 64 * 1024 * 1024;

export function createHttpServer(dispatch: Dispatch, guard: Guard): Server {
  return createServer({ keepAliveTimeout: 75_000 }, (incoming, response) => {
    void answer(dispatch, guard, incoming, response);
  });
}

async function answer(
  dispatch: Dispatch,
  guard: Guard,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const method = incoming.method ?? "GET";
  const url = incoming.url ?? "/";
  const path = plainPath(url);
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  let reply: Reply;
  try {
    guard.checkOrigin(incoming);
    const match = dispatch.find(method, path);
    if (!match.route.open) guard.checkToken(incoming);
    const query = queryOf(url);
    const kind = match.route.body ?? "json";
    const bytes = kind === "stream" ? Buffer.alloc(0) : await readBody(incoming, match.route.limit ?? largestBody);
    const request: Request = {
      method,
      path,
      params: match.params,
      query,
      headers: incoming.headers,
      body: bodyOf(kind, bytes, query),
      stream: incoming,
      signal: gone.signal,
      peer: { address: incoming.socket.remoteAddress ?? "", port: incoming.socket.remotePort ?? 0 },
    };
    reply = await dispatch.run(match, request);
  } catch (error) {
    reply = dispatch.explain(error, `${method} ${path}`);
  }
  await send(reply, incoming, response);
}

function bodyOf(kind: BodyKind, bytes: Buffer, query: URLSearchParams): unknown {
  if (kind === "stream") return undefined;
  if (kind === "bytes") return bytes;
  return bytes.length === 0 ? queryAsBody(query) : parseJson(bytes);
}

function readBody(incoming: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    incoming.on("data", (part: Buffer) => {
      size += part.length;
      if (size > limit) reject(new ApiError("REQUEST_TOO_LARGE", `body: over the limit of ${limit} bytes`));
      else parts.push(part);
    });
    incoming.once("end", () => resolve(parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)));
    incoming.once("error", reject);
  });
}

async function send(reply: Reply, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const { body } = reply;
  if (body instanceof Readable) {
    response.writeHead(reply.status, reply.headers);
    await pipeline(body, response).catch(() => response.destroy());
  } else {
    response.writeHead(reply.status, { ...reply.headers, "content-length": Buffer.byteLength(body ?? "") });
    response.end(body);
  }
  if (!incoming.readableEnded) incoming.resume();
}
