import { spawn } from "node:child_process";
import { basename, dirname } from "node:path";

/** Nothing of the repository is run by asking: no hook, no monitor, no external diff, no filter for text. */
const harmless = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.untrackedCache=false"];
const patience = 5000;
const most = 8 * 1024 * 1024;

/** The file as it was; undefined where there is no git, no such commit, or no such file in it. */
export function fileAt(commit: string, file: string): Promise<string | undefined> {
  return git(file, commit, ["show", "--no-textconv", `${commit}:./${basename(file)}`]);
}

/** What has changed in the file since, without context. */
export function diffSince(commit: string, file: string): Promise<string | undefined> {
  return git(file, commit, [
    "diff",
    "-U0",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    commit,
    "--",
    basename(file),
  ]);
}

function git(file: string, commit: string, args: readonly string[]): Promise<string | undefined> {
  if (!/^[0-9a-f]{7,64}$/i.test(commit)) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const child = spawn("git", [...harmless, ...args], {
      cwd: dirname(file),
      env: { ...process.env, GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" },
      stdio: ["ignore", "pipe", "ignore"],
      timeout: patience,
      windowsHide: true,
    });
    const parts: Buffer[] = [];
    let size = 0;
    child.stdout.on("data", (part: Buffer) => {
      size += part.length;
      if (size > most) child.kill();
      else parts.push(part);
    });
    child.once("error", () => resolve(undefined)); // no git here
    child.once("close", (code) => resolve(code === 0 ? Buffer.concat(parts).toString("utf8") : undefined));
  });
}
