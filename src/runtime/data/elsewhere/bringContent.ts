import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { writeDirObject } from "../../../core/dvc/dirObject";
import type { Content } from "../../../core/dvc/entries";
import { ApiError } from "../../../shared/apiError";
import { chunksOf, md5OfFile } from "../files/chunks";
import { copyFile } from "../files/copyFile";
import { legacyMd5 } from "../files/hashBytes";
import { writeWhole } from "../files/wholeFile";
import { writeBytes } from "../files/writeBytes";
import { type CacheObject, type CachePlaces, cachedOf, objectOf, readFolderObject } from "../remotes/cacheObjects";
import { newTally, type Tally } from "../remotes/tally";
import { keepBlobs } from "./keepBlobs";
import { fetchOut, type OtherFile, otherFiles } from "./otherFiles";
import { type Elsewhere, type Origin, type OtherRepository, openOther } from "./otherRepository";

export interface Imported {
  readonly origin: Origin;
  /** In the other repository, as the .dvc file has it. */
  readonly path: string;
  readonly content: Content;
  /** As a person knows it here. */
  readonly label: string;
  /** Only this inside of the folder. */
  readonly below?: string | undefined;
}

/** The objects of a version that was imported into our cache, from where it came from. Nothing is asked for that is here. */
export async function bringContent(elsewhere: Elsewhere, wanted: Imported): Promise<Tally> {
  const { places, bringing } = elsewhere;
  const { content, label, below } = wanted;
  if (isHere(content, label, places, below)) return newTally();
  try {
    const other = await openOther(elsewhere, wanted.origin);
    const path = other.pathOf(wanted.path);
    const key = JSON.stringify([other.revision.gitDir, other.revision.commit, path]);
    if (bringing.has(key))
      throw new ApiError("INVALID_STATE", `${other.revision.url}: ${path} is imported from itself`);
    bringing.add(key);
    try {
      return await bringFrom(elsewhere, wanted, other, path);
    } finally {
      bringing.delete(key);
    }
  } catch (thrown) {
    if (!(thrown instanceof ApiError)) throw thrown;
    return newTally([fault(wanted, thrown.message)]);
  }
}

async function bringFrom(elsewhere: Elsewhere, wanted: Imported, other: OtherRepository, path: string): Promise<Tally> {
  const { places } = elsewhere;
  const { content, label, below } = wanted;
  const found = await otherFiles(elsewhere, other, path);
  const theirs = found.exact?.out.content;
  if (found.exact && below === undefined && theirs?.md5 === content.md5 && !!theirs.legacy === !!content.legacy)
    return relabelled(await fetchOut(elsewhere, other, found.exact), label);
  const brought = await bringFiles(elsewhere, other, found.files, below);
  if (brought.tally.troubles.length > 0) return relabelled(brought.tally, label);
  const why = keepAs(content, found.isFolder, brought.kept, { places, isPart: below !== undefined });
  if (why !== undefined) brought.tally.troubles.push(fault(wanted, `${other.revision.url}: ${path} ${why}`));
  return brought.tally;
}

function fault({ content, label }: Imported, why: string): Tally["troubles"][number] {
  return { kind: "missing", label, name: objectOf(content, label).name, why };
}

function relabelled(tally: Tally, label: string): Tally {
  return { ...tally, troubles: tally.troubles.map((each) => ({ ...each, label, why: `${each.label}: ${each.why}` })) };
}

/** The object and, of a folder, all that is meant of it. */
function isHere(content: Content, label: string, places: CachePlaces, below: string | undefined): boolean {
  const object: CacheObject = { ...objectOf(content, label), ...(below === undefined ? {} : { below }) };
  if (!content.md5.endsWith(".dir")) return cachedOf([object], places).size > 0;
  const list = readFolderObject(object, places);
  return list !== undefined && cachedOf(list.files, places).size === list.files.length;
}

export interface Brought {
  readonly tally: Tally;
  /** By path: what each file is, in the cache. */
  readonly kept: ReadonlyMap<string, { readonly md5: string; readonly size: number }>;
}

