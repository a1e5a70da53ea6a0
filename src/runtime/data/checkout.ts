import { lstatSync, mkdirSync, readdirSync, rmdirSync, type Stats, unlinkSync } from "node:fs";
import { dirname } from "node:path";
import type { DirEntry } from "../../core/dvc/dirObject";
import type { Content } from "../../core/dvc/entries";
import { pathBytes } from "./bytePaths";
import type { FileThreads } from "./fileThreads";
import { type Fault, stopping } from "./fileWork";
import { hashReader, writeHash } from "./hashBytes";
import type { OutIndex } from "./indexFile";
import type { Look } from "./lookAt";
import { isFolder, type Objects } from "./objects";
import type { CheckoutResult, LinkType, WorkOptions } from "./repository";
import { freshOn } from "./unfinished";
import { factsOfFile } from "./walkTree";

export interface Wanted {
  /** Absolute. */
  readonly path: string;
  readonly content: Content;
  /** Of a folder inside a tracked one, which has no list of its own. */
  readonly entries?: readonly DirEntry[];
}

export interface CheckoutTools {
  readonly threads: FileThreads;
  readonly linkTypes: readonly LinkType[];
  /** For files that are not whole yet, on the workspace's disk. */
  readonly fresh: string;
  /** Before files are written. */
  prepare(): Promise<void>;
  /** Knows this of an output for the next look. */
  hold(path: string, index: OutIndex): void;
  objects(legacy: boolean): Objects;
  look(paths: readonly { readonly path: string; readonly legacy: boolean }[]): Promise<Map<string, Look | undefined>>;
  /** Brings objects from a remote. Answers those that no remote has. */
  fetch(contents: readonly Content[]): Promise<readonly string[]>;
  /** The content is in the cache, in either layout. */
  isKept(md5: string): boolean;
}

export interface CheckoutOptions extends WorkOptions {
  readonly force?: boolean;
  /** Links are made anew also where the content is right. */
  readonly relink?: boolean;
}

interface Plan {
  readonly wanted: Wanted;
  readonly before: Look | undefined;
  readonly place: readonly {
    readonly name: string;
    readonly md5: string;
    readonly was: Stats | undefined;
    readonly isNew: boolean;
  }[];
  readonly remove: readonly string[];
  readonly refused: readonly string[];
  /** What was brought, so that nobody has to hash it again. */
  readonly placed: Placed[];
}

interface Placed {
  readonly names: readonly string[];
  readonly hashes: Uint8Array;
  readonly facts: Float64Array;
}

/**
 * Brings paths to their contents. Whatever lies there and is in no cache stays, unless forced, and is named; the rest is
 * done. New files come before old ones go.
 */
export async function checkOut(
  tools: CheckoutTools,
  wanted: readonly Wanted[],
  options: CheckoutOptions,
): Promise<CheckoutResult> {
  const result = {
    added: [] as string[],
    modified: [] as string[],
    deleted: [] as string[],
    failed: [] as { path: string; why: string }[],
  };
  await bringLists(tools, wanted);
  const looks = await tools.look(wanted.map(({ path, content }) => ({ path, legacy: content.legacy === true })));
  const plans: Plan[] = [];
  for (const each of wanted) {
    const plan = planOf(tools, each, looks.get(each.path), options);
    if (typeof plan === "string") result.failed.push({ path: each.path, why: plan });
    else plans.push(plan);
  }
  for (const plan of plans) {
    const { path } = plan.wanted;
    for (const name of plan.refused)
      result.failed.push({ path: name, why: `${name} has changes that are in no cache; --force overwrites them` });
    const failed = await carryOut(tools, plan, options);
    result.failed.push(...failed);
    remember(tools, plan);
    if (plan.place.length === 0 && plan.remove.length === 0) continue;
    if (!plan.before) result.added.push(path);
    else if (plan.place.some(({ isNew }) => isNew) || plan.remove.length > 0) result.modified.push(path);
  }
  await tools.look(wanted.map(({ path, content }) => ({ path, legacy: content.legacy === true })));
  return result;
}

