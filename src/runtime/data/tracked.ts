import { dirname, join, relative, resolve } from "node:path";
import { readDvcFile } from "../../core/dvc/dvcFile";
import type { DvcFile, Out } from "../../core/dvc/entries";
import { readLockFile } from "../../core/dvc/lockFile";
import type { Fault } from "../../core/dvc/pipeline/resolved";
import { ApiError, FileError } from "../../shared/apiError";
import type { DataRoom } from "./dataRoom";
import { keepLists } from "./keptLists";
import type { ReadFile } from "./project/keptReads";
import type { PlacedOut } from "./repository";

/** An output and what else its file says. */
export interface TrackedOut extends PlacedOut {
  /** Where its file speaks of it, from 1. */
  readonly line: number;
  /** Of a .dvc file. */
  readonly file?: DvcFile;
  /** Of a stage, absolute. */
  readonly deps?: readonly string[];
}

/** Hears of a file that does not read, while the work goes on with the others. */
export type Faulty = (fault: FileError) => void;

/** All outputs of a project, in the order of their files. Without `faulty` the first file that does not read is thrown. */
export async function trackedOuts(room: DataRoom, faulty: Faulty = raise): Promise<TrackedOut[]> {
  const { root } = room.project;
  const { dvcFiles, pipelineFiles } = room.files();
  const outs: TrackedOut[] = [];
  const take = async (name: string, read: () => Promise<TrackedOut[]>) => {
    try {
      outs.push(...(await read()));
    } catch (thrown) {
      faulty(faultOf(name, thrown));
    }
  };
  const keys = new Set<string>();
  for (const name of dvcFiles) {
    const key = `outs ${name}`;
    keys.add(key);
    await take(name, () => room.reads.get(key, (read) => outsOfDvcFile(root, join(root, name), read)));
  }
  for (const name of pipelineFiles)
    await take(name, () => room.reads.get(`stages ${name}`, (read) => outsOfPipeline(root, name, read)));
  room.reads.keepOnly("outs ", keys);
  await keepLists(
    room,
    outs.map(({ out }) => out),
  );
  return outs;
}

/** For work on these paths alone: a .dvc file that does not read and is about another place is no matter. */
export function outsBeside(room: DataRoom, paths: readonly string[]): Promise<TrackedOut[]> {
  const { root } = room.project;
  return trackedOuts(room, (fault) => {
    // any path may be an output of a stage
    const file = join(root, fault.file);
    if (!file.endsWith(".dvc") || paths.some((path) => meansFile(path, file))) throw fault;
  });
}

/** The path is the file itself, what a .dvc file tracks by its name, or lies around it. */
export function meansFile(path: string, file: string): boolean {
  const out = file.endsWith(".dvc") ? file.slice(0, -".dvc".length) : file;
  return path === out || path.startsWith(`${out}/`) || file === path || file.startsWith(`${path}/`);
}

function raise(fault: FileError): never {
  throw fault;
}

/** What a person can mend; anything else is thrown on. */
function faultOf(name: string, thrown: unknown): FileError {
  if (thrown instanceof FileError) return thrown;
  if (thrown instanceof ApiError) return new FileError(name, undefined, thrown.message);
  const { code, syscall } = thrown as NodeJS.ErrnoException;
  if (syscall === undefined) throw thrown;
  return new FileError(name, undefined, `it cannot be read (${code})`);
}

async function outsOfDvcFile(root: string, path: string, read: ReadFile): Promise<TrackedOut[]> {
  const text = read(path);
  if (text === undefined) return []; // it went since it was found
  const file = await readDvcFile(text, relative(root, path));
  const line = lineOf(text, /^\s*-?\s*path:/m);
  return file.outs
    .filter(({ path: out }) => !isAddress(out))
    .map((out) => ({ path: resolve(dirname(path), file.wdir, out.path), out, from: path, line, file }));
}

/** The stages with what dvc.lock knows of their outputs. */
async function outsOfPipeline(root: string, name: string, readFile: ReadFile): Promise<TrackedOut[]> {
  const { resolvePipeline } = await import("../../core/dvc/pipeline/resolvePipeline");
  const { ValueFiles } = await import("../../core/dvc/pipeline/files/valueFile");
  const read = (file: string) => readFile(join(root, file));
  const files = new ValueFiles(read);
  const pipeline = await resolvePipeline({ file: name, text: read(name) ?? "", files, root });
  refuseFaults(pipeline.faults);
  const lockName = join(dirname(name), "dvc.lock");
  const lockText = read(lockName);
  const { stages: lock } = await readLockFile(lockText ?? "", lockName);
  const outs: TrackedOut[] = [];
  for (const stage of pipeline.stages) {
    const deps = stage.deps.flatMap(({ target }) => (target.kind === "local" ? [resolve(root, target.path)] : []));
    for (const out of stage.outs) {
      if (out.target.kind !== "local") continue;
      const locked = lock.get(stage.name)?.outs.find(({ path }) => path === out.path);
      outs.push({
        path: resolve(root, out.target.path),
        out: plainOut(out, locked),
        from: join(root, name),
        line: stage.place.line,
        stage: stage.name,
        deps,
      });
    }
  }
  return outs;
}

/** What is not known to be an output would be no longer kept, so half a pipeline is worse than none. */
function refuseFaults(faults: readonly Fault[]): void {
  const fault = faults.find(({ severity }) => severity === "error");
  if (fault) throw new FileError(fault.file, fault.place, fault.message);
}

function plainOut({ path, cache, persist, push, remote }: Out, locked: Out | undefined): Out {
  const { content, cloud, files } = locked ?? {};
  return {
    path,
    cache,
    persist,
    push,
    ...(remote !== undefined && { remote }),
    ...(content && { content }),
    ...(cloud && { cloud }),
    ...(files && { files }),
  };
}

export function isAddress(path: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(path);
}

/** The first line that fits, from 1; the first of all where none does. */
function lineOf(text: string, pattern: RegExp): number {
  const at = pattern.exec(text)?.index ?? 0;
  return text.slice(0, at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0)).split("\n").length;
}
