import { ApiError } from "../../../shared/apiError";
import type { Log } from "../log";
import { parseJson } from "./json";
import { type BodyKind, failed, type Reply, type Request, type Route } from "./route";
import { createRouter, type Match } from "./router";

export interface Dispatch {
  find(method: string, path: string): Match;
  run(match: Match, request: Request): Promise<Reply> | Reply;
  /** Turns what was thrown into an answer; a bug is logged with its stack. */
  explain(error: unknown, what: string): Reply;
}

export function createDispatch(routes: readonly Route[], log: Log): Dispatch {
  const find = createRouter(routes);
  return {
    find,
    run: (match, request) => match.route.handle(request),
    explain(error, what) {
      if (error instanceof ApiError) return failed(error.status, error.code, clip(error.message), error.headers);
      log.error("bug", { what, stack: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      return failed(500, "INTERNAL_ERROR", `Tidemark failed at ${what}; its log has the details`);
    },
  };
}

/** A message that quotes what came may quote a megabyte. */
function clip(message: string): string {
  return message.length > 1000 ? `${message.slice(0, 1000)}…` : message;
}

/** `/ajax-api/…` is what MLflow's own pages call; the same routes answer. */
export function plainPath(url: string): string {
  const end = url.indexOf("?");
  const path = end < 0 ? url : url.slice(0, end);
  return path.startsWith("/ajax-api/") ? `/api/${path.slice(10)}` : path;
}

export function queryOf(url: string): URLSearchParams {
  const start = url.indexOf("?");
  return new URLSearchParams(start < 0 ? "" : url.slice(start + 1));
}

/** A query string read as the JSON body it stands for; a repeated name is a list. */
function queryAsBody(query: URLSearchParams): Record<string, unknown> {
  const body: Record<string, unknown> = Object.create(null);
  for (const key of new Set(query.keys())) {
    const values = query.getAll(key);
    body[key] = values.length === 1 ? values[0] : values;
  }
  return body;
}

/** What a route finds as its body. An empty one stands for the query. */
export function bodyOf(kind: BodyKind, bytes: Buffer, url: { readonly query: URLSearchParams }): unknown {
  if (kind === "stream") return undefined;
  if (kind === "bytes") return bytes;
  return bytes.length === 0 ? queryAsBody(url.query) : parseJson(bytes);
}
