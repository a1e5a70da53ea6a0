import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, statSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { dirname, join, resolve } from "node:path";
import { compareText } from "../../../core/dvc/compareText";
import { isInside, writeDirObject } from "../../../core/dvc/dirObject";
import type { Content } from "../../../core/dvc/entries";
import { jsonText } from "../../../core/dvc/pythonJson";
import type { ValueMap } from "../../../core/dvc/values";
import { ApiError } from "../../../shared/apiError";
import { md5OfFile } from "../files/chunks";
import { copyFile } from "../files/copyFile";
import type { WorkOptions } from "../repository";
import { closedOnFault } from "./closedOnFault";
import { getHttp, httpRemote } from "./http";
import { createHttpClient, networkFault, statusFault } from "./httpClient";
import { httpSettings, localPath, schemeOf, usualJobs } from "./openRemote";
import type { ProjectRemotes } from "./projectRemotes";
import type { ObjectCopy, Remote } from "./remote";
import type { RemoteConfig } from "./remoteConfig";
import { s3Remote } from "./s3";
import { openS3Place } from "./s3Options";
import { isPinned, type VersionsAsked, versionedSource } from "./versioned/versionedSource";

/** What lies at an address: one file (named "") or a folder's files. */
export interface SourceFile {
  readonly relpath: string;
  readonly size: number;
  /** As the place itself tells versions apart. */
  readonly tag: string | undefined;
}

export interface ImportSource {
  readonly isFolder: boolean;
  readonly files: readonly SourceFile[];
  /** What a .dvc file says of it: a content, or what else tells its versions apart. */
  readonly dep: { readonly content?: Content; readonly foreign?: ValueMap };
  /** Into a folder: each file under its relpath, a single one as `file`. Throws a line when one does not come. */
  bring(folder: string, options: WorkOptions): Promise<void>;
  close(): Promise<void>;
}

/** A single file's name in the folder it is brought to. */
export const single = "file";

/** `folder` is what a relative path starts from. */
export async function openSource(
  url: string,
  folder: string,
  remotes: ProjectRemotes,
  versions: VersionsAsked = {},
): Promise<ImportSource> {
  const config = remotes.resolveUrl(url);
  const { isAware, written } = versions;
  if (schemeOf(config.url) !== "s3" && (isAware || written))
    throw new ApiError(
      "INVALID_PARAMETER_VALUE",
      `${url}: versions are had from s3:// only; leave --version-aware out`,
    );
  switch (schemeOf(config.url)) {
    case "":
    case "file":
      return localSource(
        schemeOf(config.url) === "file" || config.url !== url ? localPath(config.url) : resolve(folder, url),
      );
    case "s3":
      if (isAware || written || isPinned(config.url)) return versionedSource(url, config, remotes.notes, versions);
      return s3Source(url, config, remotes.notes);
    case "http":
    case "https":
      return httpSource(url, config, remotes.notes);
    default:
      throw new ApiError(
        "INVALID_PARAMETER_VALUE",
        `${url}: cannot be imported from; what works are paths, s3:// and http(s)://`,
      );
  }
}

function localSource(path: string): ImportSource {
  const seen = statSync(path, { throwIfNoEntry: false });
  if (seen === undefined) throw absent(path);
  const files = (seen.isDirectory() ? filesBelow(path, "") : [""]).map((relpath) => ({
    relpath,
    size: statSync(join(path, relpath)).size,
    tag: md5OfFile(join(path, relpath)),
  }));
  return {
    isFolder: seen.isDirectory(),
    files,
    dep: { content: contentOf(files, seen.isDirectory(), (seen.mode & 0o100) !== 0) },
    async bring(folder, { report, signal }) {
      for (const [i, { relpath, tag }] of files.entries()) {
        signal?.throwIfAborted();
        const to = join(folder, relpath || single);
        mkdirSync(dirname(to), { recursive: true });
        const outcome = copyFile({ from: join(path, relpath), to, md5: tag });
        if (outcome.kind !== "done")
          throw new ApiError(
            "INVALID_STATE",
            `${join(path, relpath)}: ${outcome.kind === "failed" ? outcome.why : "changed while it was imported"}`,
          );
        chmodSync(to, 0o666 & ~process.umask());
        report?.("Importing", i + 1, files.length, "files");
      }
    },
    close: async () => undefined,
  };
}

