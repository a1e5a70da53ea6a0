import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync } from "node:fs";
import { basename, dirname, relative, resolve } from "node:path";
import { editDvcFile, stageHashText, writeDvcFile } from "../../../core/dvc/dvcFile";
import type { Content, Dep, DvcFile } from "../../../core/dvc/entries";
import type { ValueMap } from "../../../core/dvc/values";
import { ApiError, invalid } from "../../../shared/apiError";
import { checkOut } from "../checkout";
import type { DataRoom } from "../dataRoom";
import { replaceFile } from "../files/replaceFile";
import { addIgnored, askGit } from "../gitIgnoreFile";
import { whyLedOut, whyOutside } from "../project/insideProject";
import type { Trouble } from "../remotes/tally";
import type { WorkOptions } from "../repository";
import { outsBeside, type TrackedOut } from "../tracked";
import { bringFiles, keepList } from "./bringContent";
import { inElsewhere } from "./fetchImports";
import { otherFiles } from "./otherFiles";
import type { Overrides } from "./otherProject";
import { type Elsewhere, type Origin, openOther, originOf } from "./otherRepository";
import { placeAsked } from "./placeAsked";

export interface RepoImport extends Overrides {
  readonly url: string;
  /** In the other repository. */
  readonly path: string;
  readonly rev?: string | undefined;
  readonly out?: string | undefined;
  /** Where the command was typed. */
  readonly folder: string;
}

export interface RepoImportOptions extends WorkOptions {
  readonly noDownload?: boolean;
  readonly noExec?: boolean;
  readonly force?: boolean;
}

export interface RepoImported {
  /** Absolute. */
  readonly path: string;
  readonly file: string;
  readonly commit?: string;
  readonly content?: Content;
}

/** Tracks a copy of a file or folder of another repository, with the commit that it came from. */
export async function importRepo(
  room: DataRoom,
  asked: RepoImport,
  options: RepoImportOptions = {},
): Promise<RepoImported> {
  if (asked.path.endsWith(".dvc")) invalid(`${asked.path}: is a file of dvc; name the data that it tracks`);
  const path = await placeFor(room, asked, options.force === true);
  const file = `${path}.dvc`;
  const { gitRoot } = room.project;
  const repo = repoOf(asked);
  const finish = async (dep: Dep, content: Content | undefined, isHashed: boolean) => {
    writeFile(file, { ...fileOf(path, content), deps: [dep] }, isHashed);
    if (gitRoot !== undefined) await addIgnored(gitRoot, path);
  };
  if (options.noExec) {
    await finish({ path: asked.path, repo }, undefined, false);
    return { path, file };
  }
  return inElsewhere(room.project, [asked.folder], options, async (elsewhere) => {
    const got = await take(room, elsewhere, { origin: originOf({ repo }, false), source: asked.path, path }, options);
    await finish({ path: asked.path, repo: locked(repo, got.commit) }, got.content, true);
    return { path, file, ...got };
  });
}

/** Where the copy goes; throws where nothing may. */
async function placeFor(room: DataRoom, asked: RepoImport, force: boolean): Promise<string> {
  const { root, gitRoot } = room.project;
  const path = placeAsked(asked);
  const name = relative(root, path);
  const outside = whyOutside(root, path) ?? whyLedOut(root, dirname(path));
  if (outside !== undefined) invalid(outside);
  if (lstatSync(path, { throwIfNoEntry: false }) && !force) invalid(`${name} exists already; --force overwrites it`);
  if (existsSync(`${path}.dvc`) && !force) invalid(`${name}.dvc exists already; --force overwrites it`);
  const others = (await outsBeside(room, [path])).filter(({ from }) => from !== `${path}.dvc`);
  const near = others.find(
    (each) => each.path === path || path.startsWith(`${each.path}/`) || each.path.startsWith(`${path}/`),
  );
  if (near) invalid(`${name}: ${relative(root, near.path)} is tracked by ${relative(root, near.from)} already`);
  if (gitRoot !== undefined && (await askGit(gitRoot, `${path}.dvc`)).isIgnored)
    invalid(`${name}.dvc is ignored by git; choose another name with -o`);
  room.refuseBusy([path]);
  return path;
}

interface Taken {
  readonly commit: string;
  readonly content?: Content;
}

/** The commit, and unless only that is wanted, the data into the cache and to their place. */
async function take(
  room: DataRoom,
  elsewhere: Elsewhere,
  { origin, source, path }: { readonly origin: Origin; readonly source: string; readonly path: string },
  options: RepoImportOptions,
): Promise<Taken> {
  const other = await openOther(elsewhere, origin);
  const { commit } = other.revision;
  const found = await otherFiles(elsewhere, other, other.pathOf(source));
  if (options.noDownload) return { commit };
  const { kept, tally } = await bringFiles(elsewhere, other, found.files);
  const [trouble] = tally.troubles;
  if (trouble) throw new ApiError("INVALID_STATE", `${trouble.label}: ${trouble.why}`);
  const content = contentOf(kept, found.isFolder, elsewhere);
  const placed = await checkOut(room.checkoutTools(options), [{ path, content }], options);
  const [failed] = placed.failed;
  if (failed) throw new ApiError("INVALID_STATE", failed.why);
  return { commit, content };
}

