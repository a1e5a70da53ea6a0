import type { Reader } from "../../src/shared/readers";
import type { Change, Method, Opening, RuntimeState, ToHost, ToPage } from "../../src/shared/views/page";
import { useWords } from "./words";

declare function acquireVsCodeApi(): {
  postMessage(message: ToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
};

/** What the runtime or the editor said no to. `status` 0: it could not be asked. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

interface Kept {
  readonly folder: string;
  readonly params: unknown;
  readonly own: unknown;
}

type Wish = ToHost extends infer T ? (T extends { id: number } ? Omit<T, "id"> : never) : never;

const vscode = acquireVsCodeApi();
const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
const listeners = {
  changes: new Set<(changes: readonly Change[]) => void>(),
  runtime: new Set<(state: RuntimeState, since: number) => void>(),
  wishes: new Set<(params: unknown) => void>(),
};
let lastId = 0;
let opening: Opening | undefined;
let opened: (opening: Opening) => void = () => undefined;
let runtimeState: RuntimeState = "up";

function ask(wish: Wish): Promise<unknown> {
  const id = ++lastId;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    vscode.postMessage({ ...wish, id } as ToHost);
  });
}

async function json<T>(method: Method, path: string, body: unknown, read: Reader<T>): Promise<T> {
  const text = (await ask({ type: "route", method, path, body, as: "text" })) as string;
  return read(text === "" ? {} : JSON.parse(text), "answer");
}

/** An editor that keeps no bytes in its messages hands them on as JSON has them: an object with a place for each. */
function bytesOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : Uint8Array.from(Object.values(value as Record<string, number>));
}

/** The runtime's routes and the editor's acts, as a page has them. */
export const host = {
  get: <T>(path: string, read: Reader<T>): Promise<T> => json("GET", path, null, read),
  post: <T>(path: string, body: unknown, read: Reader<T>): Promise<T> => json("POST", path, body, read),
  send: <T>(method: Method, path: string, body: unknown, read: Reader<T>): Promise<T> => json(method, path, body, read),
  /** Packed numbers, or a file. */
  async bytes(method: Method, path: string, body: unknown = null): Promise<Uint8Array> {
    return bytesOf(await ask({ type: "route", method, path, body, as: "bytes" }));
  },
  /** Runs a command of ours; it is also told which folder this page is about, as its last argument. */
  command: (name: string, ...args: readonly unknown[]): Promise<unknown> =>
    ask({ type: "command", command: `tidemark.${name}`, args }),
  /** The places in the palette that these runs keep on every page, from 1 on. */
  colours: async (runs: readonly string[]): Promise<Readonly<Record<string, number>>> =>
    (await ask({ type: "colours", runs })) as Readonly<Record<string, number>>,
  copy: async (text: string): Promise<void> => void (await ask({ type: "copy", text })),
  save: async (name: string, content: string | Uint8Array): Promise<boolean> =>
    (await ask({ type: "save", name, content })) as boolean,
  title: (title: string): void => vscode.postMessage({ type: "title", title }),
  fault: (message: string): void => vscode.postMessage({ type: "fault", message }),

  onChange: (listener: (changes: readonly Change[]) => void): void => void listeners.changes.add(listener),
  onRuntime: (listener: (state: RuntimeState, since: number) => void): void => void listeners.runtime.add(listener),
  /** The page that is open was asked for again, with these parameters. */
  onWish: (listener: (params: unknown) => void): void => void listeners.wishes.add(listener),
  /** The folder that the page is about, as commands take it. */
  folder: (): string | undefined => opening?.folder.uri,
  /** Acts are off while this is so; what was read stays. */
  isAway: (): boolean => runtimeState !== "up",

  /** What the page kept of itself when it was last on the screen. */
  kept: (): unknown => (vscode.getState() as Kept | undefined)?.own,
  keep(own: unknown, params: unknown = opening?.params): void {
    if (opening) vscode.setState({ folder: opening.folder.uri, params, own } satisfies Kept);
  },
};

function hear(message: ToPage): void {
  switch (message.type) {
    case "open":
      if (opening) return; // told twice, as a page that was restored may be
      opening = message;
      runtimeState = message.runtime;
      useWords(message.words, message.locale);
      host.keep(host.kept());
      opened(message);
      return;
    case "answer":
      waiting.get(message.id)?.resolve(message.value);
      waiting.delete(message.id);
      return;
    case "refused":
      waiting.get(message.id)?.reject(new Refused(message.status, message.message));
      waiting.delete(message.id);
      return;
    case "changed":
      for (const listener of listeners.changes) listener(message.changes);
      return;
    case "runtime":
      runtimeState = message.state;
      for (const listener of listeners.runtime) listener(message.state, message.since);
      return;
    case "wish":
      for (const listener of listeners.wishes) listener(message.params);
      return;
    default:
      message satisfies never;
  }
}

/** Says that the page is there; resolves with what it is about. */
export function connect(): Promise<Opening> {
  window.addEventListener("message", (event: MessageEvent<ToPage>) => hear(event.data));
  window.addEventListener("error", (event) => host.fault(`${event.message} ${event.filename}:${event.lineno}`));
  window.addEventListener("unhandledrejection", (event) => {
    const reason: unknown = event.reason;
    host.fault(reason instanceof Error ? (reason.stack ?? reason.message) : String(reason));
  });
  return new Promise((resolve) => {
    opened = resolve;
    vscode.postMessage({ type: "ready" });
  });
}
