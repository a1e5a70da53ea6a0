import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Progress } from "./jobs";

export interface OwnCommand {
  readonly args: readonly string[];
  /** Where it works, absolute. */
  readonly folder: string;
  readonly report: (progress: Progress) => void;
  readonly signal: AbortSignal;
  /** What it reads; nothing else. */
  readonly input?: string;
  /** What it says on stderr, a line each, its progress aside. */
  readonly said?: (line: string) => void;
}

export interface OwnResult {
  readonly code: number;
  readonly stdout: string;
  /** Lines of stderr. */
  readonly notes: readonly string[];
}

/** Beside the bundle that runs. */
const script = join(__dirname, "cli.js");
/** Asks a command for lines of JSON in place of a bar; `terminal/progress.ts` writes them. */
export const progressVariable = "TIDEMARK_PROGRESS";
const longestOutput = 16 * 1024 * 1024;
const mostNotes = 200;

/** Milliseconds after which what was asked to end is ended. */
const patience = 10_000;

/**
 * A command of our own in a process of its own: what hashes and copies for minutes keeps nobody waiting here, ends when it is
 * told to, and behaves as it does in a terminal.
 */
export function runOwnCommand({ args, folder, report, signal, input, said }: OwnCommand): Promise<OwnResult> {
  const child = spawn(process.execPath, [script, "--workspace", folder, ...args], {
    cwd: folder,
    windowsHide: true,
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, [progressVariable]: "lines", NO_COLOR: "1" },
  });
  child.stdin.on("error", () => undefined); // it ended without reading, and says why
  child.stdin.end(input);
  const parts: Buffer[] = [];
  const notes: string[] = [];
  let length = 0;
  child.stdout.on("data", (part: Buffer) => {
    length += part.length;
    if (length <= longestOutput) parts.push(part);
  });
  createInterface({ input: child.stderr }).on("line", (line) => {
    const progress = progressIn(line);
    if (progress) return report(progress);
    if (notes.push(line) > mostNotes) notes.shift();
    said?.(line);
  });
  let timer: NodeJS.Timeout | undefined;
  const stop = () => {
    child.kill("SIGTERM");
    timer = setTimeout(() => child.kill("SIGKILL"), patience);
  };
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  return new Promise<OwnResult>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, stdout: Buffer.concat(parts).toString("utf8"), notes }));
  }).finally(() => {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  });
}

function progressIn(line: string): Progress | undefined {
  if (!line.startsWith('{"progress":')) return undefined;
  try {
    return (JSON.parse(line) as { progress: Progress }).progress;
  } catch {
    return undefined; // something else that looks like it
  }
}