function filesBelow(root: string, below: string): string[] {
  return readdirSync(join(root, below))
    .sort()
    .flatMap((name) => {
      const path = below === "" ? name : `${below}/${name}`;
      return statSync(join(root, path)).isDirectory() ? filesBelow(root, path) : [path];
    });
}

async function s3Source(url: string, config: RemoteConfig, notes: string): Promise<ImportSource> {
  const place = await openS3Place(config, usualJobs);
  return closedOnFault(place.store, () => sourceIn(place, url, notes));
}

async function sourceIn(
  { store, bucket, prefix }: Awaited<ReturnType<typeof openS3Place>>,
  url: string,
  notes: string,
): Promise<ImportSource> {
  const key = prefix.replace(/\/$/, "");
  const remote = s3Remote({ name: undefined, prefix: "", bucket, store, jobs: usualJobs, notes });
  const one = key === "" ? undefined : await store.head({ bucket, key });
  const files: SourceFile[] = [];
  if (one) files.push({ relpath: "", size: one.bytes, tag: one.etag.replaceAll('"', "") });
  else
    for await (const each of store.list(bucket, prefix))
      if (!each.key.endsWith("/"))
        files.push({
          relpath: insideOf(url, each.key.slice(prefix.length)),
          size: each.bytes,
          tag: each.etag.replaceAll('"', ""),
        });
  if (files.length === 0) throw absent(url);
  const size = files.reduce((sum, file) => sum + file.size, 0);
  return {
    isFolder: one === undefined,
    files,
    dep: one
      ? { foreign: { etag: files[0]?.tag ?? "", size } }
      : { content: { md5: listHash(files, "etag"), size, nfiles: files.length } },
    bring: (folder, options) =>
      bringBy(remote, files, (relpath) => (relpath === "" ? key : prefix + relpath), folder, options),
    close: () => remote.close(),
  };
}

/** Whoever may write to a bucket may call an object `../..`. */
function insideOf(url: string, relpath: string): string {
  if (isInside(relpath)) return relpath;
  throw new ApiError(
    "INVALID_STATE",
    `${url}: ${JSON.stringify(relpath)} is no path inside a folder; nothing was imported`,
  );
}

async function httpSource(url: string, config: RemoteConfig, notes: string): Promise<ImportSource> {
  const client = createHttpClient(httpSettings(config, usualJobs));
  return closedOnFault(client, () => httpSourceBy(client, url, config, notes));
}

async function httpSourceBy(
  client: ReturnType<typeof createHttpClient>,
  url: string,
  config: RemoteConfig,
  notes: string,
): Promise<ImportSource> {
  const seen = await client.open("HEAD", config.url).catch((error: unknown) => {
    const why = networkFault(error);
    throw why === undefined ? error : new ApiError("INVALID_STATE", `${url}: ${why}`);
  });
  seen.resume();
  const { statusCode: status = 0, headers } = seen;
  if (status >= 400)
    throw status === 404 ? absent(url) : new ApiError("INVALID_STATE", `${url}: ${statusFault(status)}`);
  const size = headers["content-length"] === undefined ? undefined : Number(headers["content-length"]);
  const sum = headers.etag ?? headers["content-md5"] ?? untaggedSum(url, size, headers);
  const checksum = typeof sum === "string" ? { checksum: sum } : {};
  const remote = httpRemote({ name: undefined, url: config.url, client, jobs: 1, notes });
  return {
    isFolder: false,
    files: [{ relpath: "", size: size ?? 0, tag: typeof sum === "string" ? sum : undefined }],
    dep: { foreign: { ...checksum, ...(size === undefined ? {} : { size }) } },
    async bring(folder, { signal }) {
      const copy = { name: `import-${createHash("md5").update(config.url).digest("hex")}`, path: join(folder, single) };
      const outcome = await getHttp({ client, url: config.url, notes, copy, signal });
      if (outcome.kind !== "done")
        throw new ApiError("INVALID_STATE", `${url}: ${outcome.kind === "failed" ? outcome.why : "is gone"}`);
      chmodSync(copy.path, 0o666 & ~process.umask());
    },
    close: () => remote.close(),
  };
}

