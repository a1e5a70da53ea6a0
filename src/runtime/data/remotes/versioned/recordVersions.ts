import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { DirEntry } from "../../../../core/dvc/dirObject";
import { editDvcFile, readDvcFile } from "../../../../core/dvc/dvcFile";
import type { Content, Dep, Out } from "../../../../core/dvc/entries";
import { readLockFile } from "../../../../core/dvc/lockFile";
import type { ValueMap } from "../../../../core/dvc/values";
import { cloudValue } from "../../../../core/dvc/versionedFiles";
import { groupBy } from "../../../../shared/groups";
import type { DataRoom } from "../../dataRoom";
import { replaceFile } from "../../files/replaceFile";
import { stageFiles } from "../../gitIgnoreFile";

/** What a remote calls a file that is there now. */
export interface PushedVersion {
  /** What was pushed: the file may be another one by now. */
  readonly md5: string;
  readonly etag: string;
  readonly version: string;
  readonly bytes: number;
}

/** Where an output stands. */
export interface OutPlace {
  /** The .dvc file or dvc.yaml, absolute. */
  readonly from: string;
  readonly stage?: string | undefined;
  /** As that file names it. */
  readonly name: string;
}

export interface OutRecord {
  readonly out: OutPlace;
  /** By path below the folder; "" is a file by itself. */
  readonly versions: ReadonlyMap<string, PushedVersion>;
}

interface Recording {
  readonly remote: string;
  /** The files of a folder, as dvc writes them down beside what a remote said of them. */
  listOf(content: Content): readonly DirEntry[] | undefined;
}

/** Each file is written once, as a whole, and only where it says something else than before. */
export async function recordVersions(room: DataRoom, remote: string, records: readonly OutRecord[]): Promise<void> {
  const { root, gitRoot, autostage } = room.project;
  const recording: Recording = {
    remote,
    listOf: ({ md5, legacy = false }) => (md5.endsWith(".dir") ? room.objects(legacy).entries(md5) : undefined),
  };
  const written: string[] = [];
  for (const [from, some] of groupBy(records, ({ out }) => out.from)) {
    const isPipeline = some[0]?.out.stage !== undefined;
    const file = isPipeline ? join(dirname(from), "dvc.lock") : from;
    if (!existsSync(file)) continue;
    const before = readFileSync(file, "utf8");
    const after = await (isPipeline ? withStages : withOuts)(before, relative(root, file), some, recording);
    if (after === before) continue;
    replaceFile(file, after);
    written.push(file);
  }
  if (autostage && gitRoot !== undefined && written.length > 0) await stageFiles(gitRoot, written);
}

async function withOuts(
  text: string,
  name: string,
  records: readonly OutRecord[],
  recording: Recording,
): Promise<string> {
  const file = await readDvcFile(text, name);
  const outs = file.outs.map((out) => withVersions(out, versionsFor(out, records), recording));
  return editDvcFile(text, { ...file, outs });
}

/** As dvc: folders are written down file by file in all of a stage, what it depends on too. */
async function withStages(
  text: string,
  name: string,
  records: readonly OutRecord[],
  recording: Recording,
): Promise<string> {
  let said = text;
  for (const [stage, some] of groupBy(records, ({ out }) => out.stage ?? "")) {
    const lock = await readLockFile(said, name);
    const entry = lock.stages.get(stage);
    if (entry === undefined) continue;
    const outs = entry.outs.map((out) => withVersions(out, versionsFor(out, some), recording));
    said = lock.withStage(stage, { ...entry, outs, deps: entry.deps.map((dep) => withFiles(dep, recording)) });
  }
  return said;
}

function versionsFor({ path }: Out, records: readonly OutRecord[]): OutRecord["versions"] {
  return records.find(({ out }) => out.name === path)?.versions ?? new Map();
}

function withVersions(out: Out, versions: OutRecord["versions"], { remote, listOf }: Recording): Out {
  const { content } = out;
  if (content === undefined) return out;
  if (!content.md5.endsWith(".dir")) {
    const pushed = versions.get("");
    if (pushed === undefined || pushed.md5 !== content.md5) return out;
    const { md5, legacy } = content;
    const { etag, version, bytes: size } = pushed;
    return { ...out, content: { md5, size, ...(legacy && { legacy }) }, cloud: cloudValue({ remote, etag, version }) };
  }
  const files = out.files ?? listOf(content)?.map(plainFile);
  if (files === undefined) return out;
  return { ...out, files: files.map((file) => withVersion(file, versions.get(String(file.relpath)), remote)) };
}

function withVersion(file: ValueMap, pushed: PushedVersion | undefined, remote: string): ValueMap {
  const { relpath = "", md5 = "" } = file;
  if (pushed === undefined || String(md5).toLowerCase() !== pushed.md5) return file;
  const { etag, version, bytes: size } = pushed;
  return { relpath, md5, size, cloud: cloudValue({ remote, etag, version }) };
}

function withFiles(dep: Dep, { listOf }: Recording): Dep {
  const files = dep.content && dep.foreign === undefined ? listOf(dep.content)?.map(plainFile) : undefined;
  return files === undefined ? dep : { ...dep, foreign: { files } };
}

function plainFile({ relpath, md5 }: DirEntry): ValueMap {
  return { relpath, md5 };
}
