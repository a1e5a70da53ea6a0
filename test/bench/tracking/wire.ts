import { connect, type Socket } from "node:net";

export interface Reply {
  readonly status: number;
  readonly body: Buffer;
}

/** One keep-alive connection that costs next to nothing: bytes out, replies cut by their Content-Length. */
export interface Wire {
  send(method: string, path: string, body?: string): Promise<Reply>;
  close(): void;
}

export interface Target {
  readonly url: string;
  readonly token?: string | undefined;
}

export function openWire({ url, token }: Target): Wire {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname).setNoDelay(true);
  const auth = token === undefined ? "" : `authorization: Bearer ${token}\r\n`;
  const next = readReplies(socket);
  return {
    send(method, path, body = "") {
      const type = body === "" ? "" : "content-type: application/json\r\n";
      const head = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n${auth}${type}content-length: `;
      socket.write(`${head}${Buffer.byteLength(body)}\r\n\r\n${body}`);
      return next();
    },
    close: () => socket.destroy(),
  };
}

/** Resolves with one reply after the other; the caller never has two requests under way. */
function readReplies(socket: Socket): () => Promise<Reply> {
  let parts: Buffer[] = [];
  let size = 0;
  let head: Head | undefined;
  let waiting: { done: (reply: Reply) => void; fail: (error: Error) => void } | undefined;

  const take = (part: Buffer) => {
    parts.push(part);
    size += part.length;
    if (!head) {
      parts = [Buffer.concat(parts)];
      head = readHead(parts[0] as Buffer);
    }
    if (!head || !isWhole(head, size, parts)) return;
    const body = Buffer.concat(parts).subarray(head.end);
    const reply = { status: head.status, body: head.length === "chunked" ? joinChunks(body) : body };
    [parts, size, head] = [[], 0, undefined];
    const { done } = waiting ?? {};
    waiting = undefined;
    done?.(reply);
  };
  const fail = (error: Error) => {
    waiting?.fail(error);
    waiting = undefined;
  };
  socket
    .on("data", take)
    .on("error", fail)
    .on("close", () => fail(new Error("the connection was closed")));
  return () =>
    new Promise((done, broken) => {
      waiting = { done, fail: broken };
    });
}

interface Head {
  readonly status: number;
  /** Where the body begins. */
  readonly end: number;
  readonly length: number | "chunked";
}

function readHead(bytes: Buffer): Head | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const text = bytes.toString("latin1", 0, end);
  const length = /transfer-encoding: *chunked/i.test(text)
    ? "chunked"
    : Number(/content-length: *(\d+)/i.exec(text)?.[1] ?? 0);
  return { status: Number(text.slice(9, 12)), end: end + 4, length };
}

/** Of a chunked body JSON cannot hold the closing bytes, so that the end of the last part tells. */
function isWhole(head: Head, size: number, parts: readonly Buffer[]): boolean {
  if (head.length !== "chunked") return size >= head.end + head.length;
  const last = parts.at(-1) as Buffer;
  const tail = last.length < 5 ? Buffer.concat(parts) : last;
  return tail.subarray(-5).toString("latin1") === "0\r\n\r\n";
}

function joinChunks(bytes: Buffer): Buffer {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const line = bytes.indexOf("\r\n", at);
    const length = Number.parseInt(bytes.toString("latin1", at, line), 16);
    if (!length) return Buffer.concat(chunks);
    chunks.push(bytes.subarray(line + 2, line + 2 + length));
    at = line + 2 + length + 2;
  }
}
