import assert from "node:assert/strict";
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, resolve } from "node:path";
import type { Readable } from "node:stream";
import type { Browser, Page } from "playwright-core";
import { answer, type Editor, everything } from "../../src/extension/pages/answer";
import { documentOf, policy } from "../../src/extension/pages/shell";
import { createDoor, type Door } from "../../src/extension/runtime/door";
import { object, string } from "../../src/shared/readers";
import { readChanges, readToHost, type ToPage } from "../../src/shared/views/page";
import { findChromium, launchChromium } from "../vscode/chromium";

const root = resolve(__dirname, "../../..");
const themes = {
  dark: "vscode-dark",
  light: "vscode-light",
  contrast: "vscode-high-contrast",
  "contrast-light": "vscode-high-contrast vscode-high-contrast-light",
} as const;
export type Theme = keyof typeof themes;

export interface StageOptions {
  /** The folder of the page in webview/. */
  readonly page: string;
  readonly params: unknown;
  readonly door: Door;
  readonly theme?: Theme;
  readonly size?: { readonly width: number; readonly height: number };
  /** What the page kept of itself the last time. */
  readonly kept?: unknown;
  readonly reducedMotion?: boolean;
  /** What commands of the editor answer, by their ids; nothing unless said. */
  readonly answers?: Readonly<Record<string, unknown>>;
}

/** What a page asked of the editor, which on the stage does nothing but remember it. */
export interface Heard {
  readonly commands: { readonly command: string; readonly args: readonly unknown[] }[];
  readonly copied: string[];
  readonly saved: { readonly name: string; readonly content: string | Uint8Array }[];
  readonly titles: string[];
  readonly faults: string[];
  /** Errors on the console, exceptions, violations of the policy. */
  readonly troubles: string[];
  /** How often each route was asked. */
  readonly routes: Map<string, number>;
}

/** A page in a bare browser, under the policy and the colours that the editor gives it, with a real runtime behind. */
export interface Stage extends AsyncDisposable {
  readonly page: Page;
  readonly heard: Heard;
  tell(message: ToPage): Promise<void>;
  picture(path: string): Promise<void>;
}

/** Whether pages can be shown on this machine. */
export function hasStage(): boolean {
  if (findChromium() !== undefined) return true;
  if (process.env.CI) throw new Error("no Chromium found, and on CI nothing may be skipped");
  process.stdout.write("skipped: no Chromium\n");
  return false;
}

export async function openStage(options: StageOptions): Promise<Stage> {
  const executable = findChromium();
  if (executable === undefined) throw new Error("no Chromium found: set CHROME_PATH");
  const server = await serveFiles(options);
  let browser: Browser | undefined;
  try {
    browser = await launchChromium(executable);
    const page = await browser.newPage({
      viewport: options.size ?? { width: 1232, height: 708 },
      reducedMotion: options.reducedMotion ? "reduce" : "no-preference",
    });
    return await play(page, browser, server, options);
  } catch (error) {
    await browser?.close();
    server.close();
    throw error;
  }
}

async function play(page: Page, browser: Browser, server: Server, options: StageOptions): Promise<Stage> {
  const heard: Heard = {
    commands: [],
    copied: [],
    saved: [],
    titles: [],
    faults: [],
    troubles: [],
    routes: new Map(),
  };
  const colours = new Map<string, number>();
  const editor: Editor = {
    run: async (command, args) => {
      heard.commands.push({ command, args });
      return options.answers?.[command];
    },
    colours: async (runs) =>
      Object.fromEntries(
        runs.map((id) => {
          if (!colours.has(id)) colours.set(id, colours.size + 1);
          return [id, colours.get(id) as number];
        }),
      ),
    copy: async (text) => void heard.copied.push(text),
    save: async (name, content) => {
      heard.saved.push({ name, content });
      return true;
    },
  };
  const tell = async (message: ToPage): Promise<void> => {
    if (page.isClosed()) return;
    await page.evaluate(`window.postMessage(tmDecode(${JSON.stringify(encode(message))}), "*")`);
  };
  await page.exposeFunction("tmPost", async (raw: unknown) => {
    const message = readToHost(decode(raw), "message");
    switch (message.type) {
      case "ready":
        return tell({
          type: "open",
          params: options.params,
          folder: { name: "churn", uri: "file:///churn" },
          words: {},
          locale: "en",
          runtime: "up",
        });
      case "title":
        heard.titles.push(message.title);
        return;
      case "fault":
        heard.faults.push(message.message);
        return;
      default:
        if (message.type === "route") {
          const route = `${message.method} ${message.path.split("?")[0]}`;
          heard.routes.set(route, (heard.routes.get(route) ?? 0) + 1);
        }
        return tell(await answer(message, async () => options.door, editor));
    }
  });
  await page.addInitScript(`(${beTheEditor.toString()})(${JSON.stringify(options.kept ?? null)})`);
  page.on("console", (message) => {
    if (message.type() === "error" && !/favicon/.test(message.location().url)) heard.troubles.push(message.text());
  });
  page.on("pageerror", (error) => heard.troubles.push(error.stack ?? error.message));
  page.on("request", (request) => {
    const { protocol, hostname, href } = new URL(request.url());
    if (/^(https?|wss?):$/.test(protocol) && hostname !== "127.0.0.1") heard.troubles.push(`asked for ${href}`);
  });
  const { port } = server.address() as AddressInfo;
  await options.door.follow(
    (data) => void tell({ type: "changed", changes: readChanges(data, "events") }).catch(() => undefined),
    () => void tell({ type: "runtime", state: "away", since: Date.now() }).catch(() => undefined),
  );
  await page.goto(`http://127.0.0.1:${port}/`);
  return {
    page,
    heard,
    tell,
    picture: async (path) => void (await page.screenshot({ path })),
    async [Symbol.asyncDispose]() {
      await browser.close();
      server.close();
      server.closeAllConnections();
      assert.deepEqual(heard.troubles, [], "what the page said or did that it should not");
    },
  };
}

