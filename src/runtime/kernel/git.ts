import { execFile, spawnSync } from "node:child_process";

export interface GitSaid {
  readonly code: number;
  readonly out: Buffer;
  readonly err: string;
}

/** Git with what it said; a code other than 0 is for the caller to judge. */
export function runGit(cwd: string, args: readonly string[], input?: string): Promise<GitSaid> {
  return new Promise((resolve, reject) => {
    const child = execFile("git", args, { cwd, maxBuffer: 2 ** 30, encoding: "buffer" }, (error, out, err) => {
      if (error && typeof error.code !== "number") reject(error);
      else resolve({ code: child.exitCode ?? 1, out, err: err.toString("utf8").trim() });
    });
    child.stdin?.on("error", () => undefined); // it may end before it has read everything
    if (input !== undefined) child.stdin?.end(input);
  });
}

/** Files that git knows below a folder, relative to it; none where git or a repository is missing. For a message, once. */
export function filesInGit(folder: string, pattern: string): string[] {
  const { status, stdout } = spawnSync("git", ["ls-files", "-z", "--", pattern], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    stdio: ["ignore", "pipe", "ignore"],
  });
  return status === 0 ? stdout.split("\0").filter((name) => name !== "") : [];
}
