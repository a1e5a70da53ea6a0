import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createWhole } from "../../kernel/home";
import { isRunning, startOf } from "../../kernel/processes";
import { BatchRefusal, type BatchTask, nameOf, type Plan } from "./batchTask";

export const headerName = "header.csv";
const ownerName = "owner";

/** Where the parts of an output lie until all are there: beside it, so that the end is a rename. */
export interface JobFolder {
  readonly path: string;
  readonly plan: Plan;
  part(index: number): string;
  isDone(index: number): boolean;
  /** Some of it was there before. */
  readonly isResumed: boolean;
  /** Leaves the parts for the next time. */
  release(): void;
  remove(): void;
}

/** Goes on with what an earlier run of the same task left; parts of another task are thrown away. */
export function openJobFolder(task: BatchTask, makePlan: () => Plan): JobFolder {
  const path = `${task.output.path}.parts`;
  mkdirSync(path, { recursive: true });
  lockFolder(path, nameOf(task.output));
  const kept = join(path, "job.json");
  const identity = identityOf(task);
  const before = readKept(kept);
  const isSame = before?.identity === identity;
  if (!isSame) clear(path);
  const plan = isSame ? before.plan : planOr(makePlan, path);
  if (!isSame) {
    writeFileSync(`${kept}.new`, JSON.stringify({ identity, plan } satisfies Kept));
    renameSync(`${kept}.new`, kept);
  }
  const part = (index: number) => join(path, `part-${String(index).padStart(6, "0")}`);
  const isDone = (index: number) => existsSync(part(index));
  return {
    path,
    plan,
    part,
    isDone,
    isResumed: isSame && plan.slices.some((_, index) => isDone(index)),
    release: () => unlockFolder(path),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Of an input that cannot even be cut nothing is left. */
function planOr(makePlan: () => Plan, path: string): Plan {
  try {
    return makePlan();
  } catch (error) {
    rmSync(path, { recursive: true, force: true });
    throw error;
  }
}

interface Kept {
  readonly identity: string;
  readonly plan: Plan;
}

function readKept(path: string): Kept | undefined {
  try {
    const kept = JSON.parse(readFileSync(path, "utf8")) as Partial<Kept>;
    return typeof kept.identity === "string" && Array.isArray(kept.plan?.slices) ? (kept as Kept) : undefined;
  } catch {
    return undefined; // none, or not whole: the task begins anew
  }
}

function clear(path: string): void {
  const owner = readFileSync(join(path, ownerName), "utf8");
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, ownerName), owner);
}

/** Equal for the same task with the same files. */
export function identityOf(task: BatchTask): string {
  return JSON.stringify({ ...task, files: [task.model.path, task.input.path].map(stampOf) });
}

export function stampOf(path: string): readonly [number, number] {
  const { size, mtimeMs } = statSync(path);
  return [size, mtimeMs];
}

/** Two at once would write the same parts. */
export function lockFolder(path: string, output: string): void {
  const file = join(path, ownerName);
  const own = JSON.stringify({ pid: process.pid, start: startOf(process.pid) });
  for (let tries = 0; !createWhole(file, own, 0o600); tries++) {
    const pid = ownerOf(path);
    if (pid !== undefined || tries > 3)
      throw new BatchRefusal(`${output}: another predict (process ${pid}) is writing it`);
    rmSync(file, { force: true });
  }
}

export function unlockFolder(path: string): void {
  rmSync(join(path, ownerName), { force: true });
}

/** The living process that works in the folder. */
export function ownerOf(path: string): number | undefined {
  try {
    const kept = JSON.parse(readFileSync(join(path, ownerName), "utf8")) as { pid?: number; start?: string };
    const { pid, start } = kept;
    return pid !== undefined && isRunning(pid) && startOf(pid) === start ? pid : undefined;
  } catch {
    return undefined; // none, or gone meanwhile
  }
}
