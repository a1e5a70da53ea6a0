import { execFile } from "node:child_process";
import { dirname } from "node:path";

/** Nothing of the repository is run by asking: no hook, no monitor; who asks for a diff forbids external ones. */
const harmless = [
  "-c",
  "core.fsmonitor=false",
  "-c",
  "core.hooksPath=/dev/null",
  "-c",
  "core.untrackedCache=false",
  "-c",
  "core.quotePath=false",
  // a signature would be checked by whatever program the repository names
  "-c",
  "log.showSignature=false",
];
const largest = 32 * 1024 * 1024;
const patience = 20_000;

/** There is no git on this machine. */
export class NoGit extends Error {}

/** What git prints about a folder; undefined when it refuses. */
export function runGit(folder: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    execFile(
      "git",
      ["-C", folder, ...harmless, ...args],
      {
        // Windows looks for a program in the folder it is started in before it looks on the PATH
        cwd: dirname(process.execPath),
        maxBuffer: largest,
        timeout: patience,
        windowsHide: true,
        env: { ...process.env, GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" },
      },
      (error, stdout) => {
        if (error === null) resolve(stdout);
        else if (error.code === "ENOENT") reject(new NoGit("git was not found"));
        else resolve(undefined);
      },
    );
  });
}

/** What a tag claims is a commit goes to git as an argument: nothing but hex may. */
export function isCommit(text: string): boolean {
  return /^[0-9a-f]{7,64}$/i.test(text);
}
