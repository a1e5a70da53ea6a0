import { spawn } from "node:child_process";

export interface GitFacts {
  /** Absolute path of the working tree. */
  readonly root: string;
  readonly commit?: string;
  readonly branch?: string;
  /** Without any name or password in it. */
  readonly remote?: string;
  readonly isDirty: boolean;
  /** What is not committed, as a patch; files that git does not know are named in front of it. */
  readonly patch?: string;
}

/** Bytes of a patch that are kept. */
const largestPatch = 1024 * 1024;
const patience = 10_000;

/** Nothing of the repository is run by asking: no hook, no monitor, no external diff, no filter for text. */
const harmless = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.untrackedCache=false"];

/** Nothing when there is no git, or the folder is in no working tree. */
export async function readGitFacts(folder: string, wantsPatch: boolean): Promise<GitFacts | undefined> {
  const root = (await git(folder, ["rev-parse", "--show-toplevel"])).text?.trim();
  if (!root) return undefined;
  const [commit, branch, remote, status] = await Promise.all([
    git(root, ["rev-parse", "--verify", "-q", "HEAD"]),
    git(root, ["symbolic-ref", "-q", "--short", "HEAD"]),
    git(root, ["config", "--get", "remote.origin.url"]),
    git(root, ["status", "--porcelain=v1", "-z", "--untracked-files=normal", "--ignore-submodules=all"]),
  ]);
  const changes = (status.text ?? "").split("\0").filter((line) => line !== "");
  const patch = wantsPatch && changes.length > 0 && commit.text ? await readPatch(root, changes) : undefined;
  return {
    root,
    ...some("commit", commit.text?.trim()),
    ...some("branch", branch.text?.trim()),
    ...some("remote", withoutSecrets(remote.text?.trim() ?? "")),
    isDirty: changes.length > 0,
    ...some("patch", patch),
  };
}

function some<K extends string>(key: K, value: string | undefined): { [key in K]?: string } {
  return value ? ({ [key]: value } as { [key in K]?: string }) : {};
}

async function readPatch(root: string, changes: readonly string[]): Promise<string | undefined> {
  const diff = await git(root, [
    "diff",
    "HEAD",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--ignore-submodules=all",
  ]);
  const unknown = changes.filter((line) => line.startsWith("?? ")).map((line) => line.slice(3));
  const head = unknown.slice(0, 200).map((path) => `# not in git: ${path.replaceAll("\n", " ")}\n`);
  const more = unknown.length > 200 ? [`# not in git: ${unknown.length - 200} more\n`] : [];
  const cut = diff.isCut ? [`# cut: the whole is longer than ${largestPatch} bytes\n`] : [];
  const text = [...head, ...more, ...cut, diff.text ?? ""].join("");
  return text === "" ? undefined : text;
}

/** `https://name:password@host/x` loses its name and password. */
export function withoutSecrets(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, "$1");
}

interface Said {
  readonly text?: string;
  readonly isCut: boolean;
}

function git(folder: string, args: readonly string[]): Promise<Said> {
  return new Promise((resolve) => {
    const child = spawn("git", [...harmless, ...args], {
      cwd: folder,
      env: { ...process.env, GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" },
      stdio: ["ignore", "pipe", "ignore"],
      timeout: patience,
    });
    const parts: Buffer[] = [];
    let size = 0;
    child.stdout.on("data", (part: Buffer) => {
      size += part.length;
      if (size <= largestPatch) parts.push(part);
      else child.kill();
    });
    child.once("error", () => resolve({ isCut: false })); // no git here
    child.once("close", (code) => {
      const isCut = size > largestPatch;
      resolve(code === 0 || isCut ? { text: Buffer.concat(parts).toString("utf8"), isCut } : { isCut });
    });
  });
}
