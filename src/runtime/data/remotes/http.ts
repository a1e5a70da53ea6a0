import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { ApiError } from "../../../shared/apiError";
import { codeOf } from "../../kernel/home";
import type { Outcome } from "../files/fileWork";
import { writeBytes } from "../files/writeBytes";
import { eachAtOnce } from "./eachAtOnce";
import { place } from "./getLarge";
import { type HttpClient, networkFault, statusFault } from "./httpClient";
import type { ObjectCopy, Remote } from "./remote";

export interface HttpPlace {
  readonly name: string | undefined;
  readonly url: string;
  readonly client: HttpClient;
  readonly jobs: number;
  /** Where what came of an object waits for the rest. */
  readonly notes: string;
}

const mostTries = 5;

/** Objects that a web server gives out. It knows no lists, so each is asked for. */
export function httpRemote({ name, url, client, jobs, notes }: HttpPlace): Remote {
  const base = url.replace(/\/+$/, "");
  const called = name === undefined ? base : `remote '${name}' (${base})`;
  const addressOf = (each: string) => `${base}/${each}`;
  const readOnly = () =>
    new ApiError(
      "INVALID_PARAMETER_VALUE",
      `${called}: can only be read over HTTP; push to a folder, S3 or SSH remote`,
    );

  async function isThere(each: string, signal: AbortSignal | undefined): Promise<boolean> {
    for (const method of ["HEAD", "GET"] as const) {
      const answer = await opened(client, method, addressOf(each), {}, signal).catch((error: unknown) => {
        const why = networkFault(error);
        throw why === undefined ? error : new ApiError("INVALID_STATE", `${called}: ${why}`);
      });
      const { statusCode: status = 0 } = answer;
      if (method === "GET") answer.destroy();
      else answer.resume();
      if (status < 300) return true;
      if (status === 404 || status === 410) return false;
      // there are servers that do not know HEAD
      if (method === "GET" || ![405, 501, 403].includes(status))
        throw new ApiError("INVALID_STATE", `${called}: ${statusFault(status)}`);
    }
    return false;
  }

  return {
    name,
    url: base,
    async has(names, { signal, jobs: asked } = {}) {
      const found = new Set<string>();
      let next = 0;
      const one = async () => {
        while (next < names.length) {
          const each = names[next++] as string;
          if (await isThere(each, signal)) found.add(each);
        }
      };
      const ended = await Promise.allSettled(Array.from({ length: Math.min(asked ?? jobs, names.length) }, one));
      for (const each of ended) if (each.status === "rejected") throw each.reason;
      return found;
    },
    list() {
      throw new ApiError("INVALID_PARAMETER_VALUE", `${called}: HTTP knows no lists of what is there`);
    },
    get: (copies, work) =>
      eachAtOnce(copies, work.jobs ?? jobs, work, (copy) =>
        getHttp({ client, url: addressOf(copy.name), notes, copy, signal: work.signal }),
      ),
    async put() {
      throw readOnly();
    },
    async remove() {
      throw readOnly();
    },
    close: async () => client.close(),
  };
}

export interface HttpGet {
  readonly client: HttpClient;
  readonly url: string;
  readonly notes: string;
  readonly copy: ObjectCopy;
  readonly signal: AbortSignal | undefined;
}

/** Into a file beside; what is cut, or was killed, goes on where it was if the server still has the same. */
export async function getHttp({ client, url, notes, copy, signal }: HttpGet): Promise<Outcome> {
  mkdirSync(notes, { recursive: true });
  const waiting = join(notes, copy.name.replaceAll("/", "-"));
  const note = `${waiting}.tag`;
  for (let tries = 1; ; tries++) {
    try {
      const tag = existsSync(note) && existsSync(waiting) ? readFileSync(note, "utf8") : "";
      const from = tag === "" ? 0 : statSync(waiting).size;
      const headers: Record<string, string> = from > 0 ? { range: `bytes=${from}-`, "if-range": tag } : {};
      const answer = await opened(client, "GET", url, headers, signal);
      const { statusCode: status = 0 } = answer;
      if (status !== 200 && status !== 206) {
        answer.resume();
        if (from > 0 && status === 416) {
          forget(waiting, note);
          continue;
        }
        if (status === 404 || status === 410) return { kind: "missing" };
        if ((status >= 500 || status === 429) && tries < mostTries) throw again(statusFault(status));
        return { kind: "failed", why: statusFault(status), stop: status === 401 || status === 403 || status >= 500 };
      }
      // a tag that begins with W/ says nothing of the bytes
      const fresh = answer.headers.etag;
      if (fresh !== undefined && !fresh.startsWith("W/")) writeFileSync(note, fresh);
      else rmSync(note, { force: true });
      await receive(answer, waiting, status === 206);
      const outcome = place(waiting, copy, statSync(waiting).size);
      forget(waiting, note);
      return outcome;
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      const code = codeOf(error);
      if (code === "ENOSPC" || code === "EDQUOT")
        return { kind: "failed", why: "no space left on this disk", stop: true };
      const why = error instanceof Again ? error.message : networkFault(error);
      if (why === undefined) throw error;
      if (tries >= mostTries || ["ENOTFOUND", "ECONNREFUSED"].includes(code ?? ""))
        return { kind: "failed", why, stop: true };
      await new Promise((wake) => setTimeout(wake, 50 * 3 ** tries * (0.5 + Math.random() / 2)));
    }
  }
}

class Again extends Error {}

function again(why: string): Again {
  return new Again(why);
}

function opened(
  client: HttpClient,
  method: "GET" | "HEAD",
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<IncomingMessage> {
  return client.open(method, url, { headers: { "accept-encoding": "identity", ...headers }, signal });
}

function forget(...paths: readonly string[]): void {
  for (const path of paths) rmSync(path, { force: true });
}

async function receive(answer: IncomingMessage, waiting: string, goesOn: boolean): Promise<void> {
  const file = openSync(waiting, goesOn ? "a" : "w");
  try {
    for await (const part of answer) writeBytes(file, part as Buffer);
    if (!answer.complete) throw Object.assign(new Error("the answer is too short"), { code: "ECONNRESET" });
  } finally {
    closeSync(file);
  }
}
