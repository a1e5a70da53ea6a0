import { type Stats, statSync } from "node:fs";
import { writeDirObject } from "../../../core/dvc/dirObject";
import type { Content } from "../../../core/dvc/entries";
import { ApiError } from "../../../shared/apiError";
import { pathBytes } from "../files/bytePaths";
import type { FileThreads } from "../files/fileThreads";
import { type Done, type Fault, stopping } from "../files/fileWork";
import { hashReader, md5Of, readHash } from "../files/hashBytes";
import { keepBytes } from "../files/keepFile";
import { factsOf, factsOfFile, type LeftOut, type Walked, walkTree } from "../files/walkTree";
import type { WorkOptions } from "../repository";
import type { Indexes } from "./indexes";
import type { OutIndex, Tree } from "./indexFile";
import type { Objects } from "./objects";
import { walkAgain } from "./walkAgain";

export interface Asked {
  /** Absolute. */
  readonly path: string;
  readonly legacy?: boolean;
}

/** What lies at a path. */
export interface Look {
  readonly path: string;
  readonly content: Content;
  /** Of a single file the one name is "". */
  readonly index: OutIndex;
  /** Places of links and of files with a second name. */
  readonly linked: readonly number[];
  /** Below the path; none for a file. */
  readonly folders: readonly string[];
}

export interface LookTools {
  readonly threads: FileThreads;
  readonly indexes: Indexes;
  readonly leftOut: LeftOut;
  /** Another number where others are left out. */
  rulesMark(): number;
  /** Before files are written. */
  prepare(): Promise<void>;
  /** `legacy` ones lie elsewhere. */
  objects(legacy: boolean): Objects;
}

export interface LookOptions extends WorkOptions {
  /** What is hashed goes into the cache in the same pass, and so does what is known but missing there. */
  readonly keep?: boolean;
  /** The workspace will be links into the cache. */
  readonly byLink?: boolean;
}

interface Seen {
  readonly path: string;
  readonly legacy: boolean;
  readonly walked: Walked;
  readonly isFile: boolean;
  readonly old: OutIndex | undefined;
  readonly tree: Tree | undefined;
  /** Its folders were read. */
  readonly isListed: boolean;
  readonly hashes: Uint8Array;
  readonly facts: Float64Array;
  /** Places that have to be read. */
  readonly unknown: readonly number[];
  readonly isSame: boolean;
}

/** Looks at all the paths together: one walk, and one pass over what has changed. Undefined where nothing is. */
export async function lookAt(
  tools: LookTools,
  asked: readonly Asked[],
  options: LookOptions,
): Promise<Map<string, Look | undefined>> {
  const seen: (Seen | undefined)[] = [];
  for (const each of asked) seen.push(await see(tools, each, options.keep === true));
  for (const legacy of [false, true]) {
    const group = seen.filter((each): each is Seen => each?.legacy === legacy);
    await readUnknown(tools, group, legacy, options);
  }
  const looks = new Map<string, Look | undefined>();
  for (const [at, { path }] of asked.entries()) {
    const each = seen[at];
    looks.set(path, each ? toLook(tools, each, options.keep === true) : undefined);
  }
  return looks;
}

/** Below a file there is nothing, as where nothing is. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(pathBytes(path), { throwIfNoEntry: false });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOTDIR") return undefined;
    throw thrown;
  }
}

async function see(
  { threads, indexes, leftOut, rulesMark, objects }: LookTools,
  { path, legacy = false }: Asked,
  keep: boolean,
): Promise<Seen | undefined> {
  const stats = statsOf(path);
  if (!stats) return undefined;
  const isFile = !stats.isDirectory();
  const read = indexes.get(path);
  const old = read && read.legacy === legacy && (read.dir === undefined) === isFile ? read : undefined;
  const again = old && !isFile ? await walkAgain(threads, path, old, rulesMark()) : undefined;
  const walked = again ?? (isFile ? single(path, stats) : walkTree(path, leftOut));
  const tree = walked.folderFacts && { folders: walked.folders, facts: walked.folderFacts, rules: rulesMark() };
  const matched = match(walked, old);
  const unknown = matched.unknown;
  if (keep && old) {
    const known = {
      ...old,
      names: walked.names,
      hashes: matched.hashes,
      dir: undefined,
      cacheSeen: matched.isSame ? old.cacheSeen : undefined,
    };
    const skip = new Set(unknown);
    for (const at of objects(legacy).missingOf(known).missing) if (!skip.has(at)) unknown.push(at);
  }
  return { path, legacy, walked, isFile, old, tree, isListed: again === undefined, ...matched };
}

function single(path: string, stats: Stats): Walked {
  if (!stats.isFile())
    throw new ApiError("INVALID_PARAMETER_VALUE", `${path} is neither a file nor a folder; only those can be tracked`);
  return { names: [""], facts: Float64Array.from(factsOf(stats)), linked: [0], folders: [], folderFacts: undefined };
}

/** What the index knows of the walked files; in step as long as nothing came or went. */
function match({ names, facts }: Walked, old: OutIndex | undefined) {
  const count = names.length;
  const hashes = new Uint8Array(count * 16);
  const unknown: number[] = [];
  if (!old) {
    for (let at = 0; at < count; at++) unknown.push(at);
    return { hashes, facts, unknown, isSame: false };
  }
  let isSame = count === old.names.length;
  // what was only held in memory has no size yet
  if (old.size < 0) isSame = false;
  if (isSame && isAllSame(names, facts, old)) return { hashes: old.hashes, facts, unknown, isSame };
  let places: Map<string, number> | undefined;
  const placeOf = (name: string) => {
    places ??= new Map(old.names.map((each, at) => [each, at]));
    return places.get(name);
  };
  for (let at = 0; at < count; at++) {
    const name = names[at] as string;
    let place: number | undefined = at;
    if (old.names[at] !== name) {
      isSame = false;
      place = placeOf(name);
    }
    if (place === undefined || !isUnchanged(facts, at, old.facts, place)) {
      unknown.push(at);
      continue;
    }
    const from = place * 16;
    for (let i = 0; i < 16; i++) hashes[at * 16 + i] = old.hashes[from + i] as number;
  }
  return { hashes, facts, unknown, isSame: isSame && unknown.length === 0 };
}

