import { type ChildProcess, execFile, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Proportional set size of a process and all its children, in megabytes. */
export function pssOf(pid: number): number {
  let kilobytes = 0;
  for (const each of [pid, ...childrenOf(pid)]) {
    const found = /^Pss:\s+(\d+) kB/m.exec(readProc(each, "smaps_rollup"));
    kilobytes += Number(found?.[1] ?? 0);
  }
  return kilobytes / 1024;
}

/** Resident set size of one process, and the most that it ever was, in megabytes. */
export function rssOf(pid: number): { readonly now: number; readonly peak: number } {
  const status = readProc(pid, "status");
  const of = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0) / 1024;
  return { now: of("VmRSS"), peak: of("VmHWM") };
}

/** Processor time of a process and all its children, in seconds. */
export function cpuOf(pid: number): number {
  let ticks = 0;
  for (const each of [pid, ...childrenOf(pid)]) {
    const stat = readProc(each, "stat");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    ticks += Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  }
  return ticks / 100;
}

export function childrenOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc").filter((each) => /^\d+$/.test(each))) {
    const stat = readProc(Number(name), "stat");
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
  }
  const found: number[] = [];
  const add = (parent: number) => {
    for (const [child, of] of parents)
      if (of === parent) {
        found.push(child);
        add(child);
      }
  };
  add(pid);
  return found;
}

function readProc(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch (error) {
    if (["ENOENT", "ESRCH", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? "")) return ""; // it ended meanwhile
    throw error;
  }
}

/** Runs one of the programs beside this file and reads the JSON that it prints. */
export async function runProgram<T>(name: string, task: unknown): Promise<T> {
  const { stdout } = await run(process.execPath, [join(__dirname, `${name}.js`), JSON.stringify(task)], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout) as T;
}

/** The server that does nothing. */
export async function startNull(): Promise<{ url: string; stop(): void }> {
  const child: ChildProcess = spawn(process.execPath, [join(__dirname, "nullServer.js")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = await new Promise<string>((done) =>
    child.stdout?.once("data", (part: Buffer) => done(part.toString().trim())),
  );
  return { url: `http://127.0.0.1:${port}`, stop: () => void child.kill() };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
