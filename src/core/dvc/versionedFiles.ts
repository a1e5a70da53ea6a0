import { compareText } from "./compareText";
import { type DirEntry, writeDirObject } from "./dirObject";
import type { Content, Out } from "./entries";
import { isMap } from "./mapKeys";
import { md5Text } from "./md5Text";
import type { Value, ValueMap } from "./values";

/** What a remote that keeps versions itself calls the content of one file. */
export interface CloudVersion {
  /** Of the configuration. */
  readonly remote: string | undefined;
  readonly etag?: string;
  readonly version?: string;
}

interface Versioned {
  readonly cloud?: Value | undefined;
  readonly etag?: Value | undefined;
  readonly version_id?: Value | undefined;
}

/** `cloud: {remote: {etag, version_id}}` of a file; after an update of dvc's the two without a remote. */
export function versionOf(file: Versioned | undefined): CloudVersion | undefined {
  const [named] = file?.cloud !== undefined && isMap(file.cloud) ? Object.entries(file.cloud) : [];
  const { etag, version_id: version }: Versioned = named === undefined ? (file ?? {}) : isMap(named[1]) ? named[1] : {};
  if (named === undefined && version === undefined) return undefined;
  return {
    remote: named?.[0],
    ...(etag !== undefined && etag !== null && { etag: String(etag) }),
    ...(version !== undefined && version !== null && { version: String(version) }),
  };
}

export function cloudValue({ remote, etag, version }: CloudVersion & { readonly remote: string }): ValueMap {
  return {
    [remote]: { ...(etag !== undefined && { etag }), ...(version !== undefined && { version_id: version }) },
  };
}

/** The files of a folder as its list names them; undefined where one of them has no md5 yet. */
export function listedFiles(files: readonly ValueMap[]): DirEntry[] | undefined {
  const entries: DirEntry[] = [];
  for (const { relpath, md5 } of files) {
    if (md5 === undefined || md5 === null || md5 === "") return undefined;
    entries.push({ relpath: String(relpath), md5: String(md5).toLowerCase() });
  }
  return entries;
}

/** Of a folder that is written down file by file: what it would be called without that. */
export function contentOfFiles(files: readonly ValueMap[], legacy: boolean): Content | undefined {
  const entries = files.length === 0 ? undefined : listedFiles(files);
  if (entries === undefined) return undefined;
  const size = files.reduce((sum, each) => sum + (typeof each.size === "number" ? each.size : 0), 0);
  const md5 = `${md5Text(writeDirObject(entries))}.dir`;
  return { md5, size, nfiles: files.length, ...(legacy && { legacy }) };
}

/** A file of a new content of a folder. */
export interface NewFile extends DirEntry {
  readonly size?: number | undefined;
  readonly isexec?: boolean | undefined;
}

/**
 * The output with a new content. What a remote said of a file stays as long as the file is the same: it is there already.
 * `filesOf` names the new content's files, and is asked only where they are written down.
 */
export function withNewContent(out: Out, content: Content, filesOf: () => readonly NewFile[] | undefined): Out {
  if (out.content?.md5 === content.md5) return versionOf(out)?.version === undefined ? { ...out, content } : out;
  const { cloud: _, files: before, ...rest } = out;
  const after = before === undefined || !content.md5.endsWith(".dir") ? undefined : filesOf();
  if (before === undefined || after === undefined) return { ...rest, content };
  const known = new Map(before.map((file) => [String(file.relpath), file]));
  const files = [...after].sort((a, b) => compareText(a.relpath, b.relpath)).map((file) => fileValue(file, known));
  return { ...rest, content, files };
}

function fileValue({ relpath, md5, size, isexec }: NewFile, known: ReadonlyMap<string, ValueMap>): ValueMap {
  const old = known.get(relpath);
  if (old !== undefined && String(old.md5).toLowerCase() === md5) return old;
  return { relpath, md5, ...(size !== undefined && { size }), ...(isexec && { isexec }) };
}
