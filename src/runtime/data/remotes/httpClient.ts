import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request as plainRequest } from "node:http";
import { request as secureRequest, Agent as TlsAgent } from "node:https";
import { ApiError } from "../../../shared/apiError";
import { codeOf } from "../../kernel/home";

export interface HttpSettings {
  /** What each request says of who asks. */
  readonly headers: Readonly<Record<string, string>>;
  /** False: whoever answers is believed. A text: PEM of who is. */
  readonly trust?: boolean | string | undefined;
  /** Milliseconds. */
  readonly connectTimeout: number;
  readonly readTimeout: number;
  readonly connections: number;
}

export interface HttpClient {
  /** The answer, its body still to come. Redirects are followed. */
  open(method: "GET" | "HEAD", url: string, options?: HttpOptions): Promise<IncomingMessage>;
  close(): void;
}

export interface HttpOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

const mostHops = 10;

export function createHttpClient(settings: HttpSettings): HttpClient {
  const { trust, connections } = settings;
  const kept = { keepAlive: true, maxSockets: connections, scheduling: "lifo" as const };
  const plain = new Agent(kept);
  const secure = new TlsAgent({
    ...kept,
    ...(trust === false ? { rejectUnauthorized: false } : {}),
    ...(typeof trust === "string" ? { ca: trust } : {}),
  });

  function once(method: string, url: URL, headers: OutgoingHttpHeaders, signal: AbortSignal | undefined) {
    const isTls = url.protocol === "https:";
    return new Promise<IncomingMessage>((resolve, reject) => {
      const options = { method, headers, agent: isTls ? secure : plain, ...(signal && { signal }) };
      const sent = (isTls ? secureRequest : plainRequest)(url, options, resolve);
      const late = () => sent.destroy(Object.assign(new Error("no connection"), { code: "ETIMEDOUT" }));
      const opening = setTimeout(late, settings.connectTimeout).unref();
      sent.on("socket", (socket) => {
        const isOpen = () => clearTimeout(opening);
        if (socket.connecting) socket.once(isTls ? "secureConnect" : "connect", isOpen);
        else isOpen();
      });
      sent.setTimeout(settings.readTimeout, () =>
        sent.destroy(Object.assign(new Error("nothing comes back"), { code: "ETIMEDOUT" })),
      );
      sent.on("error", (error) => {
        clearTimeout(opening);
        reject(error);
      });
      sent.end();
    });
  }

  return {
    async open(method, url, { headers = {}, signal } = {}) {
      let at = new URL(url);
      for (let hops = 0; hops < mostHops; hops++) {
        // who we are is for the host that was named
        const own = at.host === new URL(url).host ? settings.headers : {};
        const answer = await once(method, at, { ...own, ...headers }, signal);
        const { location } = answer.headers;
        if (![301, 302, 303, 307, 308].includes(answer.statusCode ?? 0) || location === undefined) return answer;
        answer.resume();
        at = new URL(location, at);
        if (at.protocol !== "http:" && at.protocol !== "https:") break;
      }
      throw new ApiError("INVALID_STATE", `${url}: is sent from one address to another without end`);
    },
    close() {
      plain.destroy();
      secure.destroy();
    },
  };
}

const away: Readonly<Record<string, string>> = {
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the host's name cannot be looked up; is the network there?",
  ECONNREFUSED: "nobody answers there",
  ETIMEDOUT: "does not answer in time",
  EHOSTUNREACH: "the host cannot be reached; is the network there?",
  ENETUNREACH: "the host cannot be reached; is the network there?",
  ECONNRESET: "the connection was cut, again and again",
  EPIPE: "the connection was cut, again and again",
};

/** Why nothing comes from there; undefined: it is not the network. */
export function networkFault(error: unknown): string | undefined {
  const code = codeOf(error);
  if (code === undefined || !(error instanceof Error)) return undefined;
  if (code in away) return `${away[code]} (${code})`;
  return /^(ERR_TLS|ERR_SSL|EPROTO|HPE_|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code)
    ? `${error.message} (${code})`
    : undefined;
}

export function statusFault(status: number): string {
  if (status === 401) return "asks who you are (401): give 'auth', 'user' and 'password' in the remote's options";
  if (status === 403) return "access denied (403)";
  if (status === 404) return "does not exist (404)";
  return `answers ${status}`;
}