/** What is known of the output now: what was brought last comes first. */
function remember(tools: CheckoutTools, { wanted, before, placed }: Plan): void {
  if (placed.length === 0) return;
  const parts = [...placed].reverse();
  const old = before && (before.index.dir !== undefined) === isFolder(wanted.content) ? [before.index] : [];
  const all = [...parts, ...old];
  const [names, hashes, facts] = [[] as string[], [] as number[], [] as number[]];
  const seen = new Set<string>();
  for (const part of all)
    for (const [at, name] of part.names.entries()) {
      if (seen.has(name)) continue;
      seen.add(name);
      names.push(name);
      for (let i = 0; i < 16; i++) hashes.push(part.hashes[at * 16 + i] as number);
      for (let i = 0; i < factsOfFile; i++) facts.push(part.facts[at * factsOfFile + i] as number);
    }
  tools.hold(wanted.path, {
    names,
    hashes: Uint8Array.from(hashes),
    facts: Float64Array.from(facts),
    // none that a folder has: the list is made anew
    dir: isFolder(wanted.content) ? "" : undefined,
    size: -1,
    legacy: wanted.content.legacy === true,
    cacheSeen: undefined,
  });
}

/** Lists of folders that are missing or rotten come from a remote first. */
async function bringLists(tools: CheckoutTools, wanted: readonly Wanted[]): Promise<void> {
  const missing = wanted
    .filter(({ entries }) => entries === undefined)
    .map(({ content }) => content)
    .filter((content) => isFolder(content) && !tools.objects(content.legacy === true).entries(content.md5));
  if (missing.length > 0) await tools.fetch(missing);
}

/** What has to be done for one output, or why nothing can be. */
function planOf(
  tools: CheckoutTools,
  wanted: Wanted,
  before: Look | undefined,
  options: CheckoutOptions,
): Plan | string {
  const { path, content } = wanted;
  const objects = tools.objects(content.legacy === true);
  const entries = isFolder(content)
    ? (wanted.entries ?? objects.entries(content.md5))
    : [{ md5: content.md5, relpath: "" }];
  if (!entries)
    return `${path}: the list of its files (${objects.path(content.md5)}) is missing; tidemark data pull brings it`;
  const had = new Map<string, string>();
  if (before) {
    const md5At = hashReader(before.index.hashes);
    for (const [at, name] of before.index.names.entries()) had.set(name, md5At(at));
  }
  const turned = before !== undefined && (before.index.dir !== undefined) !== isFolder(content);
  const place: { name: string; md5: string; was: Stats | undefined; isNew: boolean }[] = [];
  const remove: string[] = [];
  const refused: string[] = [];
  const targets = new Set<string>();
  const isAbsent = !lstatSync(pathBytes(path), { throwIfNoEntry: false });
  for (const { md5, relpath } of entries) {
    targets.add(relpath);
    const now = turned ? undefined : had.get(relpath);
    const file = relpath === "" ? path : `${path}/${relpath}`;
    if (now === md5 && !options.relink) continue;
    const was = before === undefined && isAbsent ? undefined : lstatSync(pathBytes(file), { throwIfNoEntry: false });
    const isSafe =
      options.force === true || was === undefined || now === md5 || (now !== undefined && tools.isKept(now));
    if (isSafe || (turned && was?.isDirectory())) place.push({ name: relpath, md5, was, isNew: now !== md5 });
    else refused.push(file);
  }
  for (const [name, md5] of had) {
    if (targets.has(name) && !turned) continue;
    const file = name === "" ? path : `${path}/${name}`;
    if (options.force || tools.isKept(md5)) remove.push(file);
    else refused.push(file);
  }
  if (turned && refused.length > 0) return { wanted, before, place: [], remove: [], refused, placed: [] };
  return { wanted, before, place, remove, refused, placed: [] };
}

async function carryOut(
  tools: CheckoutTools,
  plan: Plan,
  options: CheckoutOptions,
): Promise<{ path: string; why: string }[]> {
  const { wanted, place, before } = plan;
  const { path, content } = wanted;
  const turned = before !== undefined && (before.index.dir !== undefined) !== isFolder(content);
  // what becomes a folder, or was one, has to go first
  if (turned) removeFiles(plan, path);
  if (isFolder(content)) mkdirSync(pathBytes(path), { recursive: true });
  const failed = await placeAll(tools, plan, place, options, true);
  if (!turned) removeFiles(plan, path);
  return failed;
}