/** Files of another repository into our cache. */
export async function bringFiles(
  elsewhere: Elsewhere,
  other: OtherRepository,
  all: readonly OtherFile[],
  below?: string,
): Promise<Brought> {
  const { places } = elsewhere;
  const files = all.filter(
    ({ relpath }) => below === undefined || relpath === below || relpath.startsWith(`${below}/`),
  );
  const tally = newTally();
  const data = files.flatMap(({ relpath, source }) => (source.kind === "data" ? [{ relpath, ...source }] : []));
  for (const part of groupsOf(data)) {
    const { out, project } = part[0] as (typeof data)[number];
    const objects = part.map(({ content, relpath }) =>
      objectOf(content, `${other.revision.url}: ${relpath || out.path}`),
    );
    const left = objects.filter((each) => cachedOf([each], places).size === 0);
    if (left.length === 0) continue;
    const got = out.origin ? await fetchOut(elsewhere, other, { out, project }) : await other.fetch(project, out, left);
    tally.done += got.done;
    tally.bytes += got.bytes;
    tally.troubles.push(...got.troubles);
  }
  const kept = new Map<string, { md5: string; size: number }>();
  if (tally.troubles.length > 0) return { tally, kept };
  for (const { relpath, content } of data) kept.set(relpath, asNew(content, places));
  const git = files.flatMap(({ relpath, source }) => (source.kind === "git" ? [{ relpath, ...source }] : []));
  const blobs = await keepBlobs(other.revision, git, places);
  for (const { relpath, blob } of git) {
    const found = blobs.get(blob);
    if (found) kept.set(relpath, found);
  }
  tally.done += git.length;
  return { tally, kept };
}

/** Outputs lie on remotes of their own. */
function groupsOf<T extends { readonly out: object }>(files: readonly T[]): T[][] {
  const groups = new Map<object, T[]>();
  for (const file of files) {
    const group = groups.get(file.out) ?? [];
    groups.set(file.out, group);
    group.push(file);
  }
  return [...groups.values()];
}

/** What dvc 2 kept is known by what its text is without CR, and lies elsewhere: here it gets its own md5. */
function asNew(content: Content, places: CachePlaces): { md5: string; size: number } {
  const path = join(places.cacheFolder, objectOf(content, content.md5).name);
  const size = statSync(path).size;
  if (!content.legacy) return { md5: content.md5, size };
  const md5 = md5OfFile(path);
  place(path, objectOf({ md5 }, md5), places);
  return { md5, size };
}

function place(from: string, object: CacheObject, { cacheFolder, shared }: CachePlaces): void {
  const to = join(cacheFolder, object.name);
  if (existsSync(to)) return;
  const outcome = copyFile({ from, to, md5: object.md5, legacy: object.legacy }, shared);
  if (outcome.kind === "failed") throw new ApiError("INVALID_STATE", outcome.why);
}

/** The content that was wanted, of the files that came; why they are not it. */
function keepAs(
  content: Content,
  isFolder: boolean,
  kept: Brought["kept"],
  { places, isPart }: { readonly places: CachePlaces; readonly isPart: boolean },
): string | undefined {
  const named = [...kept].map(([relpath, { md5 }]) => ({ relpath, md5: content.legacy ? asOld(md5, places) : md5 }));
  if (!isFolder) {
    const md5 = named[0]?.md5;
    return md5 === content.md5
      ? undefined
      : `is another version now: its md5 is ${md5}, and ${content.md5} was imported`;
  }
  if (isPart) return undefined;
  const list = keepList(named, places, content.legacy === true);
  return list === content.md5
    ? undefined
    : `is another version now: its md5 is ${list}, and ${content.md5} was imported`;
}

function asOld(md5: string, places: CachePlaces): string {
  const path = join(places.cacheFolder, objectOf({ md5 }, md5).name);
  const old = legacyMd5(chunksOf(path));
  const name = old ?? md5;
  place(path, objectOf({ md5: name, legacy: true }, name), places);
  return name;
}

/** A folder's list into the cache; its name. */
export function keepList(
  files: readonly { readonly relpath: string; readonly md5: string }[],
  places: CachePlaces,
  legacy = false,
): string {
  const text = writeDirObject(files);
  const md5 = `${createHash("md5").update(text).digest("hex")}.dir`;
  const to = join(places.cacheFolder, objectOf({ md5, legacy }, md5).name);
  if (!existsSync(to)) writeWhole(to, places.shared, (file) => writeBytes(file, Buffer.from(text)));
  return md5;
}
