import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { factsOfFile, factsOfFolder } from "../files/walkTree";

/**
 * What an output's files were when they were last hashed. Places are those of the walk, so an unchanged tree is compared
 * in step, without looking names up.
 */
export interface OutIndex {
  readonly names: readonly string[];
  /** As of a walk; the inode is -1 where the file is not to be trusted, since it was too young when it was read. */
  readonly facts: Float64Array;
  /** 16 bytes each. */
  readonly hashes: Uint8Array;
  /** The folder's md5 while nothing differs from the index; undefined of a single file. */
  readonly dir: string | undefined;
  /** Sum of the sizes. */
  readonly size: number;
  /** Whether hashed as dvc 2 did. */
  readonly legacy: boolean;
  /** mtimes of the cache's folders when all objects were seen there, or undefined when they were not. */
  readonly cacheSeen: Float64Array | undefined;
  /** The folders when the names were listed, where that can be told. */
  readonly tree?: Tree | undefined;
  /** All names are ASCII, so a path of them is what the file system knows. */
  readonly isPlain?: boolean;
}

export interface Tree {
  readonly folders: readonly string[];
  readonly facts: Float64Array;
  /** Of the ignore rules of that time. */
  readonly rules: number;
}

const magic = 0x546d6935; // "Tmi5"
const headBytes = 64;
const cacheFolders = 257;

/** Layout: head, facts, folders' facts, seen, hashes, names (UTF-16 unless plain, zeros between, so that any name survives). */
export function writeIndex(path: string, index: OutIndex): void {
  const { cacheSeen: seen, tree } = index;
  const text = [...index.names, ...(tree?.folders ?? [])].join("\0");
  const isPlain = !/[^\0-\x7f]/.test(text);
  const names = Buffer.from(text, isPlain ? "latin1" : "utf16le");
  const parts = [index.facts, ...(tree ? [tree.facts] : []), ...(seen ? [seen] : []), index.hashes, names];
  const bytes = Buffer.alloc(headBytes + parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  bytes.writeUInt32LE(magic, 0);
  bytes.writeUInt32LE(index.names.length, 4);
  bytes.writeUInt32LE(
    (index.legacy ? 1 : 0) | (seen ? 2 : 0) | (index.dir === undefined ? 0 : 4) | (tree ? 8 : 0) | (isPlain ? 16 : 0),
    8,
  );
  bytes.writeUInt32LE(tree?.folders.length ?? 0, 12);
  bytes.writeDoubleLE(index.size, 16);
  bytes.write(index.dir ?? "", 24, 32, "latin1");
  bytes.writeDoubleLE(tree?.rules ?? 0, 56);
  let at = headBytes;
  for (const part of parts) {
    Buffer.from(part.buffer, part.byteOffset, part.byteLength).copy(bytes, at);
    at += part.byteLength;
  }
  mkdirSync(dirname(path), { recursive: true });
  const fresh = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  try {
    writeFileSync(fresh, bytes);
    renameSync(fresh, path);
  } catch {
    // the index saves time and nothing else: a full disk shall not fail what was done
    rmSync(fresh, { force: true });
  }
}

/** Undefined when there is none, or none that reads. */
export function readIndex(path: string): OutIndex | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    return undefined; // never hashed before
  }
  if (bytes.length < headBytes || bytes.readUInt32LE(0) !== magic) return undefined;
  const count = bytes.readUInt32LE(4);
  const flags = bytes.readUInt32LE(8);
  const factBytes = count * factsOfFile * 8;
  const folderCount = flags & 8 ? bytes.readUInt32LE(12) : 0;
  const folderBytes = folderCount * factsOfFolder * 8;
  const seenBytes = flags & 2 ? cacheFolders * 8 : 0;
  const namesAt = headBytes + factBytes + folderBytes + seenBytes + count * 16;
  if (bytes.length < namesAt) return undefined;
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : Buffer.from(new Uint8Array(bytes).buffer);
  const { buffer, byteOffset } = aligned;
  const isPlain = (flags & 16) !== 0;
  const text = aligned.toString(isPlain ? "latin1" : "utf16le", namesAt);
  const names = count + folderCount === 0 ? [] : text.split("\0");
  if (names.length !== count + folderCount) return undefined;
  const folders = names.splice(count);
  return {
    names,
    facts: new Float64Array(buffer, byteOffset + headBytes, count * factsOfFile),
    hashes: new Uint8Array(buffer, byteOffset + namesAt - count * 16, count * 16),
    dir: flags & 4 ? aligned.toString("latin1", 24, 56) : undefined,
    size: aligned.readDoubleLE(16),
    legacy: (flags & 1) !== 0,
    cacheSeen:
      flags & 2 ? new Float64Array(buffer, byteOffset + headBytes + factBytes + folderBytes, cacheFolders) : undefined,
    tree:
      flags & 8
        ? {
            folders,
            facts: new Float64Array(buffer, byteOffset + headBytes + factBytes, folderCount * factsOfFolder),
            rules: aligned.readDoubleLE(56),
          }
        : undefined,
    isPlain,
  };
}
