import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { ApiError } from "../../../shared/apiError";

/** Who may come in. */
export interface Guard {
  /** Host and Origin, against rebinding and foreign pages. */
  checkOrigin(request: IncomingMessage): void;
  checkToken(request: IncomingMessage): void;
}

const loopback = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i;

const challenge = { "www-authenticate": 'Bearer realm="tidemark", Basic realm="tidemark", charset="UTF-8"' };

/** `token` undefined: no token is asked for. `hosts`: names beside loopback under which we may be called. */
export function createGuard(token: string | undefined, hosts: readonly string[] = []): Guard {
  const secret = token === undefined ? undefined : Buffer.from(token);
  const names = new Set(hosts.map((host) => host.toLowerCase()));
  const isOurs = (name: string) => loopback.test(name) || names.has(name.toLowerCase());
  let lastGood: string | undefined;

  const checkHost = (host: string) => {
    if (host === lastGood) return;
    if (!isOurs(host.replace(/:\d{1,5}$/, "")))
      throw refused(
        `Host: '${host.slice(0, 100)}' is not this machine; call http://127.0.0.1, or name it in \`up --host\``,
      );
    lastGood = host;
  };
  return {
    checkOrigin({ headers, rawHeaders }) {
      checkHost(headers.host ?? "");
      if (hasTwoHosts(rawHeaders)) throw new ApiError("BAD_REQUEST", "Host: given more than once");
      if (headers["sec-fetch-site"] === "cross-site") throw refused("Another site's page may not call this runtime");
      const { origin } = headers;
      if (origin === undefined) return;
      const name = /^https?:\/\/([^/@]+?)(?::\d{1,5})?$/.exec(origin)?.[1];
      if (name === undefined || !isOurs(name))
        throw refused(`Origin: '${origin.slice(0, 100)}' may not call this runtime`);
    },
    checkToken({ headers }) {
      if (secret === undefined) return;
      const given = tokenIn(headers.authorization ?? "");
      if (given === undefined || !isSame(Buffer.from(given), secret))
        throw new ApiError(
          "UNAUTHENTICATED",
          given === undefined
            ? "Token missing: set MLFLOW_TRACKING_TOKEN to what `tidemark env` prints, or start the script with `tidemark run`"
            : "Token wrong: this is the runtime of another workspace folder than the token's, or the token was made anew; `tidemark env` prints the address and the token that belong together",
          challenge,
        );
    },
  };
}

function refused(message: string): ApiError {
  return new ApiError("PERMISSION_DENIED", message);
}

/** Node keeps the first of several and drops the rest; a second one is somebody's trick. */
function hasTwoHosts(rawHeaders: readonly string[]): boolean {
  let seen = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    if (name.length === 4 && name.toLowerCase() === "host") seen++;
  }
  return seen > 1;
}

function tokenIn(authorization: string): string | undefined {
  const space = authorization.indexOf(" ");
  const scheme = authorization.slice(0, space).toLowerCase();
  const value = authorization.slice(space + 1).trim();
  if (scheme === "bearer") return value;
  if (scheme !== "basic") return undefined;
  const pair = Buffer.from(value, "base64").toString("utf8");
  return pair.slice(pair.indexOf(":") + 1);
}

function isSame(given: Buffer, secret: Buffer): boolean {
  return given.length === secret.length && timingSafeEqual(given, secret);
}
