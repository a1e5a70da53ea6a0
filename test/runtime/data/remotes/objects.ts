import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { writeDirObject } from "../../../../src/core/dvc/dirObject";
import { type CacheObject, type CachePlaces, objectOf } from "../../../../src/runtime/data/remotes/cacheObjects";

export const md5 = (bytes: string | Uint8Array) => createHash("md5").update(bytes).digest("hex");
export const nameOf = (hash: string) => `files/md5/${hash.slice(0, 2)}/${hash.slice(2)}`;

/** A cache with objects in it, and room beside for remotes. */
export interface Scene {
  readonly folder: string;
  readonly places: CachePlaces;
  /** Keeps the files as a tracked folder. */
  keepFolder(label: string, files: Readonly<Record<string, string | Uint8Array>>): CacheObject;
  keepFile(label: string, content: string | Uint8Array): CacheObject;
  /** Writes other bytes into an object, which looks as whole as before. */
  spoil(root: string, name: string): void;
  emptyCache(): void;
  /** Names of files below a folder, sorted. */
  under(root: string): string[];
  end(): void;
}

export function setScene(): Scene {
  const folder = mkdtempSync(join(tmpdir(), "tidemark-remotes-"));
  const places: CachePlaces = { cacheFolder: join(folder, "cache"), ownFolder: join(folder, "own"), shared: false };
  const write = (name: string, content: string | Uint8Array) => {
    const path = join(places.cacheFolder, name);
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path)) writeFileSync(path, content, { mode: 0o444 });
  };
  return {
    folder,
    places,
    keepFolder(label, files) {
      const entries = Object.entries(files).map(([relpath, content]) => {
        write(nameOf(md5(content)), content);
        return { relpath, md5: md5(content) };
      });
      const list = writeDirObject(entries);
      write(nameOf(`${md5(list)}.dir`), list);
      return objectOf({ md5: `${md5(list)}.dir` }, label);
    },
    keepFile(label, content) {
      write(nameOf(md5(content)), content);
      return objectOf({ md5: md5(content) }, label);
    },
    spoil(root, name) {
      const path = join(root, name);
      chmodSync(path, 0o644);
      const bytes = readFileSync(path);
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      writeFileSync(path, bytes);
      chmodSync(path, 0o444);
    },
    emptyCache: () => rmSync(places.cacheFolder, { recursive: true, force: true }),
    under,
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function under(root: string, below = ""): string[] {
  const path = join(root, below);
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [below];
  return readdirSync(path)
    .sort()
    .flatMap((name) => under(root, below === "" ? name : `${below}/${name}`));
}
