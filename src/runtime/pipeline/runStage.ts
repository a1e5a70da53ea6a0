import { createWriteStream, existsSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { startOf } from "../kernel/processes";
import type { Bench } from "./bench";
import { placeOf, type StageNode } from "./node";
import { commandsOf } from "./process/commandsOf";
import type { Usage } from "./process/measure";
import type { Ended } from "./process/runProcess";
import { writeOn } from "./process/writeOn";
import { StageFailure } from "./stageFailure";

export interface StageRun {
  readonly seconds: number;
  readonly usage: Usage;
  /** Undefined when all commands ended well. */
  readonly failure: string | undefined;
  readonly isStopped: boolean;
}

export interface RunOptions {
  /** On top of ours. */
  readonly env: Readonly<Record<string, string>>;
  /** The file that what it says is written to. */
  readonly log: string | undefined;
  onStart(pid: number): void;
}

/** Outputs that the stage makes anew are gone before it begins; those it goes on with are its own to write to. Needs the project's lock. */
export async function clearOuts({ root, data }: Bench, { stage }: StageNode): Promise<void> {
  const places = stage.outs.flatMap((out) => {
    const path = placeOf(root, out.target);
    return path === undefined ? [] : [{ path, persist: out.persist }];
  });
  await data.unprotect(places.filter(({ path, persist }) => persist && existsSync(path)).map(({ path }) => path));
  for (const { path, persist } of places) if (!persist) rmSync(path, { recursive: true, force: true });
}

/** The stage's commands, one after the other, until one fails. */
export async function runStage(bench: Bench, { stage, address }: StageNode, options: RunOptions): Promise<StageRun> {
  const { root, hooks, signal } = bench;
  const guard = await bench.guard();
  const { runProcess } = await import("./process/runProcess");
  const began = bench.now();
  const log = options.log === undefined ? undefined : createWriteStream(options.log);
  // a disk that is full must not end the stage: its output is lost, not its work
  log?.on("error", () => undefined);
  const env = { DVC_ROOT: root, ...bench.env, DVC_STAGE: address, ...options.env };
  let usage: Usage = { cpuSeconds: undefined, peakMemory: undefined };
  let failure: string | undefined;
  try {
    for (const command of commandsOf(stage.cmd)) {
      if (signal.aborted) break;
      const ended = await runProcess(command, {
        cwd: resolve(root, stage.wdir),
        env,
        guard,
        signal,
        onStart: options.onStart,
        onOutput: (part, from) => both(log && writeOn(log, part), hooks.output(address, part, from)),
      });
      usage = together(usage, ended);
      if (ended.code === 0) continue;
      failure = `${stage.file}:${stage.cmdPlace.line}: stage ${stage.name} failed: \`${short(command)}\` ended with ${ended.code}`;
      break;
    }
  } catch (error) {
    throw error instanceof Error ? new StageFailure(`${stage.file}:${stage.cmdPlace.line}: ${error.message}`) : error;
  } finally {
    if (log) await new Promise<void>((done) => log.end(() => done()));
  }
  return { seconds: (bench.now() - began) / 1000, usage, failure, isStopped: signal.aborted };
}

function both(a: Promise<void> | undefined, b: Promise<void> | undefined): Promise<void> | undefined {
  return a && b ? Promise.all([a, b]).then(() => undefined) : (a ?? b);
}

function together(before: Usage, { usage }: Ended): Usage {
  return {
    cpuSeconds: sum(before.cpuSeconds, usage.cpuSeconds),
    peakMemory: most(before.peakMemory, usage.peakMemory),
  };
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : a + (b ?? 0);
}

function most(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : Math.max(a, b ?? 0);
}

function short(command: string): string {
  const line = command.trim().replaceAll(/\s+/g, " ");
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

/** What tells the process of a stage from a later one with its number. */
export function processFacts(pid: number): { pid: number; started?: string } {
  const started = startOf(pid);
  return { pid, ...(started === undefined ? {} : { started }) };
}
