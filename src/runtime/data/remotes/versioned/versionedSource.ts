import { compareText } from "../../../../core/dvc/compareText";
import { isInside } from "../../../../core/dvc/dirObject";
import type { Dep } from "../../../../core/dvc/entries";
import { isList, isMap } from "../../../../core/dvc/mapKeys";
import type { ValueMap } from "../../../../core/dvc/values";
import { ApiError } from "../../../../shared/apiError";
import type { S3Address } from "../../../kernel/s3/address";
import type { WireStore } from "../../../kernel/s3/wireStore";
import { closedOnFault } from "../closedOnFault";
import { bringBy, type ImportSource, type SourceFile } from "../importSource";
import { usualJobs } from "../openRemote";
import type { RemoteConfig } from "../remoteConfig";
import { s3Remote } from "../s3";
import { openS3Place } from "../s3Options";
import { tagOf } from "./versionedFile";

/** Which versions of an address are meant. */
export interface VersionsAsked {
  /** `--version-aware`: those of now, and they are written down. */
  readonly isAware?: boolean | undefined;
  /** Of one object. */
  readonly rev?: string | undefined;
  /** Those that an import has written down, and no others. */
  readonly written?: ValueMap | undefined;
}

export interface VersionedSourceFile extends SourceFile {
  readonly tag: string;
  readonly version: string;
}

const inAddress = /\?versionId=([^&]+)$/;

/** The address names a version of its own. */
export function isPinned(url: string): boolean {
  return inAddress.test(url);
}

/** Whether an import says which versions of a bucket it is. */
export function hasVersions({ foreign }: Pick<Dep, "foreign">): boolean {
  const { version_id: version, files, fs_config: config } = foreign ?? {};
  if (version !== undefined || (isMap(config) && config.version_aware === true)) return true;
  return isList(files) && files.some((file) => isMap(file) && file.version_id !== undefined);
}

/** An object of a bucket that keeps versions, or all of them below a folder, each in one version. */
export async function versionedSource(
  url: string,
  config: RemoteConfig,
  notes: string,
  asked: VersionsAsked,
): Promise<ImportSource> {
  const pinned = inAddress.exec(config.url)?.[1];
  const place = await openS3Place({ ...config, url: config.url.replace(inAddress, "") }, usualJobs);
  return closedOnFault(place.store, () => sourceIn(place, { ...asked, rev: asked.rev ?? pinned, url, notes }));
}

async function sourceIn(
  { store, bucket, prefix }: Awaited<ReturnType<typeof openS3Place>>,
  { url, notes, ...asked }: VersionsAsked & { readonly url: string; readonly notes: string },
): Promise<ImportSource> {
  const key = prefix.replace(/\/$/, "");
  const found = asked.written
    ? writtenFiles(asked.written)
    : await filesNow(url, store, { bucket, key, version: asked.rev });
  for (const { relpath } of found)
    if (relpath !== "" && !isInside(relpath))
      throw fault(url, `${JSON.stringify(relpath)} is no path inside a folder; nothing was imported`);
  const keyOf = (relpath: string) => (relpath === "" ? key : prefix + relpath);
  const versions = new Map(found.map(({ relpath, version }) => [keyOf(relpath), version]));
  const remote = s3Remote({
    name: undefined,
    prefix: "",
    bucket,
    store: inVersions(store, versions),
    jobs: usualJobs,
    notes,
  });
  return {
    isFolder: found[0]?.relpath !== "",
    files: found,
    dep: { foreign: asked.written ?? foreignOf(found, asked.isAware === true) },
    bring: (folder, options) => bringBy(remote, found, keyOf, folder, options),
    close: () => remote.close(),
  };
}

function foreignOf(files: readonly VersionedSourceFile[], isAware: boolean): ValueMap {
  const [first] = files;
  const config = isAware ? { fs_config: { version_aware: true } } : {};
  if (first?.relpath === "") return { etag: first.tag, size: first.size, version_id: first.version, ...config };
  return {
    ...config,
    files: files.map(({ relpath, tag, size, version }) => ({ relpath, etag: tag, size, version_id: version })),
  };
}

function writtenFiles({ etag, size, version_id: version, files }: ValueMap): VersionedSourceFile[] {
  const read = (relpath: string, { etag: tag, size: bytes, version_id: id }: ValueMap): VersionedSourceFile => ({
    relpath,
    size: Number(bytes ?? 0),
    tag: String(tag ?? ""),
    version: String(id ?? ""),
  });
  if (isList(files)) return files.filter(isMap).map((file) => read(String(file.relpath), file));
  return [read("", { etag: etag ?? null, size: size ?? null, version_id: version ?? null })];
}

async function filesNow(url: string, store: WireStore, at: S3Address): Promise<VersionedSourceFile[]> {
  const { bucket, key, version } = at;
  const one = key === "" ? undefined : await store.about({ bucket, key }, { version });
  const checked = (relpath: string, each: { bytes: number; etag: string; version: string }): VersionedSourceFile => {
    if (each.version === "" || each.version === "null")
      throw fault(url, "the bucket keeps no versions; leave --version-aware out");
    return { relpath, size: each.bytes, tag: tagOf(each.etag), version: each.version };
  };
  if (one !== undefined) return [checked("", one)];
  if (version !== undefined) throw absent(url, `version ${version} of it`);
  const files: VersionedSourceFile[] = [];
  const start = key === "" ? "" : `${key}/`;
  for await (const each of store.versions(bucket, start))
    if (each.isLatest && !each.key.endsWith("/")) files.push(checked(each.key.slice(start.length), each));
  if (files.length === 0) throw absent(url, url);
  return files.sort((a, b) => compareText(a.relpath, b.relpath));
}

/** The same bucket, where each key is what it was in a version. */
function inVersions(store: WireStore, versions: ReadonlyMap<string, string>): WireStore {
  const then = (at: S3Address) => ({ ...at, version: versions.get(at.key) });
  return {
    ...store,
    start: (at, most, signal) => store.start(then(at), most, signal),
    read: (at, range, signal) => store.read(then(at), range, signal),
  };
}

function fault(url: string, why: string): ApiError {
  return new ApiError("INVALID_STATE", `${url}: ${why}`);
}

function absent(url: string, what: string): ApiError {
  return new ApiError(
    "RESOURCE_DOES_NOT_EXIST",
    what === url ? `${url} does not exist` : `${url}: ${what} does not exist`,
  );
}
