import { type Agent, type IncomingMessage, Agent as PlainAgent, request as plainRequest } from "node:http";
import { request as secureRequest, Agent as TlsAgent } from "node:https";
import { createSigner, escapePath, type Keys, queryText, sha256, unsigned } from "./signature";

export interface WireSettings {
  /** Undefined: AWS. */
  readonly endpoint?: string | undefined;
  readonly region: string;
  /** Undefined: nobody; only what is open to all. */
  readonly keys?: Keys | undefined;
  /** New ones, where these end after a while. */
  readonly renew?: (() => Promise<Keys>) | undefined;
  readonly useTls: boolean;
  /** False: whoever answers is believed. A text: PEM of who is. */
  readonly trust?: boolean | string | undefined;
  /** Milliseconds. */
  readonly connectTimeout: number;
  readonly readTimeout: number;
  readonly connections: number;
}

export interface Ask {
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  readonly bucket: string;
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** In lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly signal?: AbortSignal | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/** What the store answers with when it does not do it; `name` is its own code. */
export class Refusal extends Error {
  constructor(
    code: string,
    message: string,
    readonly status: number,
    /** Where the bucket is. */
    readonly region: string | undefined,
  ) {
    super(message || code);
    this.name = code;
  }
}

export interface Wire {
  /** Tried again where that makes sense; anything but 2xx is thrown as a Refusal. */
  send(ask: Ask): Promise<Answer>;
  close(): void;
}

const mostTries = 6;
const again: ReadonlySet<string> = new Set([
  ..."SlowDown ServiceUnavailable InternalError RequestTimeout RequestTimeoutException Throttling".split(" "),
  ..."ThrottlingException TooManyRequests OperationAborted BadDigest".split(" "),
  ..."ECONNRESET EPIPE ETIMEDOUT EAI_AGAIN ShortAnswer".split(" "),
]);

/** Few lines of work a request, connections that are kept: objects of data versions come by the thousand. */
export function createWire(settings: WireSettings): Wire {
  const base = settings.endpoint === undefined ? undefined : new URL(settings.endpoint);
  const isTls = base === undefined ? settings.useTls : base.protocol === "https:";
  const agentOptions = { keepAlive: true, maxSockets: settings.connections, scheduling: "lifo" as const };
  const agent: Agent = isTls ? new TlsAgent({ ...agentOptions, ...tls(settings.trust) }) : new PlainAgent(agentOptions);
  const request = isTls ? secureRequest : plainRequest;
  let region = settings.region;
  let { keys } = settings;
  let sign = keys && createSigner(keys, region);

  function placeOf({ bucket, key }: Ask) {
    const path = key === undefined ? "" : escapePath(key);
    if (base !== undefined) {
      const below = base.pathname.replace(/\/$/, "");
      return { hostname: base.hostname, port: base.port, path: `${below}/${bucket}${path && `/${path}`}` || "/" };
    }
    const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
    const store = `s3.${region}.${domain}`;
    // the certificate of the store has one star: a bucket with dots has no name of its own
    return bucket.includes(".")
      ? { hostname: store, port: "", path: `/${bucket}/${path}` }
      : { hostname: `${bucket}.${store}`, port: "", path: `/${path}` };
  }

  function once(ask: Ask): Promise<Answer> {
    const { method, query = {}, body, signal } = ask;
    const { hostname, port, path } = placeOf(ask);
    const host = port === "" ? hostname : `${hostname}:${port}`;
    const bare: Record<string, string> = { ...ask.headers };
    if (body !== undefined) bare["content-length"] = String(body.length);
    const payload = body === undefined || body.length === 0 ? sha256("") : isTls ? unsigned : sha256(body);
    const headers = sign ? sign({ method, host, path, query, headers: bare, payload }, new Date()) : { ...bare, host };
    const asked = queryText(query);
    return new Promise((resolve, reject) => {
      const options = { method, hostname: hostname.replace(/^\[|\]$/g, ""), port, headers, agent };
      const sent = request({ ...options, path: asked === "" ? path : `${path}?${asked}`, ...(signal && { signal }) });
      const opening = setTimeout(
        () => sent.destroy(fault("TimeoutError", "no connection")),
        settings.connectTimeout,
      ).unref();
      sent.on("socket", (socket) => {
        const isOpen = () => clearTimeout(opening);
        if (socket.connecting) socket.once(isTls ? "secureConnect" : "connect", isOpen);
        else isOpen();
      });
      sent.setTimeout(settings.readTimeout, () => sent.destroy(fault("TimeoutError", "nothing comes back")));
      sent.on("error", (error) => {
        clearTimeout(opening);
        reject(error);
      });
      sent.on("response", (from) => {
        const parts: Buffer[] = [];
        from.on("data", (part: Buffer) => parts.push(part));
        from.on("error", reject);
        from.on("close", () => {
          if (!from.complete) return reject(fault("ECONNRESET", "the answer is too short"));
          const all = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
          return resolve({ status: from.statusCode ?? 0, headers: from.headers, body: all });
        });
      });
      sent.end(body);
    });
  }

  return {
    async send(ask) {
      for (let tries = 1; ; tries++) {
        let error: unknown;
        try {
          const answer = await once(ask);
          if (answer.status >= 200 && answer.status < 300 && !failedWithin(ask, answer)) return answer;
          error = refusalOf(answer);
        } catch (thrown) {
          error = thrown;
        }
        if (ask.signal?.aborted) throw error;
        if (error instanceof Refusal && error.region !== undefined && error.region !== region && keys) {
          region = error.region;
          sign = createSigner(keys, region);
        } else if (tries < mostTries && settings.renew && isExpired(error)) {
          keys = await settings.renew();
          sign = createSigner(keys, region);
        } else if (tries >= mostTries || !isWorthAnotherTry(error)) throw error;
        else await pause(tries);
      }
    },
    close: () => agent.destroy(),
  };
}

/** CompleteMultipartUpload says 200 before it knows. */
function failedWithin({ method }: Ask, { body }: Answer): boolean {
  return method === "POST" && body.length < 4096 && body.includes("<Error>");
}

function isWorthAnotherTry(error: unknown): boolean {
  if (error instanceof Refusal) return again.has(error.name) || error.status >= 500 || error.status === 429;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return again.has(code);
}

function isExpired(error: unknown): boolean {
  return error instanceof Refusal && ["ExpiredToken", "ExpiredTokenException", "RequestExpired"].includes(error.name);
}

function pause(tries: number): Promise<void> {
  const most = Math.min(5000, 50 * 2 ** tries);
  return new Promise((wake) => setTimeout(wake, most / 2 + (Math.random() * most) / 2));
}

function refusalOf({ status, headers, body }: Answer): Refusal {
  const text = body.toString("utf8");
  const tag = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];
  const there = headers["x-amz-bucket-region"] ?? tag("Region");
  return new Refusal(tag("Code") ?? String(status), tag("Message") ?? "", status, String(there ?? "") || undefined);
}

function fault(code: string, message: string): Error {
  return Object.assign(new Error(message), code === "TimeoutError" ? { name: code } : { code });
}

function tls(trust: boolean | string | undefined) {
  if (trust === false) return { rejectUnauthorized: false };
  return typeof trust === "string" ? { ca: trust } : {};
}
