import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";

/** How a route takes its body: parsed JSON, the whole as bytes, or as it comes. */
export type BodyKind = "json" | "bytes" | "stream";

export interface Request {
  readonly method: string;
  /** Without the query, still percent-encoded; `/ajax-api/` is already `/api/`. */
  readonly path: string;
  /** The `{name}` parts of the route's path, decoded once. A closing `{name*}` takes the rest with its slashes. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** JSON routes: the body, or for GET and for an empty body the query as an object (a repeated name is a list). Bytes routes: a Buffer. */
  readonly body: unknown;
  /** Stream routes only. */
  readonly stream: Readable;
  /** Aborts when the client goes away. Made when first asked for. */
  readonly signal: AbortSignal;
  /** The client's end of the socket; absent when injected. */
  readonly peer?: { readonly address: string; readonly port: number };
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | Readable;
}

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** `/api/2.0/mlflow/runs/get`, `/api/3.0/mlflow/traces/{trace_id}`, `/api/2.0/mlflow-artifacts/artifacts/{path*}` */
  readonly path: string;
  readonly body?: BodyKind;
  /** Largest body in bytes; JSON and bytes default to the server's limit, streams to none. */
  readonly limit?: number;
  /** Answers without a token. */
  readonly open?: boolean;
  handle(request: Request): Reply | Promise<Reply>;
}

/** The one object of all JSON answers, by which the server knows them. */
export const jsonHeaders: Readonly<Record<string, string>> = { "content-type": "application/json" };

/** Of answers that are packed numbers. */
export const packedHeaders: Readonly<Record<string, string>> = { "content-type": "application/octet-stream" };

export function ok(value: unknown): Reply {
  return { status: 200, headers: jsonHeaders, body: JSON.stringify(value) };
}

/** JSON has no NaN and no infinity: they go as text. */
export function okNumbers(value: unknown): Reply {
  const asText = (_key: string, each: unknown) =>
    typeof each === "number" && !Number.isFinite(each) ? String(each) : each;
  return okText(JSON.stringify(value, asText));
}

/** For answers whose JSON was written by hand because it is hot or long. */
export function okText(json: string): Reply {
  return { status: 200, headers: jsonHeaders, body: json };
}

export function failed(status: number, code: string, message: string, headers?: Reply["headers"]): Reply {
  const body = JSON.stringify({ error_code: code, message });
  return { status, headers: headers ? { ...jsonHeaders, ...headers } : jsonHeaders, body };
}
