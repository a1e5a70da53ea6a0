import { type IncomingHttpHeaders, request } from "node:http";
import { startRuntime } from "../../src/runtime/process";
import { exchange, type Listening } from "../runtime/kernel/http/listening";
import { temporaryFolder } from "../runtime/kernel/temporary";

export interface Faulty extends Omit<Listening, "lines"> {
  readonly token: string;
  readonly workspace: string;
  /** With the token, and JSON. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Asked>;
}

export interface Asked {
  readonly status: number;
  readonly text: string;
  readonly headers: IncomingHttpHeaders;
}

/** The whole runtime on a workspace of its own. */
export async function wholeRuntime(): Promise<Faulty> {
  const workspace = temporaryFolder();
  const runtime = await startRuntime({ workspace });
  const { url, token } = runtime;
  const port = Number(new URL(url).port);
  return {
    url,
    port,
    token,
    workspace,
    raw: (text, until) => exchange(port, text, until),
    ask: (method, path, body, headers = {}) =>
      new Promise((resolve, reject) => {
        const isText = typeof body === "string" || body instanceof Uint8Array;
        const outgoing = request({
          host: "127.0.0.1",
          port,
          method,
          path, // as it is: fetch would tidy up what climbs
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
          agent: false,
        });
        outgoing.on("response", (reply) => {
          let text = "";
          reply.setEncoding("utf8").on("data", (part: string) => {
            text += part;
          });
          reply.on("error", reject);
          reply.on("end", () => resolve({ status: reply.statusCode ?? 0, text, headers: reply.headers }));
        });
        outgoing.on("error", reject);
        outgoing.end(body === undefined || isText ? body : JSON.stringify(body));
      }),
    close: () => runtime.close(),
  };
}
