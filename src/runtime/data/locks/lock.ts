import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ApiError } from "../../../shared/apiError";

export interface HeldLock {
  release(): Promise<void>;
}

export interface LockOptions {
  /** Milliseconds after which we give up. */
  readonly patience?: number;
  /** Said once when somebody else has it. */
  waiting?(holder: string): void;
  readonly signal?: AbortSignal | undefined;
}

const tryEvery = 50;

/**
 * The lock that dvc takes: flock(2) on `.dvc/tmp/lock`. Node cannot ask for it, so a helper process holds it as long as
 * its stdin is open, and it goes with us however we end.
 */
export async function takeLock(dvcFolder: string, options: LockOptions = {}): Promise<HeldLock> {
  const { patience = 30_000, waiting, signal } = options;
  mkdirSync(`${dvcFolder}/tmp`, { recursive: true });
  const path = `${dvcFolder}/tmp/lock`;
  const until = Date.now() + patience;
  let isSaid = false;
  for (;;) {
    const held = await tryOnce(path);
    if (held) return held;
    const holder = holderOf(path);
    if (Date.now() > until)
      throw new ApiError(
        "RESOURCE_CONFLICT",
        `${path}: another dvc or tidemark${holder} works in this project; wait for it, or end it`,
      );
    if (signal?.aborted) throw new ApiError("INVALID_STATE", "stopped while waiting for the project's lock");
    if (!isSaid) waiting?.(holder);
    isSaid = true;
    await new Promise((resolve) => setTimeout(resolve, tryEvery));
  }
}

function holderOf(path: string): string {
  try {
    const pid = readFileSync(path, "utf8").trim();
    return /^\d+$/.test(pid) ? ` (process ${pid})` : "";
  } catch {
    return ""; // it went while we looked
  }
}

/** Programs that can hold the lock: each says a line once it has it, and ends with its stdin. */
const perl = `use Fcntl ":flock"; open(my $f, "+>>", $ARGV[0]) or exit 3; flock($f, LOCK_EX | LOCK_NB) or exit 1; $| = 1; print "held\\n"; 1 while <STDIN>;`;
const helpers: readonly { readonly program: string; args(path: string): string[] }[] = [
  { program: "flock", args: (path) => ["-n", "-x", path, "sh", "-c", "echo held; exec cat >/dev/null"] },
  { program: "perl", args: (path) => ["-e", perl, path] },
];

/** Which one is here; the others are not tried again. */
let known = 0;

/** Undefined when somebody else holds it. */
async function tryOnce(path: string): Promise<HeldLock | undefined> {
  for (; known < helpers.length; known++) {
    const helper = helpers[known] as (typeof helpers)[number];
    const result = await hold(helper.program, helper.args(path));
    if (result === "taken") return undefined;
    if (result !== "absent") {
      note(path);
      return { release: () => result.end() };
    }
  }
  return ownFile(`${path}.tidemark`);
}

interface Holding {
  end(): Promise<void>;
}

function hold(program: string, args: readonly string[]): Promise<Holding | "taken" | "absent"> {
  return new Promise((resolve, reject) => {
    // a group of its own: Ctrl+C is for us, and we still write when it would have gone
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "ignore"], detached: true });
    // the helper may be gone when its stdin closes
    child.stdin.on("error", () => undefined);
    child.once("error", () => resolve("absent"));
    child.once("exit", (code) =>
      code === 1 ? resolve("taken") : reject(new Error(`${program} ended with ${code} instead of taking a lock`)),
    );
    child.stdout.once("data", () => {
      child.removeAllListeners("exit");
      resolve({ end: () => ended(child) });
    });
  });
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once("exit", () => resolve());
    child.stdin?.end();
  });
}

/** dvc writes its process there as well. */
function note(path: string): void {
  writeFileSync(path, ` ${process.pid}\n`);
}

/**
 * Where there is neither flock nor perl, we at least keep our own processes apart. Whoever wants the lock puts up a file
 * of its own and looks for others afterwards: of two at once, one at least sees the other and steps back. Only files of
 * processes that are gone are taken away.
 */
function ownFile(path: string): HeldLock | undefined {
  const mine = `${basename(path)}.${process.pid}.${++attempts}`;
  const folder = dirname(path);
  const release = () => rmSync(join(folder, mine), { force: true });
  if (others(folder, basename(path), mine)) return undefined;
  writeFileSync(join(folder, mine), "", { flag: "wx" });
  if (others(folder, basename(path), mine)) {
    release();
    return undefined;
  }
  return { release: async () => release() };
}

let attempts = 0;

function others(folder: string, name: string, mine: string): boolean {
  const rest = readdirSync(folder).filter((each) => each.startsWith(`${name}.`) && each !== mine);
  const live = rest.filter((each) => isAlive(Number(each.slice(name.length + 1).split(".")[0])));
  for (const each of rest) if (!live.includes(each)) rmSync(join(folder, each), { force: true });
  return live.length > 0;
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === "EPERM";
  }
}
