import type { Readable } from "node:stream";

/** The workspace's routes, wherever they answer. */
export interface Door {
  /** Where a runtime answers; undefined when the routes run in this process. */
  readonly url: string | undefined;
  /** The JSON that a 2xx answer holds; anything else is thrown as an ApiError with the route's own words. */
  call(method: Method, path: string, body?: unknown): Promise<unknown>;
  /** As `call`, with the answer as it comes: for what is long or no JSON. */
  open(method: Method, path: string, body?: unknown): Promise<Opened>;
  close(): Promise<void>;
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface Opened {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Readable;
}

/** Joins the runtime that owns the workspace, or opens the workspace in this process for as long as the command runs. */
export async function openDoor(workspace: string): Promise<Door> {
  throw new Error(`Nothing opens ${workspace} yet`);
}
