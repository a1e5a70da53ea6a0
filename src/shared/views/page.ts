import { integer, list, object, oneOf, optional, type Reader, string } from "../readers";

/** What every page and the editor say to each other. A page asks the runtime through the editor, which holds the token. */

/** Something that changed in the workspace; `all` when more may have changed than was told. */
export interface Change {
  readonly kind: string;
  readonly id: string;
  /** Of a run. */
  readonly status?: string;
}

export const readChanges: Reader<Change[]> = list(
  object<Change>({ kind: string, id: string, status: optional(string) as Reader<string> }),
);

/** `away`: it was there and will be again. `stopped`: somebody ended it, and nobody needs it. */
export type RuntimeState = "idle" | "starting" | "up" | "away" | "stopped" | "failed";

export interface Opening {
  readonly type: "open";
  readonly params: unknown;
  readonly folder: { readonly name: string; readonly uri: string };
  /** Translations of what pages say, by the English text. */
  readonly words: Readonly<Record<string, string>>;
  readonly locale: string;
  readonly runtime: RuntimeState;
}

/** Editor → page. */
export type ToPage =
  | Opening
  | { readonly type: "answer"; readonly id: number; readonly value: unknown }
  | { readonly type: "refused"; readonly id: number; readonly status: number; readonly message: string }
  /** Comes at most four times a second, and not while the page is hidden: it then gets `all` when it is shown. */
  | { readonly type: "changed"; readonly changes: readonly Change[] }
  | { readonly type: "runtime"; readonly state: RuntimeState; readonly since: number }
  /** The page is opened once more, perhaps with a wish: which tab, which metric. */
  | { readonly type: "wish"; readonly params: unknown };

export const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
export type Method = (typeof methods)[number];

/** Page → editor. What has an `id` is answered. */
export type ToHost =
  | { readonly type: "ready" }
  /** `text` is JSON as the runtime wrote it, which the page reads; `bytes` is for packed numbers. */
  | {
      readonly type: "route";
      readonly id: number;
      readonly method: Method;
      readonly path: string;
      readonly body: unknown;
      readonly as: "text" | "bytes";
    }
  | { readonly type: "command"; readonly id: number; readonly command: string; readonly args: readonly unknown[] }
  /** Which of the workspace's colours each of these runs has. */
  | { readonly type: "colours"; readonly id: number; readonly runs: readonly string[] }
  | { readonly type: "copy"; readonly id: number; readonly text: string }
  | { readonly type: "save"; readonly id: number; readonly name: string; readonly content: string | Uint8Array }
  | { readonly type: "title"; readonly title: string }
  /** A fault of the page itself, for the log. */
  | { readonly type: "fault"; readonly message: string };

const anything: Reader<unknown> = (value) => value;

const content: Reader<string | Uint8Array> = (value, at) => (value instanceof Uint8Array ? value : string(value, at));

const readers: { [T in ToHost["type"]]: Reader<Extract<ToHost, { type: T }>> } = {
  ready: object<Extract<ToHost, { type: "ready" }>>({ type: oneOf("ready") }),
  route: object<Extract<ToHost, { type: "route" }>>({
    type: oneOf("route"),
    id: integer,
    method: oneOf(...methods),
    path: string,
    body: anything,
    as: oneOf("text", "bytes"),
  }),
  command: object<Extract<ToHost, { type: "command" }>>({
    type: oneOf("command"),
    id: integer,
    command: string,
    args: list(anything),
  }),
  colours: object<Extract<ToHost, { type: "colours" }>>({ type: oneOf("colours"), id: integer, runs: list(string) }),
  copy: object<Extract<ToHost, { type: "copy" }>>({ type: oneOf("copy"), id: integer, text: string }),
  save: object<Extract<ToHost, { type: "save" }>>({ type: oneOf("save"), id: integer, name: string, content }),
  title: object<Extract<ToHost, { type: "title" }>>({ type: oneOf("title"), title: string }),
  fault: object<Extract<ToHost, { type: "fault" }>>({ type: oneOf("fault"), message: string }),
};

const readKind = object<{ type: ToHost["type"] }>({
  type: oneOf("ready", "route", "command", "colours", "copy", "save", "title", "fault"),
});

/** What a page posts is read like a request. */
export const readToHost: Reader<ToHost> = (value, at) => readers[readKind(value, at).type](value, at);

/**
 * The routes that a page may ask for: what is ours, and what changes runs and models. Never the runtime's life, and never
 * what moves traffic or runs a program: commands do that, which ask first.
 */
export function mayAsk(method: Method, path: string): boolean {
  if (!/^\/api\/[\w./%@~:?=&,+*!'()-]*$/.test(path) || path.includes("..")) return false;
  const [bare = ""] = path.split("?");
  if (/\/(\.|%2e){1,2}(\/|$)/i.test(bare)) return false; // whoever sends it would take these steps first
  if (bare.startsWith("/api/tidemark/v1/deployments") && method !== "GET") return /\/[^/]+\/predict$/.test(bare);
  if (/\/convert$/.test(bare)) return false; // it names a program to run
  if (/\/v1\/(monitors|alerts)\b/.test(bare)) return method === "GET"; // an alert may run one
  // stages are programs, and what changes data is asked for first
  if (/^\/api\/tidemark\/v1\/(data|pipeline)\b/.test(bare)) return method === "GET";
  if (bare.startsWith("/api/tidemark/v1/")) return !/\/v1\/(stop|gc|nonce|import|launches|serve)\b/.test(bare);
  if (/^\/api\/2\.0\/mlflow\/(runs|experiments|registered-models|model-versions|artifacts)\//.test(bare)) return true;
  return method === "GET" && bare.startsWith("/api/2.0/mlflow-artifacts/");
}

/** Whether a route only looks: all that a page may do in a folder that is not trusted. */
export function onlyReads(method: Method, path: string): boolean {
  const [bare = ""] = path.split("?");
  if (bare.startsWith("/api/tidemark/v1/explain/")) return false; // it opens a model
  if (method === "GET") return true;
  return method === "POST" && /^\/api\/(tidemark\/v1\/(table|charts)(\/\w+)?|2\.0\/mlflow\/[\w-]+\/search)$/.test(bare);
}

/** The commands that a page may start. */
export function mayCommand(command: string): boolean {
  return /^tidemark\.[A-Za-z]+$/.test(command);
}
