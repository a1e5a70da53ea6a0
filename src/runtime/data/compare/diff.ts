import { join, relative } from "node:path";
import { compareText } from "../../../core/dvc/compareText";
import type { FileError } from "../../../shared/apiError";
import type { DataRoom } from "../dataRoom";
import { readHash } from "../files/hashBytes";
import { isFolder } from "../index/objects";
import type { WorkOptions } from "../repository";
import { absolute } from "../selectOuts";
import { type Faulty, type TrackedOut, trackedOuts } from "../tracked";
import { commitOf, type VersionOut, versionOuts } from "./versionOuts";

export interface DiffEntry {
  readonly path: string | { readonly old: string; readonly new: string };
  readonly hash: string | { readonly old: string; readonly new: string };
}

/** As \`dvc diff --json --show-hash\` has it. */
export interface DiffResult {
  readonly added: readonly DiffEntry[];
  readonly deleted: readonly DiffEntry[];
  readonly modified: readonly DiffEntry[];
  readonly renamed: readonly DiffEntry[];
  readonly "not in cache": readonly DiffEntry[];
}

/** One side: path from the root → hash; a folder's path ends with `/`. */
interface Side {
  readonly hashes: ReadonlyMap<string, string>;
  /** Folders whose list is missing: nothing is known of what they hold. */
  readonly unknown: readonly string[];
}

export interface DiffOptions extends WorkOptions {
  readonly from?: string | undefined;
  /** Undefined: the workspace. */
  readonly to?: string | undefined;
  /** As typed. */
  readonly targets?: readonly string[];
  readonly folder: string;
  /** Hears of files that do not read on one side; what they track is left out of both. */
  readonly faulty?: Faulty;
}

/** What differs between two commits, or a commit and the workspace. Undefined when nothing does. */
export async function diffData(room: DataRoom, options: DiffOptions): Promise<DiffResult | undefined> {
  const { from = "HEAD", to } = options;
  const { gitRoot } = room.project;
  if (gitRoot === undefined || !(await hasCommits(room))) return undefined;
  const old = await commitOf(room, from);
  const next = to === undefined ? undefined : await commitOf(room, to);
  if (old === next) return undefined;
  const broken = new Set<string>();
  const faulty = (fault: FileError, path: string) => {
    if (!options.faulty) throw fault;
    if (!broken.has(sourceOf(path))) options.faulty(fault);
    broken.add(sourceOf(path));
  };
  const isRead = ({ from }: { readonly from: string }) => !broken.has(sourceOf(from));
  const versions = await versionOuts(room, next === undefined ? [old] : [old, next], faulty);
  const tracked = (await trackedOuts(room, (fault) => faulty(fault, join(room.project.root, fault.file)))).filter(
    isRead,
  );
  const current = next === undefined ? tracked.filter(({ out }) => out.cache) : undefined;
  // a lock does not say what is left to git
  const uncached = new Set(tracked.flatMap(({ path, out }) => (out.cache ? [] : [path])));
  const isMeant = (out: VersionOut) => isRead(out) && !uncached.has(out.path);
  const oldOuts = (versions.get(old) ?? []).filter(isMeant);
  const before = sideOf(room, oldOuts);
  const after = current
    ? await workspaceSide(room, [...current, ...goneOuts(oldOuts, current)], options)
    : sideOf(room, (versions.get(next as string) ?? []).filter(isMeant));
  return compare(room, before, after, options, to === undefined ? oldOuts : undefined);
}

/** dvc.yaml and dvc.lock say together what is tracked. */
function sourceOf(file: string): string {
  return file.replace(/\/dvc\.lock$/, "/dvc.yaml");
}

async function hasCommits(room: DataRoom): Promise<boolean> {
  try {
    await commitOf(room, "HEAD");
    return true;
  } catch {
    return false; // a repository without commits has nothing to compare
  }
}

/** What a commit had and the workspace no longer tracks may still lie there. */
function goneOuts(old: readonly VersionOut[], current: readonly TrackedOut[]): { path: string; legacy: boolean }[] {
  const tracked = new Set(current.map(({ path }) => path));
  return old
    .filter(({ path }) => !tracked.has(path))
    .map(({ path, content }) => ({ path, legacy: content.legacy === true }));
}

function sideOf(room: DataRoom, outs: readonly VersionOut[]): Side {
  const hashes = new Map<string, string>();
  const unknown: string[] = [];
  for (const { path, content } of outs) {
    const name = relative(room.project.root, path);
    if (!isFolder(content)) {
      hashes.set(name, content.md5);
      continue;
    }
    hashes.set(`${name}/`, content.md5);
    const entries = room.objects(content.legacy === true).entries(content.md5);
    if (!entries) unknown.push(`${name}/`);
    for (const { relpath, md5 } of entries ?? []) hashes.set(`${name}/${relpath}`, md5);
  }
  return { hashes, unknown };
}

