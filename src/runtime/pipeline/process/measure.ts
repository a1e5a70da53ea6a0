import { readFileSync } from "node:fs";

/** What a stage took of the machine, as far as the machine tells. */
export interface Usage {
  /** Seconds of all its processes, user and system. */
  readonly cpuSeconds: number | undefined;
  /** Bytes that its processes had in memory together, at most. Looked at now and then, so a short peak may be missed. */
  readonly peakMemory: number | undefined;
}

export interface Meter {
  stop(): number | undefined;
}

const firstLookMs = 5;
const longestWaitMs = 250;
const mostProcesses = 4096;

/** Looks at the memory of a process and all below it. Linux alone tells; elsewhere there is no answer. */
export function measureMemory(pid: number): Meter {
  if (process.platform !== "linux") return { stop: () => undefined };
  let peak = 0;
  let timer: NodeJS.Timeout;
  const look = (wait: number) => {
    peak = Math.max(peak, memoryOf(pid));
    // a short stage is looked at often, a long one costs next to nothing
    timer = setTimeout(look, wait, Math.min(longestWaitMs, wait * 1.5));
    timer.unref();
  };
  timer = setTimeout(look, firstLookMs, firstLookMs * 2);
  return {
    stop: () => {
      clearTimeout(timer);
      return peak === 0 ? undefined : peak;
    },
  };
}

/** Bytes in memory of a process and all below it. */
export function memoryOf(pid: number): number {
  let sum = 0;
  let highest = 0;
  const waiting = [pid];
  for (let seen = 0; seen < mostProcesses && waiting.length > 0; seen++) {
    const next = waiting.pop() as number;
    const status = textOf(`/proc/${next}/status`);
    sum += kilobytes(status, "VmRSS");
    // what a process had at its height counts, even if it is past
    highest = Math.max(highest, kilobytes(status, "VmHWM"));
    for (const child of textOf(`/proc/${next}/task/${next}/children`).split(" "))
      if (child) waiting.push(Number(child));
  }
  return Math.max(sum, highest) * 1024;
}

function kilobytes(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // it ended meanwhile
  }
}

/** Seconds in what `times` of a shell prints: itself, then what it waited for, each `0m0.01s 0m0.02s`. */
export function readTimes(text: string): number | undefined {
  const spans = [...text.matchAll(/(\d+)m([\d.]+)s/g)];
  if (spans.length < 4) return undefined;
  return spans.slice(2, 4).reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
}
