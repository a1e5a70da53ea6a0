import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { rssOf } from "../tracking/processes";

/** A command from its start to its end. */
export interface Took {
  readonly seconds: number;
  /** The most memory of it and its children together, in megabytes. */
  readonly peak: number;
  readonly out: string;
}

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What it ends with; 0 unless said. */
  readonly exit?: number;
}

/** Throws with what it said unless it ends as expected. Its output goes to a file, as it costs least. */
export async function take({ program, args, cwd, env, exit = 0 }: Command, scratch: string): Promise<Took> {
  const said = join(scratch, "said");
  const descriptor = openSync(said, "w");
  const began = performance.now();
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", descriptor, descriptor] });
  const peak = watchMemory(child);
  closeSync(descriptor);
  const code = await new Promise<number | null>((done, fail) => {
    child.once("error", fail);
    child.once("exit", done);
  });
  const seconds = (performance.now() - began) / 1000;
  const out = readFileSync(said, "utf8");
  if (code !== exit) throw new Error(`${program} ${args.join(" ")} ended with ${code}: ${out.slice(-2000)}`);
  return { seconds, peak: peak(), out };
}

const everyMs = 20;

/** The high-water marks of the process and what it started, summed as far as they were seen. */
function watchMemory({ pid = 0 }: ChildProcess): () => number {
  const peaks = new Map<number, number>();
  const timer = setInterval(() => {
    for (const each of [pid, ...childrenOf(pid)]) peaks.set(each, Math.max(peaks.get(each) ?? 0, rssOf(each).peak));
  }, everyMs);
  return () => {
    clearInterval(timer);
    return [...peaks.values()].reduce((a, b) => a + b, 0);
  };
}

/** What its threads started: to look through all processes would take from the processor that is measured. */
function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
      const text = readFileSync(`/proc/${pid}/task/${thread}/children`, "latin1");
      const found = text.split(" ").filter(Boolean).map(Number);
      return found.flatMap((child) => [child, ...childrenOf(child)]);
    });
  } catch {
    return []; // it ended meanwhile
  }
}