/** Runs in the page before all else: what the editor puts into every webview. */
function beTheEditor(kept: unknown): void {
  const scope = globalThis as unknown as Record<string, unknown>;
  let state: unknown = kept === null ? undefined : { folder: "file:///churn", params: undefined, own: kept };
  const isPacked = (value: unknown): value is { $bytes: string } =>
    typeof value === "object" && value !== null && "$bytes" in value;
  const unpack = (value: unknown): unknown => {
    if (isPacked(value)) return Uint8Array.from(atob(value.$bytes), (letter) => letter.charCodeAt(0));
    return value;
  };
  const pack = (value: unknown): unknown => {
    if (!(value instanceof Uint8Array)) return value;
    let letters = "";
    for (const byte of value) letters += String.fromCharCode(byte);
    return { $bytes: btoa(letters) };
  };
  const each = (message: Record<string, unknown>, change: (value: unknown) => unknown) =>
    Object.fromEntries(Object.entries(message).map(([key, value]) => [key, change(value)]));
  scope.tmDecode = (message: Record<string, unknown>) => each(message, unpack);
  scope.tmState = () => (state as { own?: unknown } | undefined)?.own;
  scope.acquireVsCodeApi = () => ({
    postMessage: (message: Record<string, unknown>) =>
      (scope.tmPost as (message: unknown) => void)(each(message, pack)),
    getState: () => state,
    setState: (next: unknown) => {
      state = next;
    },
  });
}

function encode(message: ToPage): unknown {
  if (message.type !== "answer" || !(message.value instanceof Uint8Array)) return message;
  return { ...message, value: { $bytes: Buffer.from(message.value).toString("base64") } };
}

function decode(raw: unknown): unknown {
  if (typeof raw !== "object" || raw === null) return raw;
  return Object.fromEntries(
    Object.entries(raw).map(([key, value]) => [
      key,
      typeof value === "object" && value !== null && "$bytes" in value
        ? new Uint8Array(Buffer.from(String(value.$bytes), "base64"))
        : value,
    ]),
  );
}

const mimeTypes: Readonly<Record<string, string>> = {
  ".js": "text/javascript",
  ".css": "text/css",
  ".ttf": "font/ttf",
  ".svg": "image/svg+xml",
};

async function serveFiles({ page, theme = "dark" }: StageOptions): Promise<Server> {
  const files = join(root, process.env.TIDEMARK_DIST ?? "dist", "webview");
  const nonce = "stage";
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://stage").pathname;
    if (path === "/") {
      const shell = {
        title: page,
        script: `/${page}.js`,
        sheet: `/${page}.css`,
        source: "'self'",
        nonce,
        language: "en",
      };
      response.setHeader("content-type", "text/html");
      // the editor lays the theme under the page, and names it on the body
      const themed = documentOf(shell)
        .replace('<link rel="stylesheet"', '<link rel="stylesheet" href="/theme.css">\n<link rel="stylesheet"')
        .replace("<body>", `<body class="${themes[theme]}" data-vscode-theme-id="${theme}">`);
      response.setHeader("content-security-policy", policy({ source: "'self'", nonce }));
      response.end(themed);
      return;
    }
    const file =
      path === "/theme.css" ? join(root, "test/fixtures/themes", `${theme}.css`) : join(files, path.slice(1));
    try {
      response.setHeader("content-type", mimeTypes[extname(file)] ?? "application/octet-stream");
      response.end(readFileSync(file));
    } catch {
      response.statusCode = 404; // the browser says so on the console, which the test reads
      response.end();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

/** A runtime of its own on an empty folder. */
export interface TestRuntime extends AsyncDisposable {
  readonly folder: string;
  readonly door: Door;
}

const readFirstLine = object<{ url: string; token: string }>({ url: string, token: string });

export async function startTestRuntime(folder = mkdtempSync(join(tmpdir(), "tidemark-stage-"))): Promise<TestRuntime> {
  mkdirSync(folder, { recursive: true });
  const script = join(root, process.env.TIDEMARK_DIST ?? "dist", "cli.js");
  const child = spawn(process.execPath, [script, "up", "--json", "--workspace", folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { url, token } = readFirstLine(JSON.parse(await firstLine(child)), "first line");
  const door = createDoor(url, token);
  return {
    folder,
    door,
    async [Symbol.asyncDispose]() {
      door.close();
      child.kill("SIGTERM");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** What the runtime says first. It may also end without a word. */
async function firstLine(child: ChildProcessByStdio<null, Readable, null>): Promise<string> {
  let said = "";
  for await (const part of child.stdout.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    said += part;
    if (said.includes("\n")) return said.slice(0, said.indexOf("\n"));
  }
  throw new Error(`the runtime ended before it said where it is: ${said}`);
}

export { everything };
