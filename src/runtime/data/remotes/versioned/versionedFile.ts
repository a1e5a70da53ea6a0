import { posix, relative, sep } from "node:path";
import { type CloudVersion, versionOf } from "../../../../core/dvc/versionedFiles";
import type { KeptVersion } from "../../../kernel/s3/wireStore";
import { type CacheObject, type CachePlaces, isFolder, objectOf, readFolderObject } from "../cacheObjects";
import type { WantedOut } from "../wantedObjects";
import type { VersionedRemote } from "./versionedRemote";

/** One file of a tracked output, with what is known of it on a remote. */
export interface VersionedFile extends CacheObject {
  /** Below the remote's url: as below the project's root. */
  readonly path: string;
  /** Below its folder; "" of a file by itself. */
  readonly relpath: string;
  readonly known: CloudVersion | undefined;
}

/** Undefined: of a folder that was never pushed the list of its files is not in the cache. */
export function versionedFiles(
  { path, content, cloud, files, below }: WantedOut,
  root: string,
  places: CachePlaces,
): VersionedFile[] | undefined {
  const name = relative(root, path).split(sep).join("/");
  const object = objectOf(content, name);
  if (!isFolder(object)) return [{ ...object, path: name, relpath: "", known: versionOf({ ...(cloud && { cloud }) }) }];
  const known = new Map((files ?? []).map((file) => [String(file.relpath), versionOf(file)]));
  return readFolderObject(below === "" ? object : { ...object, below }, places)?.files.map((file) => {
    const relpath = file.label.slice(name.length + 1);
    return { ...file, path: posix.join(name, relpath), relpath, known: known.get(relpath) };
  });
}

export function tagOf(etag: string): string {
  return etag.replaceAll('"', "");
}

const md5 = /^[0-9a-f]{32}$/;

/** Its etag is the md5 of something else: by a merge or by hand its id stands beside another content. */
async function isOther(
  remote: VersionedRemote,
  { md5: own, legacy }: VersionedFile,
  each: KeptVersion,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const tag = tagOf(each.etag);
  return !legacy && md5.test(tag) && tag !== own && (await remote.hasMd5(each, signal));
}

/** Whether the version is what is known of the file: by its etag, or by its md5 where the etag is one. */
export async function isVersionOf(
  remote: VersionedRemote,
  file: VersionedFile,
  each: KeptVersion,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const tag = tagOf(each.etag);
  if (!file.legacy && tag === file.md5) return true;
  return tag === file.known?.etag && !(await isOther(remote, file, each, signal));
}

/** The version that the file's entry names, if the remote has it. */
export async function namedVersion(
  remote: VersionedRemote,
  file: VersionedFile,
  there: readonly KeptVersion[],
  signal: AbortSignal | undefined,
): Promise<KeptVersion | undefined> {
  const named = there.find(({ version }) => version === file.known?.version);
  return named === undefined || (await isOther(remote, file, named, signal)) ? undefined : named;
}
