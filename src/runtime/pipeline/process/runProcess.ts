import { spawn } from "node:child_process";
import { constants } from "node:os";
import type { Readable } from "node:stream";
import { codeOf } from "../../kernel/home";
import type { Guard } from "./guard";
import { measureMemory, readTimes, type Usage } from "./measure";
import { shellCommand } from "./shellCommand";

export interface ProcessOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly guard: Guard;
  /** Gets what the command says, as it comes. While what it answers is under way, the command has to wait to say more. */
  onOutput(part: Buffer, from: "stdout" | "stderr"): Promise<void> | undefined;
  onStart?(pid: number): void;
  /** Its reason names the signal that the command's processes are sent. */
  readonly signal?: AbortSignal;
  /** After that many ms what did not end by itself is ended. */
  readonly patience?: number;
}

export interface Ended {
  /** As a shell counts it: 128 and the signal's number for a command that was killed. */
  readonly code: number;
  readonly usage: Usage;
}

/**
 * Runs the person's shell below one of ours, which tells afterwards how long the processor was busy: node says that of
 * itself only. Its traps let it live until the command has ended; a command itself has none of them.
 */
const timed = `trap : INT TERM HUP QUIT; "$@" 3>&-; code=$?; times >&3; exit $code`;

/** One command in a process group of its own. Rejects when its shell cannot be started. */
export async function runProcess(command: string, options: ProcessOptions): Promise<Ended> {
  const { cwd, env, guard, onOutput, signal, patience = 10_000 } = options;
  signal?.throwIfAborted();
  const isWindows = process.platform === "win32";
  const shell = shellCommand(command, env);
  const [program, args] = isWindows
    ? [command, []]
    : ["/bin/sh", ["-c", timed, "tidemark-stage", shell.program, ...shell.args]];
  const child = spawn(program, args, {
    cwd,
    env,
    shell: isWindows,
    detached: !isWindows,
    stdio: ["inherit", "pipe", "pipe", "pipe"],
  });
  const pid = child.pid;
  let times = "";
  const waiting = new Set<Readable>();
  const follow = (pipe: Readable | null, from: "stdout" | "stderr") =>
    pipe?.on("data", (part: Buffer) => {
      const taken = onOutput(part, from);
      if (!taken) return;
      waiting.add(pipe.pause());
      void taken.finally(() => waiting.delete(pipe.resume()));
    });
  follow(child.stdout, "stdout");
  follow(child.stderr, "stderr");
  (child.stdio[3] as Readable).setEncoding("utf8").on("data", (part: string) => {
    times += part;
  });
  if (pid !== undefined) {
    if (!isWindows) guard.add(pid);
    options.onStart?.(pid);
  }
  const meter = pid === undefined ? undefined : measureMemory(pid);
  const stop = stopper(pid, patience);
  const onAbort = () => stop.begin(signal?.reason);
  signal?.addEventListener("abort", onAbort);
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      let code = 0;
      child.once("exit", (status, name) => {
        code = status ?? 128 + (name === null ? 0 : constants.signals[name]);
        // what it left running in the background may hold its pipes for ever; what it said itself is waited for
        const closing = setInterval(() => {
          if (waiting.size > 0) return;
          clearInterval(closing);
          for (const pipe of child.stdio) pipe?.destroy();
        }, 1000).unref();
      });
      child.once("close", () => resolve(code));
    });
    return { code, usage: { cpuSeconds: readTimes(times), peakMemory: meter?.stop() } };
  } catch (error) {
    throw codeOf(error) === "ENOENT" ? new Error(`${cwd}: the folder that the command runs in does not exist`) : error;
  } finally {
    meter?.stop();
    stop.end();
    signal?.removeEventListener("abort", onAbort);
    if (pid !== undefined && !isWindows) guard.remove(pid);
  }
}

/** Asks a group to end, and ends it when it does not. */
function stopper(pid: number | undefined, patience: number) {
  let timer: NodeJS.Timeout | undefined;
  return {
    begin(reason: unknown) {
      if (pid === undefined) return;
      killGroup(pid, isSignal(reason) ? reason : "SIGTERM");
      timer = setTimeout(() => killGroup(pid, "SIGKILL"), patience);
    },
    end: () => clearTimeout(timer),
  };
}

function isSignal(reason: unknown): reason is NodeJS.Signals {
  return typeof reason === "string" && reason in constants.signals;
}

export function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
  } catch (error) {
    if (codeOf(error) !== "ESRCH") throw error; // gone already
  }
}
