import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ApiError } from "../../../shared/apiError";
import type { GitSaid } from "../../kernel/git";
import { gitAddress, shownUrl } from "../../kernel/gitAddress";
import { takeLock } from "../locks/lock";

/** A bare copy of a repository that lies elsewhere, with the commit that was asked for in it. */
export interface Clone {
  readonly gitDir: string;
  readonly commit: string;
}

export interface CommitAsked {
  /** The commit itself, where it is known: what is here already is not asked for again. */
  readonly lock?: string | undefined;
  /** A branch, tag or commit; without it the other side's HEAD. */
  readonly rev?: string | undefined;
}

/** Copies are kept for all projects of a person, and only as deep as they were needed. */
export function clonesFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.XDG_CACHE_HOME) return join(env.XDG_CACHE_HOME, "tidemark", "clones");
  if (process.platform === "darwin") return join(homedir(), "Library/Caches/tidemark/clones");
  return join(homedir(), ".cache", "tidemark", "clones");
}

/** The commit out of the repository at an address. Keys and passwords are git's own. */
export async function cloneAt(url: string, asked: CommitAsked): Promise<Clone> {
  const folder = join(clonesFolder(), createHash("md5").update(url).digest("hex"));
  const gitDir = join(folder, "git");
  checkRevision(url, asked.rev);
  checkRevision(url, asked.lock);
  if (asked.lock !== undefined && (await hasCommit(gitDir, asked.lock))) return { gitDir, commit: asked.lock };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = await takeLock(folder, { patience: 600_000 });
  try {
    await prepare(gitDir);
    return { gitDir, commit: await bring(gitDir, url, asked) };
  } finally {
    await lock.release();
  }
}

/** Whoever was killed at work left his own locks; we hold the only one that counts. */
async function prepare(gitDir: string): Promise<void> {
  if (existsSync(join(gitDir, "HEAD"))) {
    for (const name of readdirSync(gitDir)) if (name.endsWith(".lock")) rmSync(join(gitDir, name), { force: true });
    return;
  }
  rmSync(gitDir, { recursive: true, force: true });
  const { code, err } = await askGit(["init", "-q", "--bare", "--template=", gitDir]);
  if (code !== 0) throw new ApiError("INVALID_STATE", `${gitDir}: git init: ${lastLine(err)}`);
}

async function bring(gitDir: string, url: string, { lock, rev }: CommitAsked): Promise<string> {
  const name = lock ?? rev ?? "HEAD";
  if (lock !== undefined && (await hasCommit(gitDir, lock))) return lock;
  const shallow = await fetchRefs(gitDir, url, ["--depth=1", "--no-tags"], [name]);
  if (shallow.code === 0) return keepFetched(gitDir);
  // a server may give out branches and tags only, and `main~2` or a short hash has no name there
  const refs = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*", "+HEAD:refs/tidemark/head"];
  const isShallow = existsSync(join(gitDir, "shallow"));
  const whole = await fetchRefs(gitDir, url, ["--prune", ...(isShallow ? ["--unshallow"] : [])], refs);
  if (whole.code !== 0) throw fault(url, `git cannot fetch it: ${reason(whole.err)}`);
  // HEAD of our copy is nobody's
  const theirs = name.replace(/^HEAD(?![\w./-])/, "refs/tidemark/head");
  for (const each of [theirs, `refs/heads/${name}`]) {
    const found = await revisionIn(gitDir, each);
    if (found !== undefined) return keep(gitDir, found);
  }
  throw new ApiError("RESOURCE_DOES_NOT_EXIST", `${shownUrl(url)}: has no commit, branch or tag ${name}`);
}