/** Of an answer without an etag dvc hashes what it was told, as Python prints it. */
function untaggedSum(url: string, size: number | undefined, headers: IncomingHttpHeaders): string {
  const facts = [
    `'name': ${pythonText(url)}`,
    `'size': ${size ?? "None"}`,
    ...(headers["content-type"] ? [`'mimetype': ${pythonText(headers["content-type"].split(";")[0] ?? "")}`] : []),
    ...(headers["accept-ranges"] === "none" ? ["'partial': False"] : []),
    `'url': ${pythonText(url)}`,
    ...(typeof headers.digest === "string" ? [`'Digest': ${pythonText(headers.digest)}`] : []),
    ...(headers["last-modified"] ? [`'Last-Modified': ${pythonText(headers["last-modified"])}`] : []),
    "'type': 'file'",
  ];
  const md5 = createHash("md5")
    .update(`({${facts.join(", ")}},)`)
    .digest("hex");
  return BigInt(`0x${md5}`).toString();
}

function pythonText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  return quote + text.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`) + quote;
}

export async function bringBy(
  remote: Remote,
  files: readonly SourceFile[],
  nameOf: (relpath: string) => string,
  folder: string,
  { report, signal, jobs }: WorkOptions,
): Promise<void> {
  let done = 0;
  let why: string | undefined;
  const copies: ObjectCopy[] = files.map(({ relpath }) => ({
    name: nameOf(relpath),
    path: join(folder, relpath || single),
  }));
  await remote.get(copies, {
    signal,
    jobs,
    settled({ name, path }, outcome) {
      if (outcome.kind === "done") chmodSync(path, 0o666 & ~process.umask());
      else why ??= `${remote.url}/${name}: ${outcome.kind === "failed" ? outcome.why : "is gone"}`;
      report?.("Importing", ++done, copies.length, "files");
    },
  });
  if (why !== undefined) throw new ApiError("INVALID_STATE", why);
}

/** Of files whose tags are md5s. */
export function contentOf(files: readonly SourceFile[], isFolder: boolean, isExec: boolean): Content {
  const size = files.reduce((sum, file) => sum + file.size, 0);
  const [first] = files;
  if (!isFolder) return { md5: first?.tag ?? "", size, ...(isExec ? { isexec: true } : {}) };
  const list = writeDirObject(files.map(({ relpath, tag = "" }) => ({ relpath, md5: tag })));
  return { md5: `${createHash("md5").update(list).digest("hex")}.dir`, size, nfiles: files.length };
}

/** Of a folder elsewhere dvc hashes a list of that place's own tags. */
function listHash(files: readonly SourceFile[], key: string): string {
  const sorted = [...files].sort((a, b) => compareText(a.relpath, b.relpath));
  const items = sorted.map(({ relpath, tag = "" }) => `{"${key}": ${jsonText(tag)}, "relpath": ${jsonText(relpath)}}`);
  return `${createHash("md5")
    .update(`[${items.join(", ")}]`)
    .digest("hex")}.dir`;
}

function absent(url: string): ApiError {
  return new ApiError("RESOURCE_DOES_NOT_EXIST", `${url} does not exist`);
}