async function workspaceSide(
  room: DataRoom,
  outs: readonly (TrackedOut | { path: string; legacy: boolean })[],
  options: WorkOptions,
): Promise<Side> {
  const asked = outs.map((each) => ({
    path: each.path,
    legacy: "legacy" in each ? each.legacy : each.out.content?.legacy === true,
  }));
  const looks = await room.look(asked, options);
  const hashes = new Map<string, string>();
  for (const { path } of asked) {
    const look = looks.get(path);
    if (!look) continue;
    const name = relative(room.project.root, path);
    if (!isFolder(look.content)) {
      hashes.set(name, look.content.md5);
      continue;
    }
    hashes.set(`${name}/`, look.content.md5);
    for (const [at, each] of look.index.names.entries()) hashes.set(`${name}/${each}`, readHash(look.index.hashes, at));
  }
  return { hashes, unknown: [] };
}

function compare(
  room: DataRoom,
  before: Side,
  after: Side,
  options: DiffOptions,
  checked: readonly VersionOut[] | undefined,
): DiffResult | undefined {
  const wanted = (options.targets ?? []).map((word) => relative(room.project.root, absolute(options.folder, word)));
  const isWanted = (path: string) =>
    wanted.length === 0 || wanted.some((each) => path === each || path === `${each}/` || path.startsWith(`${each}/`));
  const isUnknown = (path: string) =>
    [...before.unknown, ...after.unknown].some((folder) => path !== folder && path.startsWith(folder));
  const added: DiffEntry[] = [];
  const deleted: DiffEntry[] = [];
  const modified: DiffEntry[] = [];
  for (const [path, hash] of before.hashes) {
    if (!isWanted(path) || isUnknown(path)) continue;
    // a file that became a folder, or a folder that became a file, is one change
    const turned = path.endsWith("/") ? path.slice(0, -1) : `${path}/`;
    const now = after.hashes.get(path) ?? after.hashes.get(turned);
    if (now === undefined) deleted.push({ path, hash });
    else if (now !== hash) modified.push({ path, hash: { old: hash, new: now } });
  }
  for (const [path, hash] of after.hashes) {
    if (!isWanted(path) || isUnknown(path) || before.hashes.has(path)) continue;
    const turned = path.endsWith("/") ? path.slice(0, -1) : `${path}/`;
    if (!before.hashes.has(turned)) added.push({ path, hash });
  }
  const renamed = takeRenamed(added, deleted);
  const lost = checked ? lostOf(room, checked).filter(({ path }) => isWanted(path as string)) : [];
  const result = {
    added: sorted(added),
    deleted: sorted(deleted),
    modified: sorted(modified),
    renamed: sorted(renamed),
    "not in cache": sorted(lost),
  };
  return Object.values(result).some((list) => list.length > 0) ? result : undefined;
}

/** What came with the content of something that went is the same under another name. */
function takeRenamed(added: DiffEntry[], deleted: DiffEntry[]): DiffEntry[] {
  const gone = new Map<string, DiffEntry[]>();
  for (const each of sorted(deleted)) gone.set(each.hash as string, [...(gone.get(each.hash as string) ?? []), each]);
  const renamed: DiffEntry[] = [];
  const taken = new Set<DiffEntry>();
  for (const each of sorted(added)) {
    const from = gone.get(each.hash as string)?.shift();
    if (!from) continue;
    taken.add(from).add(each);
    renamed.push({ path: { old: from.path as string, new: each.path as string }, hash: each.hash });
  }
  for (const list of [added, deleted]) list.splice(0, list.length, ...list.filter((each) => !taken.has(each)));
  return renamed;
}

function lostOf(room: DataRoom, outs: readonly VersionOut[]): DiffEntry[] {
  const lost: DiffEntry[] = [];
  for (const { path, content } of outs) {
    const name = relative(room.project.root, path);
    const objects = room.objects(content.legacy === true);
    if (!objects.has(content.md5)) lost.push({ path: isFolder(content) ? `${name}/` : name, hash: content.md5 });
    if (!isFolder(content)) continue;
    for (const { relpath, md5 } of objects.entries(content.md5) ?? [])
      if (!objects.has(md5)) lost.push({ path: `${name}/${relpath}`, hash: md5 });
  }
  return lost;
}

function sorted(entries: readonly DiffEntry[]): DiffEntry[] {
  const key = ({ path }: DiffEntry) => (typeof path === "string" ? path : path.old);
  return [...entries].sort((a, b) => compareText(key(a), key(b)));
}