async function placeAll(
  tools: CheckoutTools,
  plan: Plan,
  place: Plan["place"],
  options: CheckoutOptions,
  mayFetch: boolean,
): Promise<{ path: string; why: string }[]> {
  const { path, content } = plan.wanted;
  if (place.length === 0) return [];
  const objects = tools.objects(content.legacy === true);
  const made = new Set<string>();
  const hashes = new Uint8Array(place.length * 16);
  const replaces = new Float64Array(place.length * 3);
  for (const [at, { name, md5, was }] of place.entries()) {
    const folder = dirname(name === "" ? path : `${path}/${name}`);
    if (!made.has(folder)) mkdirSync(pathBytes(folder), { recursive: true });
    made.add(folder);
    writeHash(md5, hashes, at);
    replaces.set(was && !was.isDirectory() ? [was.ino, was.size, was.mtimeMs] : [0, 0, 0], at * 3);
  }
  await tools.prepare();
  const fresh = freshOn(tools.fresh, isFolder(content) ? path : dirname(path));
  let bytes = 0;
  let files = 0;
  const done = await tools.threads.run(
    {
      kind: "place",
      root: path,
      names: place.map(({ name }) => name),
      hashes,
      store: objects.store,
      links: tools.linkTypes,
      fresh: fresh.path,
      isExec: content.isexec === true,
      replaces,
    },
    {
      sizes: new Float64Array(place.length).fill((content.size ?? 0) / Math.max(1, content.nfiles ?? 1)),
      signal: options.signal,
      jobs: options.jobs,
      passed(count, more) {
        files += count;
        bytes += more;
        options.report?.(
          "Checking out",
          content.size === undefined ? files : bytes,
          content.size ?? place.length,
          content.size === undefined ? "files" : "bytes",
        );
      },
    },
  );
  fresh.remove();
  // a name without a whole file has no inode, so nothing is trusted of it
  for (const { at } of done.faults) done.facts[at * factsOfFile] = -1;
  plan.placed.push({ names: place.map(({ name }) => name), hashes, facts: done.facts });
  if (done.faults.length === 0) return [];
  return mend(tools, plan, place, done.faults, options, mayFetch);
}

/** Rotten and missing objects are fetched once; what else went wrong is told. */
async function mend(
  tools: CheckoutTools,
  plan: Plan,
  place: Plan["place"],
  faults: readonly Fault[],
  options: CheckoutOptions,
  mayFetch: boolean,
): Promise<{ path: string; why: string }[]> {
  const { path, content } = plan.wanted;
  const legacy = content.legacy === true;
  const objects = tools.objects(legacy);
  const failed: { path: string; why: string }[] = [];
  const again: Fault[] = [];
  for (const fault of faults) {
    const { name, md5 } = place[fault.at] as Plan["place"][number];
    const file = name === "" ? path : `${path}/${name}`;
    if (fault.code === "ROTTEN" && objects.has(md5)) {
      const aside = objects.setAside(md5);
      again.push({ ...fault, message: `${fault.message}; it was set aside as ${aside}` });
    } else if (fault.code === "ROTTEN" || fault.code === "MISSING") again.push(fault);
    else
      failed.push({
        path: file,
        why: stopping.has(fault.code) && fault.code === "ENOSPC" ? `${file}: no space is left` : fault.message,
      });
  }
  if (again.length === 0) return failed;
  const contents = [...new Set(again.map(({ at }) => (place[at] as Plan["place"][number]).md5))];
  const missing = new Set(
    mayFetch ? await tools.fetch(contents.map((md5) => ({ md5, ...(legacy ? { legacy } : {}) }))) : contents,
  );
  const back = again.filter(({ at }) => objects.has((place[at] as Plan["place"][number]).md5));
  for (const fault of again) {
    const { name, md5 } = place[fault.at] as Plan["place"][number];
    if (objects.has(md5) && !missing.has(md5)) continue;
    failed.push({ path: name === "" ? path : `${path}/${name}`, why: `${fault.message}; no remote has it` });
  }
  if (mayFetch && back.length > 0)
    failed.push(
      ...(await placeAll(
        tools,
        plan,
        back.map(({ at }) => place[at] as Plan["place"][number]),
        options,
        false,
      )),
    );
  return failed;
}

/** Files that the version does not have, and folders that are empty afterwards. */
function removeFiles({ remove, before, wanted }: Plan, path: string): void {
  if (remove.length === 0) return;
  for (const file of remove) unlinkSync(pathBytes(file));
  const folders = [...(before?.folders ?? [])].sort((a, b) => b.length - a.length);
  for (const folder of folders) {
    if (folder === "" && isFolder(wanted.content)) continue;
    const full = folder === "" ? path : `${path}/${folder}`;
    if (readdirSync(pathBytes(full)).length === 0) rmdirSync(pathBytes(full));
  }
}
