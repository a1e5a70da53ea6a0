import { spawn } from "node:child_process";
import { constants } from "node:os";
import { codeOf } from "../../runtime/kernel/home";
import { UsageError } from "../args";

const forwarded = ["SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT"] as const;

/** Runs a command on this terminal, passes signals on to it, and resolves with its exit code as a shell counts it. */
export async function runCommand(
  command: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const [program = "", ...args] = command;
  const child = spawn(program, args, { stdio: "inherit", env, windowsHide: false });
  const forward = (signal: NodeJS.Signals) => {
    // a terminal sends its Ctrl-C to the command itself; a second one would cut short what the first began
    if (signal === "SIGINT" && process.stdin.isTTY) return;
    child.kill(signal);
  };
  for (const signal of forwarded) process.on(signal, forward);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once("error", (error) => reject(startFailure(program, error)));
      child.once("exit", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
    });
  } finally {
    for (const signal of forwarded) process.off(signal, forward);
  }
}

function startFailure(program: string, error: Error): Error {
  if (codeOf(error) === "ENOENT") return new UsageError(`${program}: no such command; is its environment active?`);
  if (codeOf(error) === "EACCES") return new UsageError(`${program}: not executable; put its interpreter before it`);
  return error;
}
