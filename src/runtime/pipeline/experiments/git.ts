import { type ChildProcess, spawn } from "node:child_process";
import { ApiError } from "../../../shared/apiError";
import { isRunning } from "../../kernel/processes";

export interface GitOptions {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** The `git` program in one work tree. What it says is read as text. */
export interface Git {
  /** Of the work tree, absolute. */
  readonly root: string;
  /** Its output without the last newline. Throws an ApiError with git's own first line when it fails. */
  run(args: readonly string[], options?: GitOptions): Promise<string>;
  /** Undefined when it fails. */
  ask(args: readonly string[], options?: GitOptions): Promise<string | undefined>;
}

export function openGit(root: string): Git {
  return {
    root,
    async run(args, options = {}) {
      const { code, stdout, stderr } = await call(root, args, options);
      if (code === 0) return stdout;
      const why = stderr
        .split("\n")
        .find((line) => line.trim() !== "")
        ?.replace(/^(?:fatal|error): /, "");
      throw new ApiError("INVALID_STATE", `git ${args[0]}: ${why ?? `ended with ${code}`}`);
    },
    async ask(args, options = {}) {
      const { code, stdout } = await call(root, args, options);
      return code === 0 ? stdout : undefined;
    },
  };
}

const running = new Set<ChildProcess>();
/** Milliseconds that git has to put away what it half did. */
const patience = 1000;

/** Ends what git does for us, and waits for it: for the last moment of a process, when nothing else is told any more. */
export function endGit(): void {
  for (const child of running) child.kill("SIGTERM");
  const until = performance.now() + patience;
  const clock = new Int32Array(new SharedArrayBuffer(4));
  while (performance.now() < until && [...running].some(({ pid }) => pid !== undefined && isRunning(pid)))
    Atomics.wait(clock, 0, 0, 5);
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function call(cwd: string, args: readonly string[], { input, env, signal }: GitOptions): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", args, {
      cwd,
      env: { ...process.env, ...unsetOfHooks, LC_ALL: "C", GIT_TERMINAL_PROMPT: "0", ...env },
      stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
      windowsHide: true,
      // Ctrl-C in a terminal goes to all of its group; git shall end what it began, and we say what stops
      detached: process.platform !== "win32" && !mayAsk.has(args[0] ?? ""),
      ...(signal ? { signal } : {}),
    });
    running.add(child);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout?.on("data", (part: Buffer) => out.push(part));
    child.stderr?.on("data", (part: Buffer) => err.push(part));
    child.stdin?.on("error", () => undefined); // it ended before it read all; its code says why
    child.once("error", (thrown: NodeJS.ErrnoException) =>
      reject(
        thrown.code === "ENOENT"
          ? new ApiError("INVALID_STATE", "git was not found; experiments are commits of git, install it")
          : thrown,
      ),
    );
    child.once("close", (code) => {
      running.delete(child);
      resolve({
        code: code ?? 1,
        stdout: Buffer.concat(out).toString("utf8").replace(/\n$/, ""),
        stderr: Buffer.concat(err).toString("utf8"),
      });
    });
    child.stdin?.end(input);
  });
}

/** They reach other machines, and ask for passwords on the terminal. */
const mayAsk: ReadonlySet<string> = new Set(["ls-remote", "push", "fetch"]);

/** Where a hook of git calls us, these would lead all of git elsewhere. */
const unsetOfHooks = {
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
  GIT_OBJECT_DIRECTORY: undefined,
  GIT_PREFIX: undefined,
};
