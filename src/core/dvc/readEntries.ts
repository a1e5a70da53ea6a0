import type { Content, Dep, Out } from "./entries";
import { isList, isMap } from "./mapKeys";
import type { Value, ValueMap } from "./values";
import { contentOfFiles } from "./versionedFiles";

/** What else a dependency may be known by than an md5. */
const foreignKeys = ["etag", "checksum", "version_id", "cloud", "files", "fs_config", "db", "dataset"];
const sizes = ["size", "nfiles", "isexec"];

/** An entry that was checked. */
export function readOut(entry: ValueMap): Out {
  const { path, remote, desc, type, labels, meta, cloud, files } = entry;
  const content = contentOf(entry);
  return {
    path: String(path),
    ...(content && { content }),
    cache: entry.cache !== false,
    persist: entry.persist === true,
    push: entry.push !== false,
    ...(typeof remote === "string" && { remote }),
    ...(typeof desc === "string" && { desc }),
    ...(typeof type === "string" && { type }),
    ...(isList(labels) && { labels: labels.map(String) }),
    ...(isMap(meta) && { meta }),
    ...(isMap(cloud) && { cloud }),
    ...(isList(files) && { files: files.filter(isMap) }),
  };
}

/** An entry that was checked. */
export function readDep(entry: ValueMap): Dep {
  const content = contentOf(entry);
  const kept = content ? foreignKeys : [...foreignKeys, ...sizes];
  const foreign = Object.fromEntries(Object.entries(entry).filter(([key]) => kept.includes(key)));
  return {
    path: typeof entry.path === "string" ? entry.path : "",
    ...(content && { content }),
    ...(Object.keys(foreign).length > 0 && { foreign }),
    ...(isMap(entry.repo) && { repo: entry.repo }),
  };
}

export function listOf(value: Value | undefined): ValueMap[] {
  return isList(value) ? value.filter(isMap) : [];
}

/** dvc takes a hash in capitals as well, and one of digits only without quotes. */
export function checksumOf(value: Value | undefined): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  return String(value).toLowerCase();
}

function contentOf({ md5, size, nfiles, isexec, hash, files }: ValueMap): Content | undefined {
  const known = checksumOf(md5);
  if (known === undefined) return isList(files) ? contentOfFiles(files.filter(isMap), hash === undefined) : undefined;
  return {
    md5: known,
    ...(typeof size === "number" && { size }),
    ...(typeof nfiles === "number" && { nfiles }),
    ...(isexec === true && { isexec }),
    ...(hash === undefined && { legacy: true }),
  };
}
