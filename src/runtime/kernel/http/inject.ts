import { Readable } from "node:stream";
import { bodyOf, type Dispatch, plainPath, queryOf } from "./dispatch";
import type { Reply } from "./route";

export interface Injected {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Injection {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A plain value is sent as JSON. */
  readonly body?: unknown;
}

/** The routes without a socket: for the command line when no runtime is up, and for tests. */
export async function inject(dispatch: Dispatch, injection: Injection): Promise<Injected> {
  const reply = await injectReply(dispatch, injection);
  return { status: reply.status, headers: reply.headers ?? {}, body: await collect(reply.body) };
}

/** As `inject`, with a body that may still be a stream. */
export async function injectReply(dispatch: Dispatch, { method, url, headers = {}, body }: Injection): Promise<Reply> {
  const path = plainPath(url);
  try {
    const match = dispatch.find(method, path);
    const query = queryOf(url);
    const bytes = bytesOf(body);
    return await dispatch.run(match, {
      method,
      path,
      params: match.params,
      query,
      headers,
      body: bodyOf(match.route.body ?? "json", bytes, { query }),
      stream: body instanceof Readable ? body : Readable.from(bytes.length ? [bytes] : []),
      signal: new AbortController().signal,
    });
  } catch (error) {
    return dispatch.explain(error, `${method} ${path}`);
  }
}

function bytesOf(body: unknown): Buffer {
  if (body === undefined || body instanceof Readable) return Buffer.alloc(0);
  if (body instanceof Uint8Array) return Buffer.from(body);
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}

async function collect(body: string | Uint8Array | Readable | undefined): Promise<Buffer> {
  if (body === undefined) return Buffer.alloc(0);
  if (!(body instanceof Readable)) return Buffer.from(body as string);
  const parts: Buffer[] = [];
  for await (const part of body) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}
