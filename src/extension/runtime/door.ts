import { Agent, type IncomingMessage, request } from "node:http";
import { formatBytes } from "../../shared/format";
import type { Reader } from "../../shared/readers";
import { createEventReader } from "./eventReader";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** The routes of one runtime. */
export interface Door {
  readonly url: string;
  readonly token: string;
  get<T>(path: string, read: Reader<T>): Promise<T>;
  /** `seconds`: how long it may take, where that is longer than usual. */
  post<T>(path: string, body: unknown, read: Reader<T>, seconds?: number): Promise<T>;
  /** The answer as it came, for a page that reads it itself. */
  bytes(method: Method, path: string, body?: unknown, seconds?: number): Promise<Uint8Array>;
  /** Follows what changes until `onEnd` is called; resolves once the runtime has us on its list. */
  follow(onData: (data: unknown) => void, onEnd: () => void): Promise<void>;
  close(): void;
}

/** What the runtime said no to, in its words. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** What kind of refusal it is, where the runtime says so. */
    readonly code?: string,
  ) {
    super(message);
  }
}

/** Also of a door that another bundle made, whose class is not this one. */
export function isNotThere(error: unknown): boolean {
  return error instanceof Error && "status" in error && error.status === 404;
}

const secondsToAnswer = 30;
/** The extension host, which is shared with all other extensions, holds it whole. */
const largestAnswer = 256e6;

export function createDoor(url: string, token: string): Door {
  const agent = new Agent({ keepAlive: true });
  const streams = new Set<IncomingMessage>();

  function send(method: Method, path: string, body?: unknown, seconds = secondsToAnswer): Promise<IncomingMessage> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const call = request(
        new URL(path, url),
        {
          method,
          agent,
          headers: {
            authorization: `Bearer ${token}`,
            ...(text === undefined
              ? {}
              : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
          },
        },
        resolve,
      );
      call.setTimeout(seconds * 1000, () => call.destroy(new Error(`${path}: no answer`)));
      call.once("error", reject);
      call.end(text);
    });
  }

  async function bytes(method: Method, path: string, body?: unknown, seconds?: number): Promise<Buffer> {
    const reply = await send(method, path, body, seconds);
    const received = await bytesOf(reply);
    const status = reply.statusCode ?? 0;
    if (status >= 200 && status <= 299) return received;
    const said = parsed(received.toString("utf8")); // what does not parse is not ours to explain: the status has to do
    throw new Refused(status, textIn(said, "message") ?? `${method} ${path}: ${status}`, textIn(said, "error_code"));
  }

  async function call<T>(method: Method, path: string, body: unknown, read: Reader<T>, seconds?: number): Promise<T> {
    const text = (await bytes(method, path, body, seconds)).toString("utf8");
    return read(text === "" ? {} : JSON.parse(text), "");
  }

  return {
    url,
    token,
    get: (path, read) => call("GET", path, undefined, read),
    post: (path, body, read, seconds) => call("POST", path, body, read, seconds),
    bytes,
    async follow(onData, onEnd) {
      const reply = await send("GET", "/api/tidemark/v1/events");
      if (reply.statusCode !== 200) throw new Refused(reply.statusCode ?? 0, (await bytesOf(reply)).toString("utf8"));
      streams.add(reply);
      reply.socket.setTimeout(0); // silence is no fault here
      const hear = createEventReader(({ data }) => {
        const event = parsed(data);
        if (event === undefined)
          reply.destroy(); // no runtime of ours: begin anew
        else onData(event);
      });
      reply.setEncoding("utf8");
      reply.on("data", hear);
      reply.once("close", () => {
        if (streams.delete(reply)) onEnd();
      });
      reply.on("error", () => reply.destroy()); // "close" follows
    },
    close() {
      for (const stream of streams) {
        streams.delete(stream); // closed by us: no end to tell of
        stream.destroy();
      }
      agent.destroy();
    },
  };
}

async function bytesOf(reply: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of reply) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size > largestAnswer) {
      reply.destroy();
      throw new Refused(413, `an answer of more than ${formatBytes(largestAnswer)} is too large for the editor`);
    }
  }
  return Buffer.concat(chunks);
}

function textIn(said: unknown, key: string): string | undefined {
  const found = typeof said === "object" && said !== null ? (said as Record<string, unknown>)[key] : undefined;
  return found === undefined ? undefined : String(found);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
