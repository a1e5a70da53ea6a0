import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, posix, relative, resolve } from "node:path";
import { writeDirObject } from "../../../core/dvc/dirObject";
import { readDvcFile, stageHashText, writeDvcFile } from "../../../core/dvc/dvcFile";
import type { Content, Dep, DvcFile, Out } from "../../../core/dvc/entries";
import type { ValueMap } from "../../../core/dvc/values";
import { ApiError } from "../../../shared/apiError";
import type { DataRoom } from "../dataRoom";
import { md5OfFile } from "../files/chunks";
import { putInPlace } from "../files/putInPlace";
import { replaceFile } from "../files/replaceFile";
import { freshOn, prepareUnfinished } from "../files/unfinished";
import { walkTree } from "../files/walkTree";
import { addIgnored } from "../gitIgnoreFile";
import { refuseUnkept } from "../index/refuseUnkept";
import { whyLedOut, whyOutside } from "../project/insideProject";
import { relinkKept } from "../relink";
import type { WorkOptions } from "../repository";
import { isAddress } from "../tracked";
import { objectOf } from "./cacheObjects";
import { contentOf, type ImportSource, openSource, single } from "./importSource";
import type { ProjectRemotes } from "./projectRemotes";
import { openFor, withRemotes } from "./sync";
import { hasVersions, isPinned } from "./versioned/versionedSource";

export interface ImportOptions extends WorkOptions {
  /** Only its version is written down. */
  readonly noDownload?: boolean;
  /** Not even that. */
  readonly noExec?: boolean;
  readonly toRemote?: boolean;
  readonly remote?: string | undefined;
  readonly force?: boolean;
  /** Which versions of a bucket they are is written down. */
  readonly versionAware?: boolean;
  /** Of another repository the revision to follow from now on; of one object of a bucket the version. */
  readonly rev?: string | undefined;
}

export interface Imported {
  /** Absolute. */
  readonly path: string;
  readonly file: string;
  readonly content?: Content;
}

/** Tracks a copy of what lies at an address, with where it came from. `folder` is where the command was typed. */
export async function importUrl(
  room: DataRoom,
  url: string,
  { out, folder }: { readonly out?: string | undefined; readonly folder: string },
  options: ImportOptions = {},
): Promise<Imported> {
  const path = outPath(url, out, folder);
  const { root, gitRoot } = room.project;
  const name = relative(root, path);
  if (name === "" || name.startsWith("..")) throw wrong(`${path} is not inside the project ${root}`);
  if (lstatSync(path, { throwIfNoEntry: false }) && !options.force)
    throw wrong(`${name} exists already; --force overwrites it`);
  const file = `${path}.dvc`;
  if (existsSync(file) && !options.force) throw wrong(`${name}.dvc exists already; --force overwrites it`);
  const depPath = isAddress(url) || url.startsWith("/") ? url : relative(dirname(path), resolve(folder, url));
  room.refuseBusy([path]);
  if (options.noExec) {
    const aware = options.versionAware ? { foreign: { fs_config: { version_aware: true } } } : {};
    write(file, fileOf({ path: depPath, ...aware }, outOf(path, undefined)), false);
    if (gitRoot !== undefined) await addIgnored(gitRoot, path);
    return { path, file };
  }
  return withRemotes(room.project, async (remotes) => {
    const source = await openSource(url, folder, remotes, { isAware: options.versionAware });
    try {
      const content = options.noDownload ? undefined : await take(room, remotes, source, path, options);
      // what a bucket keeps in versions can be had from there
      const out = { ...outOf(path, content), push: !hasVersions(source.dep) };
      write(file, fileOf({ path: depPath, ...source.dep }, out), true);
      if (gitRoot !== undefined) await addIgnored(gitRoot, path);
      return { path, file, ...(content ? { content } : {}) };
    } finally {
      await source.close();
    }
  });
}

