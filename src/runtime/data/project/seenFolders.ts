import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { pathBytes } from "../files/bytePaths";
import { lstatFacts } from "../files/lstatFacts";
import { factsOfFile } from "../files/walkTree";

/** What a walk of a project's folders came to. While each folder is as it was, another walk would come to the same. */
export interface SeenFolders {
  /** From the project's root, in the order of the walk. */
  readonly folders: readonly string[];
  /** mtime and ctime of each; -1 where the folder was too young to tell. */
  readonly times: Float64Array;
  readonly dvcFiles: readonly string[];
  readonly pipelineFiles: readonly string[];
  /** `.dvcignore` and `.gitignore` files of walked folders, in the order of the walk. */
  readonly ignoreFiles: readonly string[];
  /** Of what these say. */
  readonly rulesMark: number;
}

const folderKind = 0o040000;
const kindOf = 0o170000;

/** All of the folders are as they were. */
export function areAsSeen(root: string, { folders, times }: SeenFolders): boolean {
  const lstat = lstatFacts();
  const now = new Float64Array(factsOfFile);
  for (let at = 0; at < folders.length; at++) {
    const folder = folders[at] as string;
    if (lstat(pathBytes(folder === "" ? root : `${root}/${folder}`), now, 0) === 0) return false;
    if (((now[4] as number) & kindOf) !== folderKind) return false;
    if (now[2] !== times[at * 2] || now[3] !== times[at * 2 + 1]) return false;
  }
  return true;
}

const magic = 0x746d7366; // "tmsf"
const headBytes = 32;

/** Layout: head, times, names (UTF-16, zeros between, so that any name survives). */
export function writeSeen(path: string, seen: SeenFolders): void {
  const { folders, dvcFiles, pipelineFiles, ignoreFiles, times } = seen;
  const names = Buffer.from([...folders, ...dvcFiles, ...pipelineFiles, ...ignoreFiles].join("\0"), "utf16le");
  const head = Buffer.alloc(headBytes);
  for (const [at, each] of [magic, folders.length, dvcFiles.length, pipelineFiles.length, ignoreFiles.length].entries())
    head.writeUInt32LE(each, at * 4);
  head.writeDoubleLE(seen.rulesMark, 24);
  const fresh = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(fresh, Buffer.concat([head, Buffer.from(times.buffer, times.byteOffset, times.byteLength), names]));
    renameSync(fresh, path);
  } catch {
    rmSync(fresh, { force: true }); // it saves time and nothing else
  }
}

/** Undefined when there is none, or none that reads. */
export function readSeen(path: string): SeenFolders | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    return undefined; // nothing was walked before
  }
  if (bytes.length < headBytes || bytes.readUInt32LE(0) !== magic) return undefined;
  const [count, dvc, pipelines, ignores] = [4, 8, 12, 16].map((at) => bytes.readUInt32LE(at)) as [
    number,
    number,
    number,
    number,
  ];
  const namesAt = headBytes + count * 16;
  if (bytes.length < namesAt) return undefined;
  const names = bytes.toString("utf16le", namesAt).split("\0");
  if (names.length !== count + dvc + pipelines + ignores) return undefined;
  return {
    dvcFiles: names.slice(count, count + dvc),
    pipelineFiles: names.slice(count + dvc, count + dvc + pipelines),
    ignoreFiles: names.slice(count + dvc + pipelines),
    folders: names.slice(0, count),
    times: new Float64Array(new Uint8Array(bytes.subarray(headBytes, namesAt)).buffer),
    rulesMark: bytes.readDoubleLE(24),
  };
}
