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
  readonly headers: Headers;
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
    async ask(method, path, body, headers = {}) {
      const isText = typeof body === "string" || body instanceof Uint8Array;
      const reply = await fetch(url + path, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
        ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
        redirect: "manual",
      });
      return { status: reply.status, text: await reply.text(), headers: reply.headers };
    },
    close: () => runtime.close(),
  };
}
