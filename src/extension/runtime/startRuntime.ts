import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { lstat, readFile, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { object, optional, type Reader, string } from "../../shared/readers";
import { createDoor, type Door } from "./door";
import { findFreePort } from "./freePort";

/** What a runtime is started with. */
export interface Start {
  /** dist/runtime.js */
  readonly script: string;
  readonly folder: string;
  /** Asked for, so that terminals opened earlier stay right; another is taken if it is not free. */
  readonly port: number;
  /** Becomes the folder's token if it has none yet. */
  readonly token: string;
  readonly alsoPort: number | undefined;
  /** Without a window and without a run, after which it ends itself. */
  readonly idleMinutes: number;
  /** Takes what the runtime says before and beside its own log. */
  readonly output: string;
}

const secondsToStart = 20;

const readAddress = object<{ url: string }>({ url: string });
const readFirstLine = object<{ url?: string; token?: string; error?: string }>({
  url: optional(string) as Reader<string>,
  token: optional(string) as Reader<string>,
  error: optional(string) as Reader<string>,
});
const readStatus = object<{ workspace: string }>({ workspace: string });

/** A door to the runtime that owns the folder, if one answers. */
export async function joinRuntime(folder: string): Promise<Door | undefined> {
  const home = join(folder, ".tidemark");
  const address = await readJson(join(home, "lock"), readAddress);
  const token = await readToken(folder);
  if (address === undefined || token === undefined || !isLoopback(address.url)) return undefined;
  const door = createDoor(address.url, token);
  try {
    const { workspace } = await door.get("/api/tidemark/v1/status", readStatus);
    if ((await realpath(workspace)) === (await realpath(folder))) return door;
  } catch {
    // nobody there, or somebody else
  }
  door.close();
  return undefined;
}

/** The folder's token, unless others could have put it there. */
export async function readToken(folder: string): Promise<string | undefined> {
  const path = join(folder, ".tidemark", "token");
  const found = await orUndefined(lstat(path));
  if (!found?.isFile() || (process.platform !== "win32" && (found.mode & 0o077) !== 0)) return undefined;
  const token = (await orUndefined(readFile(path, "utf8")))?.trim();
  return token && token.length >= 40 ? token : undefined;
}

/** Starts a runtime that outlives this window. If another window was faster, its runtime is what we get. */
export async function forkRuntime(start: Start): Promise<Door> {
  const { url, token } = await firstLine({ ...start, port: await findFreePort(start.port) });
  return createDoor(url, token);
}

function firstLine(start: Start): Promise<{ url: string; token: string }> {
  mkdirSync(dirname(start.output), { recursive: true });
  const errors = openSync(start.output, "w");
  const child = spawn(
    process.execPath,
    [
      start.script,
      "--workspace",
      start.folder,
      "--idle",
      String(start.idleMinutes * 60),
      "--port",
      String(start.port),
      ...(start.alsoPort === undefined ? [] : ["--also-port", String(start.alsoPort)]),
    ],
    {
      cwd: start.folder,
      detached: true,
      windowsHide: true,
      stdio: ["ignore", "pipe", errors] as const,
      env: { ...process.env, ELECTRON_RUN_AS_NODE: "1", TIDEMARK_TOKEN: start.token },
    },
  );
  closeSync(errors); // the child has its own
  const { stdout } = child;
  return new Promise((resolve, reject) => {
    let said = "";
    const timer = setTimeout(() => reject(new Error(`no answer in ${secondsToStart} s`)), secondsToStart * 1000);
    stdout?.setEncoding("utf8");
    stdout?.on("data", (chunk: string) => {
      said += chunk;
      const end = said.indexOf("\n");
      if (end < 0) return;
      clearTimeout(timer);
      stdout?.removeAllListeners("data").resume();
      child.unref();
      try {
        const { url, token, error } = readFirstLine(JSON.parse(said.slice(0, end)), "runtime");
        if (url !== undefined && token !== undefined) resolve({ url, token });
        else reject(new Error(error ?? "it said nothing"));
      } catch (error) {
        reject(error);
      }
    });
    child.once("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once("exit", (code, signal) => {
      clearTimeout(timer);
      // its own words are in the file, which the caller shows
      reject(new Error(`ended with ${signal ?? code}`));
    });
  });
}

/** A lock that came with a repository must not lead us elsewhere. */
function isLoopback(url: string): boolean {
  return URL.canParse(url) && ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname);
}

async function readJson<T>(path: string, read: Reader<T>): Promise<T | undefined> {
  const text = await orUndefined(readFile(path, "utf8"));
  if (text === undefined) return undefined;
  try {
    return read(JSON.parse(text), path);
  } catch {
    return undefined; // half written or foreign: as good as absent
  }
}

async function orUndefined<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch {
    return undefined;
  }
}
