import type { Readable } from "node:stream";
import { ApiError, type ErrorCode, isErrorCode } from "../shared/apiError";

/** The workspace's routes, wherever they answer. */
export interface Door {
  /** Where a runtime answers; undefined when the routes run in this process. */
  readonly url: string | undefined;
  /** The JSON that a 2xx answer holds; anything else is thrown as an ApiError with the route's own words. */
  call(method: Method, path: string, body?: unknown, headers?: Headers): Promise<unknown>;
  /** As `call`, with the answer as it comes: for what is long or no JSON. */
  open(method: Method, path: string, body?: unknown, headers?: Headers): Promise<Opened>;
  close(): Promise<void>;
}

/** Lower-case names. */
export type Headers = Readonly<Record<string, string>>;

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface Opened {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Readable;
}

/** Joins the runtime that owns the workspace, or opens the workspace in this process for as long as the command runs. */
export async function openDoor(workspace: string): Promise<Door> {
  const { startOrJoin } = await import("../runtime/serve");
  const served = await startOrJoin({ workspace, role: "command" });
  if (served.kind === "joined") {
    const { createHttpDoor } = await import("./httpDoor");
    return createHttpDoor(served.running);
  }
  const { createInnerDoor } = await import("./innerDoor");
  return createInnerDoor(served.runtime);
}

/** `call` over `open`. */
export async function callThrough(open: Door["open"], ...asked: Parameters<Door["call"]>): Promise<unknown> {
  const opened = await open(...asked);
  const parts: Buffer[] = [];
  for await (const part of opened.body) parts.push(Buffer.from(part as Uint8Array));
  const text = Buffer.concat(parts).toString("utf8");
  return text === "" ? undefined : (JSON.parse(text) as unknown);
}

/** An answer that is no 2xx, as the error that it tells of. */
export async function refusalOf({ status, body }: Opened): Promise<ApiError> {
  let text = "";
  for await (const part of body.setEncoding("utf8")) text += String(part).slice(0, 10_000);
  const message = messageIn(text) ?? `The runtime answered ${status}`;
  return new ApiError(codeIn(text) ?? (status >= 500 ? "INTERNAL_ERROR" : "BAD_REQUEST"), message);
}

function codeIn(text: string): ErrorCode | undefined {
  const code = /"error_code":\s*"(\w+)"/.exec(text)?.[1];
  return code !== undefined && isErrorCode(code) ? code : undefined;
}

function messageIn(text: string): string | undefined {
  try {
    const said: unknown = JSON.parse(text);
    if (typeof said === "object" && said !== null && "message" in said) return String(said.message);
  } catch {
    return text.slice(0, 300) || undefined; // not ours, or not JSON: its own words
  }
  return undefined;
}
