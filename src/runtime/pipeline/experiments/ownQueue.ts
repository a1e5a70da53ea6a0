import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { isRunning, startOf } from "../../kernel/processes";
import { refs } from "./experimentRefs";
import type { ExperimentsRoom } from "./openExperiments";

/** A run that waits in our own queue, or that one of our processes has taken from it. dvc's queue is dvc's. */
export interface QueuedRun {
  readonly id: string;
  readonly name: string;
  readonly baseline: string;
  /** The workspace as it was, with the parameters of the run: a commit below refs/exps/temp, which dvc leaves alone. */
  readonly commit: string;
  readonly targets: readonly string[];
  readonly force: boolean;
  readonly message?: string;
  /** Milliseconds since 1970. */
  readonly queued: number;
  /** Set once it has failed: one line. */
  readonly failure?: string;
}

interface Claim {
  readonly pid: number;
  readonly started?: string | undefined;
}

export interface QueueEntry extends QueuedRun {
  readonly state: "queued" | "running" | "failed";
  readonly pid: number | null;
}

/** A pid comes again; with the time of its start it does not. */
function isAlive({ pid, started }: Claim): boolean {
  return isRunning(pid) && (started === undefined || startOf(pid) === started);
}

function folderOf({ ownFolder }: ExperimentsRoom): string {
  return join(ownFolder, "queue");
}

/** In the order in which they were put in. */
export function readOwnQueue(room: ExperimentsRoom): QueueEntry[] {
  const folder = folderOf(room);
  return namesIn(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .flatMap((name) => {
      const run = readJson<QueuedRun>(join(folder, name));
      if (!run) return [];
      const claim = readJson<Claim>(join(folder, `${run.id}.claim`));
      const isTaken = claim !== undefined && isAlive(claim);
      const state = isTaken ? "running" : run.failure === undefined ? "queued" : "failed";
      return [{ ...run, state, pid: isTaken ? claim.pid : null } as const];
    });
}

export async function putInQueue(
  room: ExperimentsRoom,
  run: Omit<QueuedRun, "id">,
  number: number,
): Promise<QueuedRun> {
  const folder = folderOf(room);
  mkdirSync(folder, { recursive: true });
  const id = `${String(run.queued).padStart(14, "0")}-${String(number).padStart(6, "0")}-${process.pid}`;
  await room.git.run(["update-ref", `${refs.ownQueue}/${id}`, run.commit]);
  const whole = { id, ...run };
  writeWhole(join(folder, `${id}.json`), whole);
  return whole;
}

/** Undefined when somebody else was faster. One that was taken by a process that is gone may be taken again. */
export function takeFromQueue(room: ExperimentsRoom, { id }: QueuedRun): QueuedRun | undefined {
  const folder = folderOf(room);
  const path = join(folder, `${id}.claim`);
  const old = readJson<Claim>(path);
  if (old && !isAlive(old)) rmSync(path, { force: true });
  try {
    const file = openSync(path, "wx");
    writeSync(file, JSON.stringify({ pid: process.pid, started: startOf(process.pid) } satisfies Claim));
    closeSync(file);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "EEXIST") return undefined;
    throw thrown;
  }
  return readJson<QueuedRun>(join(folder, `${id}.json`));
}

/** Done runs leave; failed ones stay to be seen, until they are removed. */
export async function finishQueued(room: ExperimentsRoom, run: QueuedRun, failure?: string): Promise<void> {
  if (failure === undefined) return removeQueued(room, run);
  const folder = folderOf(room);
  writeWhole(join(folder, `${run.id}.json`), { ...run, failure });
  rmSync(join(folder, `${run.id}.claim`), { force: true });
}

export async function removeQueued(room: ExperimentsRoom, { id }: QueuedRun): Promise<void> {
  const folder = folderOf(room);
  await room.git.ask(["update-ref", "-d", `${refs.ownQueue}/${id}`]);
  for (const ending of ["json", "claim"]) rmSync(join(folder, `${id}.${ending}`), { force: true });
}

/** All that do not run. Answers their names. */
export async function clearQueue(room: ExperimentsRoom): Promise<string[]> {
  const waiting = readOwnQueue(room).filter(({ state }) => state !== "running");
  for (const each of waiting) await removeQueued(room, each);
  return waiting.map(({ name }) => name);
}

function writeWhole(path: string, value: unknown): void {
  const fresh = `${path}.${process.pid}.new`;
  writeFileSync(fresh, JSON.stringify(value));
  renameSync(fresh, path);
}

function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as T;
  } catch {
    return undefined; // gone meanwhile, or not whole yet
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // nothing was ever queued
  }
}
