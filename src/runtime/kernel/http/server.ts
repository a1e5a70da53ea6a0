import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { Readable } from "node:stream";
import { createBodyStream } from "./bodyStream";
import type { Connections } from "./connections";
import { bodyOf, type Dispatch, plainPath, queryOf } from "./dispatch";
import type { Guard } from "./guard";
import { hasBody, largestBody, noBytes, readBody } from "./readBody";
import type { Reply, Request } from "./route";
import { failed } from "./route";
import type { Match } from "./router";
import { sendReply } from "./sendReply";
import type { Traffic } from "./traffic";

export interface HttpContext {
  readonly dispatch: Dispatch;
  readonly guard: Guard;
  readonly connections: Connections;
  readonly traffic: Traffic;
}

/** A sender who moves nothing for this long is gone; how long a whole upload takes does not matter. */
const quietest = 120_000;
/** What a client still sends after it was refused is read for this long, so that it gets to see the answer. */
const drainTime = 30_000;

export type Take = (incoming: IncomingMessage, response: ServerResponse, waits: boolean) => void;

/** One listening address; several may share what takes the requests. `waits`: the client asked whether to send its body. */
export function createHttpServer(take: Take, connections: Connections): Server {
  const server = createServer({
    keepAliveTimeout: 600_000, // a script that logs once in a while finds its connection still there
    headersTimeout: 20_000,
    requestTimeout: 0,
    connectionsCheckingInterval: 5_000,
    maxHeaderSize: 64 * 1024,
  });
  server.on("request", (incoming, response) => take(incoming, response, false));
  server.on("checkContinue", (incoming, response) => take(incoming, response, true));
  server.on("connection", (socket) => connections.opened(socket));
  server.on("clientError", refuseGarbage);
  server.setTimeout(quietest, (socket) => connections.quiet(socket));
  return server;
}

/** Resolves with the port; rejects with the system's own error. */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port, backlog: 4096 }, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** What a route sees; the parts that few routes ask for are made when they do. */
class HttpRequest implements Request {
  body: unknown;
  readonly params: Request["params"];
  private streamMade: Readable | undefined;
  private queryMade: URLSearchParams | undefined;
  private gone: AbortController | undefined;

  constructor(
    readonly method: string,
    readonly path: string,
    match: Match,
    private readonly incoming: IncomingMessage,
    private readonly response: ServerResponse,
  ) {
    this.params = match.params;
  }
  get headers(): Request["headers"] {
    return this.incoming.headers;
  }
  get stream(): Readable {
    this.streamMade ??= createBodyStream(this.incoming);
    return this.streamMade;
  }
  get query(): URLSearchParams {
    this.queryMade ??= queryOf(this.incoming.url ?? "");
    return this.queryMade;
  }
  get signal(): AbortSignal {
    if (!this.gone) {
      const gone = new AbortController();
      this.gone = gone;
      if (this.response.destroyed) gone.abort();
      else this.response.once("close", () => gone.abort());
    }
    return this.gone.signal;
  }
  get peer(): { address: string; port: number } {
    const { remoteAddress = "", remotePort = 0 } = this.incoming.socket;
    return { address: remoteAddress, port: remotePort };
  }
}

export function createTake(context: HttpContext): Take {
  return (incoming, response, waits) => answer(context, incoming, response, waits);
}

function answer(context: HttpContext, incoming: IncomingMessage, response: ServerResponse, waits: boolean): void {
  const { dispatch, connections, traffic } = context;
  const method = incoming.method ?? "GET";
  const path = plainPath(incoming.url ?? "/");
  connections.begin(incoming.socket, response);
  traffic.came();
  let match: Match;
  try {
    match = admit(context, incoming, path);
  } catch (error) {
    finish(context, dispatch.explain(error, `${method} ${path}`), response, waits);
    return;
  }
  const { route } = match;
  const request = new HttpRequest(method, path, match, incoming, response);
  const fail = (error: unknown, isLast = false) => {
    if (response.destroyed)
      connections.end(incoming.socket); // the client left, and what failed failed for that
    else finish(context, dispatch.explain(error, `${method} ${route.path}`), response, isLast);
  };
  const run = (bytes: Buffer) => {
    try {
      request.body = bodyOf(route.body ?? "json", bytes, request);
      const reply = dispatch.run(match, request);
      if (reply instanceof Promise) reply.then((late) => finish(context, late, response, false), fail);
      else finish(context, reply, response, false);
    } catch (error) {
      fail(error);
    }
  };
  const limit = route.limit ?? (route.body === "stream" ? Number.POSITIVE_INFINITY : largestBody);
  if (waits && Number(incoming.headers["content-length"] ?? 0) <= limit) response.writeContinue();
  if (route.body === "stream" || !hasBody(incoming)) run(noBytes);
  else readBody(incoming, limit, run, (error) => fail(error, waits));
}

/** Who has no token does not even hear what there is. */
function admit({ dispatch, guard }: HttpContext, incoming: IncomingMessage, path: string): Match {
  guard.checkOrigin(incoming);
  let match: Match | undefined;
  try {
    match = dispatch.find(incoming.method ?? "GET", path);
    return match;
  } finally {
    if (!match?.route.open) guard.checkToken(incoming);
  }
}

/** `isLast`: the client holds its body back, so that what comes next on this connection cannot be told. */
function finish(context: HttpContext, reply: Reply, response: ServerResponse, isLast: boolean): void {
  const { connections, traffic } = context;
  const { socket } = response.req;
  traffic.answered(reply.status);
  if (response.destroyed) {
    if (reply.body instanceof Readable) reply.body.destroy();
    connections.end(socket);
    return;
  }
  const sending = sendReply(reply, response, isLast);
  if (!response.req.complete && !isLast) drain(response.req);
  if (sending)
    void sending.finally(() => connections.end(socket)); // it handles its own errors
  else connections.end(socket);
}

/** Closing on a client that still sends would reset the connection and lose it the answer. */
function drain(incoming: IncomingMessage): void {
  incoming.resume();
  const giveUp = setTimeout(() => incoming.socket.destroy(), drainTime).unref();
  incoming.once("close", () => clearTimeout(giveUp));
}

const garbage: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, "Headers: too large"],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, "Chunk extensions: too large"],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "Headers: too slow"],
};

/** What is no HTTP gets one answer that is, and the door. */
function refuseGarbage(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const [status, message] = garbage[error.code ?? ""] ?? [400, "Not a request that HTTP allows"];
  const { body } = failed(status, "BAD_REQUEST", message);
  const text = String(body);
  socket.end(
    `HTTP/1.1 ${status} ${status === 431 ? "Request Header Fields Too Large" : "Bad Request"}\r\ncontent-type: application/json\r\n` +
      `x-content-type-options: nosniff\r\nx-frame-options: SAMEORIGIN\r\nconnection: close\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
  );
  socket.resume();
  setTimeout(() => socket.destroy(), 1000).unref();
}
