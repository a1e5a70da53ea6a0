import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { factsOfFile } from "./walkTree";

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
}

const magic = 0x546d6934; // "Tmi4"
const headBytes = 64;
const cacheFolders = 257;

/** Layout: head, facts, seen, hashes, names (UTF-16, zeros between, so that any name survives). */
export function writeIndex(path: string, index: OutIndex): void {
  const names = Buffer.from(index.names.join("\0"), "utf16le");
  const seen = index.cacheSeen;
  const factBytes = index.facts.byteLength;
  const seenBytes = seen ? cacheFolders * 8 : 0;
  const bytes = Buffer.alloc(headBytes + factBytes + seenBytes + index.hashes.byteLength + names.length);
  bytes.writeUInt32LE(magic, 0);
  bytes.writeUInt32LE(index.names.length, 4);
  bytes.writeUInt32LE((index.legacy ? 1 : 0) | (seen ? 2 : 0) | (index.dir === undefined ? 0 : 4), 8);
  bytes.writeDoubleLE(index.size, 16);
  bytes.write(index.dir ?? "", 24, 32, "latin1");
  let at = headBytes;
  for (const part of [index.facts, ...(seen ? [seen] : []), index.hashes, names]) {
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
  const seenBytes = flags & 2 ? cacheFolders * 8 : 0;
  const namesAt = headBytes + factBytes + seenBytes + count * 16;
  if (bytes.length < namesAt) return undefined;
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : Buffer.from(new Uint8Array(bytes).buffer);
  const { buffer, byteOffset } = aligned;
  const text = aligned.toString("utf16le", namesAt);
  const names = count === 0 ? [] : text.split("\0");
  if (names.length !== count) return undefined;
  return {
    names,
    facts: new Float64Array(buffer, byteOffset + headBytes, count * factsOfFile),
    hashes: new Uint8Array(buffer, byteOffset + namesAt - count * 16, count * 16),
    dir: flags & 4 ? aligned.toString("latin1", 24, 56) : undefined,
    size: aligned.readDoubleLE(16),
    legacy: (flags & 1) !== 0,
    cacheSeen: flags & 2 ? new Float64Array(buffer, byteOffset + headBytes + factBytes, cacheFolders) : undefined,
  };
}