/** Looks where an import came from and takes what is there now, if it is another version. Undefined: it is the same. */
export async function updateImport(
  room: DataRoom,
  file: string,
  options: ImportOptions = {},
): Promise<Imported | undefined> {
  const text = readFileSync(file, "utf8");
  const before = await readDvcFile(text, relative(room.project.root, file));
  const [dep] = before.deps;
  const [out] = before.outs;
  const name = relative(room.project.root, file);
  if (dep === undefined || out === undefined) throw wrong(`${name} is no import`);
  if (dep.repo) {
    if (options.toRemote)
      throw wrong(`${name} is imported from another repository; that cannot go straight to a remote`);
    const { updateRepoImport } = await import("../elsewhere/importRepo");
    return updateRepoImport(room, { file, text, before, rev: options.rev }, options);
  }
  const isAware = hasVersions(dep);
  if (options.rev !== undefined && !isAware)
    throw wrong(`${name} is imported from an address, which has no revisions; leave --rev out`);
  if (isPinned(dep.path))
    throw wrong(`${name}: its address names one version (${dep.path}); import another one with import-url --force`);
  const folder = resolve(dirname(file), before.wdir);
  const path = resolve(folder, out.path);
  const outside = whyOutside(room.project.root, path) ?? whyLedOut(room.project.root, dirname(path));
  if (outside !== undefined) throw wrong(outside);
  room.refuseBusy([path]);
  return withRemotes(room.project, async (remotes) => {
    const source = await openSource(dep.path, folder, remotes, { isAware, rev: options.rev });
    try {
      const isSame = versionOf(dep) !== undefined && versionOf(dep) === versionOf(source.dep);
      if (isSame && (options.noDownload || (out.content && existsSync(path)))) {
        // somebody edited what it says of itself
        if (before.md5 !== undefined && before.md5 !== hashOf(before)) write(file, before, true);
        return undefined;
      }
      if (!options.noDownload && !options.toRemote && !options.force) await refuseUnkept(room, path);
      const content = options.noDownload
        ? undefined
        : await take(room, remotes, source, path, { ...options, force: true });
      const { content: _, ...rest } = out;
      const { path: depPath } = dep;
      const after: DvcFile = {
        ...before,
        deps: [{ path: depPath, ...source.dep }],
        outs: [{ ...rest, ...(content ? { content } : {}) }],
      };
      write(file, after, true);
      return { path, file, ...(content ? { content } : {}) };
    } finally {
      await source.close();
    }
  });
}

/** What lies at an import's address to its place; `written` are the versions that its .dvc file names. */
export async function bringAddress(
  room: DataRoom,
  url: string,
  {
    path,
    folder,
    written,
  }: { readonly path: string; readonly folder: string; readonly written?: ValueMap | undefined },
  options: ImportOptions,
): Promise<void> {
  await withRemotes(room.project, async (remotes) => {
    const source = await openSource(url, folder, remotes, { written });
    try {
      await take(room, remotes, source, path, options);
    } finally {
      await source.close();
    }
  });
}

/** What tells versions of a source apart. */
function versionOf({ content, foreign }: Pick<Dep, "content" | "foreign">): string | undefined {
  if (hasVersions({ ...(foreign && { foreign }) })) return JSON.stringify(foreign?.version_id ?? foreign?.files);
  const found = content?.md5 ?? foreign?.etag ?? foreign?.checksum ?? foreign?.version_id;
  return found === undefined ? undefined : String(found);
}

/** Into the workspace and the cache; with `toRemote` to a remote and nowhere else. */
async function take(
  room: DataRoom,
  remotes: ProjectRemotes,
  source: ImportSource,
  path: string,
  options: ImportOptions,
): Promise<Content> {
  mkdirSync(dirname(path), { recursive: true });
  const disk = freshOn(join(room.project.ownFolder, "new"), dirname(path));
  const fresh = join(disk.path, `${process.pid}-import-${Date.now().toString(36)}`);
  mkdirSync(fresh, { recursive: true });
  try {
    await source.bring(fresh, options);
    if (options.toRemote) return await send(remotes, source, fresh, options);
    const whole = source.isFolder ? fresh : join(fresh, single);
    if (!options.force && statSync(path, { throwIfNoEntry: false })?.isDirectory())
      throw wrong(`${relative(room.project.root, path)} exists already; --force overwrites it`);
    if (existsSync(path)) await keepFirst(room, whole, options);
    putInPlace(whole, path);
    const looks = await room.look([{ path }], { ...options, keep: true });
    await relinkKept(room, [...looks.values()], options);
    const content = looks.get(path)?.content;
    if (content === undefined) throw wrong(`${path} went while it was imported`);
    return content;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    disk.remove();
  }
}

