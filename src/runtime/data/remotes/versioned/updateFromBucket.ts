import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { editDvcFile, readDvcFile } from "../../../../core/dvc/dvcFile";
import type { Out } from "../../../../core/dvc/entries";
import type { ValueMap } from "../../../../core/dvc/values";
import { cloudValue, contentOfFiles, versionOf } from "../../../../core/dvc/versionedFiles";
import { ApiError } from "../../../../shared/apiError";
import { checkoutData } from "../../checkoutData";
import type { DataRoom } from "../../dataRoom";
import { replaceFile } from "../../files/replaceFile";
import { filesOfLook } from "../../index/filesOfLook";
import { refuseUnkept } from "../../index/refuseUnkept";
import type { WorkOptions } from "../../repository";
import { type TrackedOut, trackedOuts } from "../../tracked";
import { type ImportSource, openSource, single } from "../importSource";
import type { ProjectRemotes } from "../projectRemotes";
import { flag } from "../remoteConfig";
import { withRemotes } from "../sync";
import type { VersionedSourceFile, VersionsAsked } from "./versionedSource";

export interface BucketUpdateOptions extends WorkOptions {
  readonly force?: boolean;
}

/**
 * Takes what others have put on a `worktree` remote: its newest versions into the cache, the .dvc file and the workspace.
 * False: there is nothing new.
 */
export async function updateFromBucket(
  room: DataRoom,
  file: string,
  options: BucketUpdateOptions = {},
): Promise<boolean> {
  const { root } = room.project;
  const tracked = (await trackedOuts(room)).filter(({ from }) => from === file);
  room.refuseBusy(tracked.map(({ path }) => path));
  const changed = new Map<string, Out>();
  await withRemotes(room.project, async (remotes) => {
    for (const each of tracked) {
      const out = await newestOut(room, remotes, each, options);
      if (out !== undefined) changed.set(out.path, out);
    }
  });
  if (changed.size === 0) return false;
  const text = readFileSync(file, "utf8");
  const before = await readDvcFile(text, relative(root, file));
  const outs = before.outs.map((out) => changed.get(out.path) ?? out);
  replaceFile(file, await editDvcFile(text, { ...before, outs }));
  const words = tracked.filter(({ out }) => changed.has(out.path)).map(({ path }) => path);
  const { failed } = await checkoutData(room, { words, folder: dirname(file) }, options);
  if (failed[0] !== undefined) throw new ApiError("INVALID_STATE", failed[0].why);
  return true;
}

async function newestOut(
  room: DataRoom,
  remotes: ProjectRemotes,
  { path, out, from }: TrackedOut,
  options: BucketUpdateOptions,
): Promise<Out | undefined> {
  const { root, ownFolder } = room.project;
  const remote = remotes.nameOf(out.remote ?? remoteOf(out), "update");
  if (!flag(remotes.resolve(remote), "worktree", false))
    throw new ApiError(
      "INVALID_PARAMETER_VALUE",
      `${relative(root, from)} is no import, and remote '${remote}' is none to update from: data remote modify ${remote} worktree true`,
    );
  const url = `remote://${remote}/${relative(root, path)}`;
  const sourceOf = async <T>(asked: VersionsAsked, work: (source: ImportSource) => Promise<T>): Promise<T> => {
    const source = await openSource(url, root, remotes, asked);
    try {
      return await work(source);
    } finally {
      await source.close();
    }
  };
  const newest = await sourceOf({ isAware: true }, async ({ files }) => files as readonly VersionedSourceFile[]);
  const before = new Map((out.files ?? []).map((file) => [String(file.relpath), file]));
  const etagOf = (relpath: string) => versionOf(relpath === "" ? out : before.get(relpath))?.etag;
  const fresh = newest.filter(({ relpath, tag }) => etagOf(relpath) !== tag);
  if (fresh.length === 0 && (newest[0]?.relpath === "" || newest.length === before.size)) return undefined;
  if (!options.force) await refuseUnkept(room, path);
  const folder = join(ownFolder, "new", `${process.pid}-update-${Date.now().toString(36)}`);
  mkdirSync(folder, { recursive: true });
  try {
    const files = fresh.map(({ relpath, tag, version, size }) => ({ relpath, etag: tag, version_id: version, size }));
    const [only] = files;
    const isFile = only?.relpath === "";
    if (only !== undefined)
      await sourceOf({ written: isFile ? only : { files } }, (source) => source.bring(folder, options));
    const at = isFile ? join(folder, single) : folder;
    const look = (await room.look([{ path: at }], { ...options, keep: true })).get(at);
    const md5s = new Map((look ? filesOfLook(look) : []).map(({ relpath, md5 }) => [relpath, md5]));
    const fileNow = ({ relpath, tag, version, size }: VersionedSourceFile): ValueMap =>
      md5s.has(relpath)
        ? { relpath, md5: md5s.get(relpath) ?? "", size, cloud: cloudValue({ remote, etag: tag, version }) }
        : (before.get(relpath) ?? {});
    const { files: _, cloud: __, content: ___, ...rest } = out;
    if (!isFile) {
      const values = newest.map(fileNow);
      const content = contentOfFiles(values, false);
      return { ...rest, ...(content && { content }), files: values };
    }
    const { tag: etag, version, size } = newest[0] as VersionedSourceFile;
    return { ...rest, content: { md5: md5s.get("") ?? "", size }, cloud: cloudValue({ remote, etag, version }) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function remoteOf(out: Out): string | undefined {
  const [known] = [out, ...(out.files ?? [])].flatMap((each) => versionOf(each)?.remote ?? []);
  return known;
}
