import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { Refusal } from "../refusal";

export interface Door {
  /** Undefined: none is asked for. */
  readonly apiKey: string | undefined;
  /** Answers on loopback alone: names that others gave to this machine are a page's trick. */
  readonly isLoopback: boolean;
}

const local = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i;

/** Throws a Refusal for a page of elsewhere, and for who has not the key. */
export function checkCaller(headers: IncomingHttpHeaders, { apiKey, isLoopback }: Door): void {
  const { host = "", origin } = headers;
  if (isLoopback && !local.test(host)) throw new Refusal(403, `Host '${host}' is not this machine`);
  if (origin !== undefined && !isOwn(origin, host)) throw new Refusal(403, `Pages of ${origin} may not ask here`);
  if (apiKey === undefined) return;
  const given = headers["x-api-key"] ?? /^bearer (.+)$/i.exec(headers.authorization ?? "")?.[1];
  if (typeof given !== "string" || !isEqual(given, apiKey))
    throw new Refusal(401, "An API key is needed: `Authorization: Bearer KEY` or `X-API-Key: KEY`");
}

function isOwn(origin: string, host: string): boolean {
  return origin.slice(origin.indexOf("://") + 3) === host;
}

function isEqual(given: string, key: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(key)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** An address that only this machine can call. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}