function contentOf(
  kept: Awaited<ReturnType<typeof bringFiles>>["kept"],
  isFolder: boolean,
  { places }: Elsewhere,
): Content {
  const files = [...kept].map(([relpath, { md5, size }]) => ({ relpath, md5, size }));
  const size = files.reduce((sum, file) => sum + file.size, 0);
  if (!isFolder) return { md5: files[0]?.md5 ?? "", size };
  return { md5: keepList(files, places), size, nfiles: files.length };
}

/** Imports whose version is nowhere written down: what is not there is brought, and their .dvc files stay as they are. */
export async function bringPartial(
  room: DataRoom,
  outs: readonly TrackedOut[],
  options: RepoImportOptions,
): Promise<{ readonly added: string[]; readonly troubles: Trouble[] }> {
  const added: string[] = [];
  const troubles: Trouble[] = [];
  for (const { file, path, from } of outs) {
    const dep = file?.deps[0];
    if (!dep || lstatSync(path, { throwIfNoEntry: false })) continue;
    try {
      if (dep.repo)
        await inElsewhere(room.project, [dirname(from)], options, (elsewhere) =>
          take(room, elsewhere, { origin: originOf(dep), source: dep.path, path }, options),
        );
      else {
        const { bringAddress } = await import("../remotes/importUrl");
        const { hasVersions } = await import("../remotes/versioned/versionedSource");
        const written = hasVersions(dep) ? dep.foreign : undefined;
        const folder = resolve(dirname(from), file?.wdir ?? ".");
        await bringAddress(room, dep.path, { path, folder, written }, options);
      }
      added.push(path);
    } catch (thrown) {
      if (!(thrown instanceof ApiError)) throw thrown;
      troubles.push({ kind: "failed", label: relative(room.project.root, path), name: "", why: thrown.message });
    }
  }
  return { added, troubles };
}

export interface RepoUpdate {
  /** The .dvc file, absolute. */
  readonly file: string;
  readonly text: string;
  readonly before: DvcFile;
  readonly rev?: string | undefined;
}

/** Takes what the other repository has now. Undefined: it is the same. */
export async function updateRepoImport(
  room: DataRoom,
  { file, text, before, rev }: RepoUpdate,
  options: RepoImportOptions = {},
): Promise<RepoImported | undefined> {
  const [dep] = before.deps;
  const [out] = before.outs;
  if (!dep?.repo || !out) return invalid(`${relative(room.project.root, file)} is no import from another repository`);
  const path = resolve(dirname(file), before.wdir, out.path);
  const outside = whyOutside(room.project.root, path) ?? whyLedOut(room.project.root, dirname(path));
  if (outside !== undefined) invalid(outside);
  room.refuseBusy([path]);
  const repo: ValueMap = rev === undefined ? dep.repo : { ...dep.repo, rev };
  return inElsewhere(room.project, [dirname(file)], options, async (elsewhere) => {
    const other = await openOther(elsewhere, originOf({ repo }, false));
    const isSame = other.revision.commit === dep.repo?.rev_lock && repo.rev === dep.repo?.rev;
    if (isSame && (options.noDownload || (await isInPlace(room, path, out.content)))) return undefined;
    const got = await take(room, elsewhere, { origin: originOf({ repo }, false), source: dep.path, path }, options);
    const { content: _, ...rest } = out;
    const after: DvcFile = {
      ...before,
      deps: [{ ...dep, repo: locked(repo, got.commit) }],
      outs: [{ ...rest, ...(got.content ? { content: got.content } : {}) }],
    };
    // dvc hashes the file before it takes the old version out of it
    const { md5 = "" } = hashed(options.noDownload ? { ...after, outs: [out] } : after);
    replaceFile(file, await editDvcFile(text, { ...after, md5 }));
    return { path, file, ...got };
  });
}

async function isInPlace(room: DataRoom, path: string, content: Content | undefined): Promise<boolean> {
  if (!content) return false;
  return (await room.look([{ path, legacy: content.legacy === true }], {})).get(path)?.content.md5 === content.md5;
}

function repoOf({ url, rev, config, remote }: RepoImport): ValueMap {
  return {
    url,
    ...(rev === undefined ? {} : { rev }),
    ...(config === undefined ? {} : { config }),
    ...(remote === undefined ? {} : { remote }),
  };
}

/** In dvc's order. */
function locked({ url = "", rev, rev_lock: _, ...rest }: ValueMap, commit: string): ValueMap {
  return { url, ...(rev === undefined ? {} : { rev }), rev_lock: commit, ...rest };
}

function fileOf(path: string, content: Content | undefined): DvcFile {
  const out = { path: basename(path), cache: true, persist: false, push: true, ...(content ? { content } : {}) };
  return { wdir: ".", outs: [out], deps: [], frozen: true, alwaysChanged: false };
}

function writeFile(path: string, file: DvcFile, isHashed: boolean): void {
  mkdirSync(dirname(path), { recursive: true });
  replaceFile(path, writeDvcFile(isHashed ? hashed(file) : file));
}

function hashed({ md5: _, ...file }: DvcFile): DvcFile {
  return { ...file, md5: createHash("md5").update(stageHashText(file)).digest("hex") };
}
