import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { ApiError } from "../../../shared/apiError";

/** Who may come in. */
export interface Guard {
  /** Host and Origin, against rebinding and foreign pages. */
  checkOrigin(request: IncomingMessage): void;
  checkToken(request: IncomingMessage): void;
}

/** `token` undefined: no token is asked for. `hosts`: names beside loopback under which we may be called. */
export function createGuard(token: string | undefined, hosts: readonly string[] = []): Guard {
  const loopback = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i;
  const isOurs = (host: string) => loopback.test(host) || hosts.includes(host.toLowerCase());
  return {
    checkOrigin({ headers }) {
      const host = headers.host ?? "";
      if (!isOurs(host.replace(/:\d*$/, "")))
        throw new ApiError("PERMISSION_DENIED", `Host: '${host.slice(0, 100)}' is not this machine`);
      const origin = headers.origin;
      if (origin === undefined) return;
      const name = /^https?:\/\/([^/]+?)(:\d+)?$/.exec(origin)?.[1];
      if (name === undefined || !isOurs(name))
        throw new ApiError("PERMISSION_DENIED", `Origin: '${origin.slice(0, 100)}' may not call this runtime`);
    },
    checkToken({ headers }) {
      if (token === undefined) return;
      const given = tokenIn(headers.authorization ?? "");
      if (given === undefined || !same(given, token))
        throw new ApiError(
          "UNAUTHENTICATED",
          "Token missing or wrong: set MLFLOW_TRACKING_TOKEN to what `tidemark env` prints, or start the script with `tidemark run`",
        );
    },
  };
}

function tokenIn(authorization: string): string | undefined {
  const [scheme = "", value = ""] = authorization.split(" ", 2);
  if (scheme.toLowerCase() === "bearer") return value;
  if (scheme.toLowerCase() !== "basic") return undefined;
  const pair = Buffer.from(value, "base64").toString("utf8");
  return pair.slice(pair.indexOf(":") + 1);
}

function same(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
