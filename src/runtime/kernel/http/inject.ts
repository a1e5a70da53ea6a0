import { Readable } from "node:stream";
import { type Dispatch, plainPath, queryAsBody, queryOf } from "./dispatch";
import { parseJson } from "./json";

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
  const { method, url, headers = {} } = injection;
  const path = plainPath(url);
  try {
    const match = dispatch.find(method, path);
    const query = queryOf(url);
    const bytes = bytesOf(injection.body);
    const reply = await dispatch.run(match, {
      method,
      path,
      params: match.params,
      query,
      headers,
      body:
        match.route.body === "bytes"
          ? bytes
          : bytes.length === 0
            ? queryAsBody(query)
            : match.route.body === "stream"
              ? undefined
              : parseJson(bytes),
      stream: injection.body instanceof Readable ? injection.body : Readable.from(bytes.length ? [bytes] : []),
      signal: new AbortController().signal,
    });
    return { status: reply.status, headers: reply.headers ?? {}, body: await collect(reply.body) };
  } catch (error) {
    const reply = dispatch.explain(error, `${method} ${path}`);
    return { status: reply.status, headers: reply.headers ?? {}, body: await collect(reply.body) };
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