/** What takes the place of other files is in the cache before: killed between, the next one finds nothing that nobody kept. */
async function keepFirst(room: DataRoom, whole: string, options: WorkOptions): Promise<void> {
  await prepareUnfinished(room.project);
  const names = statSync(whole).isDirectory() ? walkTree(whole, undefined).names : [""];
  const { faults } = await room.threads.run(
    { kind: "keep", root: whole, names, store: room.objects(false).store, byLink: false },
    { sizes: new Float64Array(names.length), signal: options.signal, jobs: options.jobs, passed: () => undefined },
  );
  if (faults[0] !== undefined) throw new ApiError("INVALID_STATE", `nothing was replaced: ${faults[0].message}`);
}

async function send(
  remotes: ProjectRemotes,
  source: ImportSource,
  fresh: string,
  options: ImportOptions,
): Promise<Content> {
  const remote = await openFor(remotes, options.remote, "import-url", options);
  const files = source.files.map(({ relpath }) => {
    const at = join(fresh, relpath || single);
    return { relpath, size: statSync(at).size, tag: md5OfFile(at), at };
  });
  const content = contentOf(files, source.isFolder, false);
  const put = async (copies: readonly { content: Pick<Content, "md5">; at: string }[]) => {
    const faults: string[] = [];
    await remote.put(
      copies.map(({ content: each, at }) => ({ ...objectOf(each, at), path: at })),
      {
        signal: options.signal,
        jobs: options.jobs,
        settled: (_, outcome) => {
          if (outcome.kind !== "done") faults.push(outcome.kind === "failed" ? outcome.why : outcome.kind);
        },
      },
    );
    if (faults[0] !== undefined) throw new ApiError("INVALID_STATE", `${remote.url}: ${faults[0]}`);
  };
  await put(files.map(({ tag, at }) => ({ content: { md5: tag }, at })));
  if (source.isFolder) {
    const list = join(fresh, ".tidemark-list");
    writeFileSync(list, writeDirObject(files.map(({ relpath, tag }) => ({ relpath, md5: tag }))));
    await put([{ content, at: list }]);
  }
  return content;
}

function outPath(url: string, out: string | undefined, folder: string): string {
  const name = basename(
    posix.normalize(isAddress(url) ? new URL(url.replace(/^(s3|remote|ssh):/, "http:")).pathname : url),
  );
  const given = out === undefined ? resolve(folder, decodeURI(name)) : resolve(folder, out);
  return out !== undefined && statSync(given, { throwIfNoEntry: false })?.isDirectory() ? join(given, name) : given;
}

function outOf(path: string, content: Content | undefined): Out {
  return { path: basename(path), cache: true, persist: false, push: true, ...(content ? { content } : {}) };
}

function fileOf(dep: Dep, out: Out): DvcFile {
  return { wdir: ".", outs: [out], deps: [dep], frozen: true, alwaysChanged: false };
}

function write(path: string, file: DvcFile, isHashed: boolean): void {
  const { md5: _, ...rest } = file;
  mkdirSync(dirname(path), { recursive: true });
  replaceFile(path, writeDvcFile({ ...rest, ...(isHashed ? { md5: hashOf(file) } : {}) }));
}

/** What an import's file says of itself. */
function hashOf({ md5: _, ...rest }: DvcFile): string {
  return createHash("md5").update(stageHashText(rest)).digest("hex");
}

function wrong(message: string): ApiError {
  return new ApiError("INVALID_PARAMETER_VALUE", message);
}