/** Of a tree in which nothing happened: nothing is copied. */
function isAllSame(names: readonly string[], facts: Float64Array, old: OutIndex): boolean {
  const isNamed = names === old.names;
  for (let at = 0; at < names.length; at++)
    if ((!isNamed && names[at] !== old.names[at]) || !isUnchanged(facts, at, old.facts, at)) return false;
  return true;
}

function isUnchanged(now: Float64Array, at: number, then: Float64Array, place: number): boolean {
  const [a, b] = [at * factsOfFile, place * factsOfFile];
  return now[a] === then[b] && now[a + 1] === then[b + 1] && now[a + 2] === then[b + 2] && now[a + 3] === then[b + 3];
}

async function readUnknown(
  tools: LookTools,
  group: readonly Seen[],
  legacy: boolean,
  options: LookOptions,
): Promise<void> {
  const total = group.reduce((sum, { unknown }) => sum + unknown.length, 0);
  if (total === 0) return;
  const names: string[] = [];
  const sizes = new Float64Array(total);
  let bytes = 0;
  for (const { path, walked, unknown } of group) {
    const prefix = path.slice(1);
    for (const at of unknown) {
      sizes[names.length] = walked.facts[at * factsOfFile + 1] as number;
      bytes += sizes[names.length] as number;
      names.push(walked.names[at] === "" ? prefix : `${prefix}/${walked.names[at]}`);
    }
  }
  const { keep = false, byLink = false, report, signal, jobs } = options;
  const { store } = tools.objects(legacy);
  if (keep) await tools.prepare();
  let doneBytes = 0;
  const work = keep
    ? ({ kind: "keep", root: "", names, store, byLink } as const)
    : ({ kind: "hash", root: "", names, legacy } as const);
  const done = await tools.threads.run(work, {
    sizes,
    signal,
    jobs,
    passed(_, more) {
      doneBytes += more;
      report?.(keep ? "Adding" : "Hashing", doneBytes, bytes, "bytes");
    },
  });
  scatter(group, done, names);
}

/** One line for the first file that could not be read or kept. */
function refuse({ code, message }: Fault, name: string, faults: number): never {
  if (code === "ENOSPC" || code === "EDQUOT")
    throw new ApiError(
      "DISK_FULL",
      `no space is left for the cache (at /${name}); what was kept so far is whole. Make room and try again`,
    );
  if (stopping.has(code)) throw new ApiError("INVALID_STATE", `/${name}: ${message}`);
  const more = faults > 1 ? ` (and ${faults - 1} more)` : "";
  throw new ApiError(
    "INVALID_PARAMETER_VALUE",
    `${code === "ENOENT" ? `/${name} went while it was read` : `/${name}: ${message}`}${more}`,
  );
}

function scatter(group: readonly Seen[], done: Done, names: readonly string[]): void {
  const worst = done.faults.find(({ code }) => stopping.has(code)) ?? done.faults[0];
  if (worst) refuse(worst, names[worst.at] as string, done.faults.length);
  let from = 0;
  for (const { unknown, hashes, facts } of group) {
    for (const at of unknown) {
      hashes.set(done.hashes.subarray(from * 16, from * 16 + 16), at * 16);
      facts.set(done.facts.subarray(from * factsOfFile, (from + 1) * factsOfFile), at * factsOfFile);
      from++;
    }
  }
}

function toLook({ indexes, objects }: LookTools, seen: Seen, keep: boolean): Look {
  const { path, legacy, walked, isFile, old, tree, isListed, hashes, facts, isSame } = seen;
  const index: OutIndex =
    isSame && old
      ? old
      : { names: walked.names, facts, hashes, dir: undefined, size: sizeOf(facts), legacy, cacheSeen: undefined };
  const dir = isFile ? undefined : (index.dir ?? dirOf(index, keep ? objects(legacy) : undefined));
  const whole = { ...index, dir, tree };
  if (keep && dir !== undefined && isSame && !objects(legacy).has(`${dir}.dir`)) dirOf(index, objects(legacy));
  const isLearned = tree !== undefined && isListed;
  if (!isSame || seen.unknown.length > 0 || isLearned) indexes.set(path, whole);
  const content: Content = {
    md5: dir === undefined ? readHash(hashes, 0) : `${dir}.dir`,
    size: index.size,
    ...(isFile ? {} : { nfiles: index.names.length }),
    ...(isFile && ((facts[4] as number) & 0o111) !== 0 ? { isexec: true } : {}),
    ...(legacy ? { legacy } : {}),
  };
  return { path, content, index: whole, linked: walked.linked, folders: walked.folders };
}

function sizeOf(facts: Float64Array): number {
  let sum = 0;
  for (let at = 1; at < facts.length; at += factsOfFile) sum += facts[at] as number;
  return sum;
}

function dirOf({ names, hashes }: OutIndex, keepIn: Objects | undefined): string {
  const md5At = hashReader(hashes);
  const text = writeDirObject(names.map((relpath, at) => ({ md5: md5At(at), relpath })));
  const bytes = Buffer.from(text, "latin1");
  const md5 = md5Of(bytes);
  if (keepIn) keepBytes(`${md5}.dir`, bytes, keepIn.store);
  return md5;
}
