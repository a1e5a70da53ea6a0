import { existsSync, readdirSync, rmSync } from "node:fs";
import { relative } from "node:path";
import { createRoom, type DataRoom } from "../../runtime/data/dataRoom";
import { isTorn } from "../../runtime/data/files/replaceFile";
import { removeUnfinished } from "../../runtime/data/files/unfinished";
import { takeLock } from "../../runtime/data/locks/lock";
import { getProjectRoot } from "../../runtime/data/project/openRepository";
import type { Report } from "../../runtime/data/repository";
import type { RottenObject } from "../../runtime/data/rottenLog";
import { absolute } from "../../runtime/data/selectOuts";
import type { FileError } from "../../shared/apiError";
import { UsageError } from "../args";
import type { Output } from "../output";
import type { Progress } from "../terminal/progress";
import { screenOf } from "../terminal/terminal";
import type { Call } from "../verb";

export interface RoomWork {
  readonly room: DataRoom;
  readonly report: Report;
}

/** Opens the project that the command is called in; with `writes`, nobody else changes it meanwhile. */
export async function inRoom<T>(
  call: Pick<Call, "workspace" | "out">,
  writes: boolean,
  work: (open: RoomWork) => Promise<T>,
): Promise<T> {
  const room = createRoom(getProjectRoot(call.workspace));
  const bars = await createBars(call.out);
  const lock = writes
    ? await takeLock(room.project.dvcFolder, {
        waiting: (holder) => call.out.note(`waiting for another dvc or tidemark${holder} in this project`),
      })
    : undefined;
  try {
    if (writes) removeUnfinished(room.project);
    if (writes) removeTorn(room.project.dvcFolder);
    return await work({ room, report: bars.report });
  } finally {
    bars.end();
    tellRotten(call, room);
    await room.close();
    if (writes) removeUnfinished(room.project);
    await lock?.release();
  }
}

/** Of the settings; beside data they are taken away where .dvc files are looked for. */
function removeTorn(folder: string): void {
  for (const name of readdirSync(folder)) if (isTorn(name)) rmSync(`${folder}/${name}`, { force: true });
}

/** A bar for each kind of work, one after the other; loaded only where it can be seen. */
async function createBars(out: Output): Promise<{ readonly report: Report; end(): void }> {
  if (!screenOf(out).drawsProgress) return { report: () => undefined, end: () => undefined };
  const { createProgress } = await import("../terminal/progress");
  let stage = "";
  let bar: Progress | undefined;
  return {
    report(label, done, total, unit) {
      if (label !== stage) bar?.end();
      if (label !== stage || !bar) bar = createProgress(out, { label, unit: unit === "bytes" ? "bytes" : "things" });
      stage = label;
      bar.update(done, total);
    },
    end: () => bar?.end(),
  };
}

/** Paths as typed: from the workspace, or where that has no such file, from where the command was typed. */
export function absolutePath(workspace: string, word: string): string {
  const path = absolute(workspace, word);
  if (existsSync(path)) return path;
  const typed = absolute(process.cwd(), word);
  return existsSync(typed) ? typed : path;
}

/** An object that was rotten and came again from a remote; paths from the workspace. */
export interface Healed {
  readonly path: string;
  readonly md5: string;
  readonly setAside: string;
  readonly from: string;
}

export function healedIn({ workspace }: Pick<Call, "workspace">, room: DataRoom): Healed[] {
  return room.rotten.all.flatMap((each) =>
    each.from === undefined
      ? []
      : [
          {
            path: nameOf(workspace, room, each),
            md5: each.md5,
            setAside: shown(workspace, each.aside),
            from: each.from,
          },
        ],
  );
}

function tellRotten(call: Pick<Call, "workspace" | "out">, room: DataRoom): void {
  for (const { path, setAside, from } of healedIn(call, room))
    call.out.note(
      `tidemark: ${path}: its object in the cache was rotten; it was set aside as ${setAside} and fetched again from remote '${from}'`,
    );
  // of a file that was not had again a failure tells
  for (const each of room.rotten.all.filter(({ md5, from }) => md5.endsWith(".dir") && from === undefined))
    call.out.note(
      `tidemark: ${nameOf(call.workspace, room, each)}: the list of its files in the cache was rotten; it was set aside as ${shown(call.workspace, each.aside)}; tidemark data pull brings it`,
    );
}

function nameOf(workspace: string, { project }: DataRoom, { md5, wanted, label }: RottenObject): string {
  if (wanted !== undefined) return shown(workspace, wanted);
  return label === undefined ? md5 : shown(workspace, absolute(project.root, label));
}

/** What of the project's files does not read; the exit code then. */
export function tellFaults(out: Output, faults: readonly FileError[]): number {
  for (const { message } of faults) out.note(`tidemark: ${message}`);
  return faults.length > 0 ? 1 : 0;
}

/** As --json has them. */
export function faultsAsJson(faults: readonly FileError[]): { readonly faults?: readonly object[] } {
  if (faults.length === 0) return {};
  return { faults: faults.map(({ file, place, message }) => ({ file, ...place, message })) };
}

/** How a path is shown: from the workspace. */
export function shown(workspace: string, path: string): string {
  return relative(workspace, path) || ".";
}

export function checkJobs(jobs: number | undefined): { jobs?: number } {
  if (jobs === undefined) return {};
  if (jobs < 1) throw new UsageError(`--jobs: expected 1 or more, got ${jobs}`);
  return { jobs };
}
