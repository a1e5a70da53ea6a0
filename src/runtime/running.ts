import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { ApiError } from "../shared/apiError";
import { placesOf } from "./kernel/home";
import { isOwnAddress } from "./kernel/http/addresses";
import { answersNonce } from "./kernel/nonce";
import { findOwner, type Owner } from "./kernel/owner";
import { readToken } from "./kernel/token";

/** A runtime that is up and may be joined. */
export interface Running {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
}

/** A runtime that ends, or was just killed, has the workspace a little longer than it answers. */
const answerWithin = 10_000;
/** One on another machine, or in a folder copied from there, is known to be gone when its lock has been still for longer. */
const answerWithinElsewhere = 40_000;

/** The runtime of this workspace; undefined when none is up. */
export async function findRunning(workspace: string): Promise<Running | undefined> {
  const { home } = placesOf(workspace);
  for (const began = Date.now(); ; ) {
    const owner = await findOwner(home);
    if (owner?.role !== "runtime") return undefined;
    // a lock may come with a repository, and name a listener of somebody else's who knows its nonce
    const isHere = owner.host === hostname() && isOwnAddress(owner.url);
    if (isHere && (await answersNonce(owner))) return joined(home, owner);
    if (Date.now() > began + (isHere ? answerWithin : answerWithinElsewhere))
      throw new ApiError("TEMPORARILY_UNAVAILABLE", isHere ? silent(owner, workspace) : foreign(owner, workspace));
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

function silent({ pid, url }: Owner, workspace: string): string {
  return `Process ${pid} has the workspace ${workspace} but does not answer at ${url}: end it (kill ${pid}) and try again`;
}

function foreign({ pid, host, url }: Owner, workspace: string): string {
  const lock = join(placesOf(workspace).home, "lock");
  return `Process ${pid} on ${host} (${url}) has the workspace ${workspace}: use it there or end it; if there is no such process, delete ${lock}`;
}

/** Whether that runtime has let go of the workspace; waits for it up to `patience` ms. */
export async function hasEnded(workspace: string, { pid, url }: Running, patience: number): Promise<boolean> {
  const { home } = placesOf(workspace);
  for (const until = Date.now() + patience; Date.now() < until; ) {
    const owner = await findOwner(home);
    if (owner?.pid !== pid || owner.url !== url) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

/** The owner may be so new that its token is still to be made. */
async function joined(home: string, { url, pid }: Owner): Promise<Running> {
  for (let tries = 0; tries < 100; tries++) {
    const token = readToken(home);
    if (token !== undefined) return { url, token, pid };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new ApiError(
    "INVALID_STATE",
    `${join(home, "token")} cannot be read: is the runtime (process ${pid}) another user's?`,
  );
}

interface Start {
  readonly program?: string;
  readonly idleSeconds?: number;
  /** A second port on which the one that is started answers, if it is free. */
  readonly alsoPort?: number;
}

/** Joins the runtime, or starts one that lives on without us and ends when nobody needs it. */
export async function ensureRuntime(
  workspace: string,
  { program = defaultProgram(), idleSeconds = 900, alsoPort }: Start = {},
): Promise<Running> {
  const running = await findRunning(workspace);
  if (running) return running;
  mkdirSync(placesOf(workspace).home, { recursive: true });
  const also = alsoPort === undefined ? [] : ["--also-port", String(alsoPort)];
  const child = spawn(process.execPath, [program, "--workspace", workspace, "--idle", String(idleSeconds), ...also], {
    cwd: workspace,
    detached: true,
    windowsHide: true,
    stdio: ["ignore", "pipe", "ignore"],
  });
  try {
    return readRunning(await firstLine(child.stdout));
  } finally {
    child.stdout.destroy();
    child.unref();
  }
}

function defaultProgram(): string {
  return join(__dirname, "runtime.js");
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  stream.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  while (!text.includes("\n")) {
    const ended = await Promise.race([once(stream, "data").then(() => false), once(stream, "close").then(() => true)]);
    if (ended) break;
  }
  return text.split("\n", 1)[0] ?? "";
}

function readRunning(line: string): Running {
  const said: unknown = line === "" ? { error: "it ended before it answered" } : JSON.parse(line);
  const { url, token, pid, error } = said as Partial<Running> & { error?: string };
  if (url === undefined || token === undefined || pid === undefined)
    throw new ApiError("INVALID_STATE", `The runtime did not start: ${error ?? line.slice(0, 200)}`);
  return { url, token, pid };
}