function fetchRefs(gitDir: string, url: string, options: readonly string[], refs: readonly string[]): Promise<GitSaid> {
  const quiet = ["-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "protocol.version=2"];
  const address = gitAddress(url);
  const words = ["fetch", "-q", "--no-write-commit-graph", ...options, "--", address.url, ...refs];
  return askGit([...quiet, ...address.options, `--git-dir=${gitDir}`, ...words], address.env);
}

async function keepFetched(gitDir: string): Promise<string> {
  const commit = await revisionIn(gitDir, "FETCH_HEAD");
  if (commit === undefined) throw new ApiError("INVALID_STATE", `${gitDir}: git fetched no commit`);
  return keep(gitDir, commit);
}

/** A ref of our own says that all of it came, keeps it from git's cleaning, and spares the next fetch what is here. */
async function keep(gitDir: string, commit: string): Promise<string> {
  const { code, err } = await askGit([`--git-dir=${gitDir}`, "update-ref", `refs/tidemark/${commit}`, commit]);
  if (code !== 0) throw new ApiError("INVALID_STATE", `${gitDir}: git update-ref: ${lastLine(err)}`);
  return commit;
}

/** Of a fetch that was killed the commit may be here, and its files not. */
async function hasCommit(gitDir: string, commit: string): Promise<boolean> {
  if (!isHash(commit) || !existsSync(join(gitDir, "HEAD"))) return false;
  return (await revisionIn(gitDir, `refs/tidemark/${commit}`)) === commit;
}

/** The commit that a name stands for in a repository on this machine. */
export async function revisionIn(gitDir: string, name: string): Promise<string | undefined> {
  const { code, out } = await askGit([
    `--git-dir=${gitDir}`,
    "rev-parse",
    "--verify",
    "-q",
    "--end-of-options",
    `${name}^{commit}`,
  ]);
  return code === 0 ? out.toString("utf8").trim() : undefined;
}

/** The commit that the other side has under a name now, without fetching it; undefined where it does not say. */
export async function remoteRevision(url: string, rev: string | undefined): Promise<string | undefined> {
  checkRevision(url, rev);
  if (rev !== undefined && isHash(rev)) return rev;
  const address = gitAddress(url);
  const { code, out, err } = await askGit(
    [...address.options, "ls-remote", "-q", "--", address.url, rev ?? "HEAD"],
    address.env,
  );
  if (code !== 0) throw fault(url, `git cannot reach it: ${reason(err)}`);
  const lines = out.toString("utf8").split("\n").filter(Boolean);
  const wanted = rev === undefined ? ["HEAD"] : [`refs/tags/${rev}^{}`, `refs/heads/${rev}`, `refs/tags/${rev}`, rev];
  for (const name of wanted) {
    const found = lines.find((line) => line.endsWith(`\t${name}`));
    if (found !== undefined) return found.split("\t")[0];
  }
  return undefined;
}

export function isHash(text: string): boolean {
  return /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(text);
}

/** What git would take for an option or for two refs. */
export function checkRevision(url: string, rev: string | undefined): void {
  if (rev !== undefined && !/^[^-+:\s\0][^:\s\0]*$/.test(rev))
    throw new ApiError("INVALID_PARAMETER_VALUE", `${shownUrl(url)}: '${rev}' is no commit, branch or tag`);
}

function fault(url: string, why: string): ApiError {
  return new ApiError("INVALID_STATE", `${shownUrl(url)}: ${shownUrl(why)}`);
}

function askGit(args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<GitSaid> {
  return new Promise((resolve, reject) => {
    // with nobody there to answer, a question would wait for ever
    const quiet = process.stdin.isTTY ? {} : { GIT_TERMINAL_PROMPT: "0" };
    const env = { ...process.env, ...quiet, ...more };
    execFile("git", args, { env, maxBuffer: 2 ** 30, encoding: "buffer" }, (error, out, err) => {
      if (error && typeof error.code !== "number") reject(error);
      else resolve({ code: error ? Number(error.code) : 0, out, err: err.toString("utf8").trim() });
    });
  });
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}

/** Git's own word for it, of what it said. */
function reason(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  const fatal = lines.find((line) => /^(?:fatal|error): /.test(line)) ?? lastLine(text);
  return fatal.replace(/^(?:fatal|error): /, "");
}
