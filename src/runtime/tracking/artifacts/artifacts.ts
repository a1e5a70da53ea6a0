import { randomUUID } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { ApiError, invalid } from "../../../shared/apiError";
import type { Kernel } from "../../kernel/kernel";
import { incomingFolder, readArtifactPath } from "./artifactPath";
import { codeOf, explainFileError } from "./fileError";
import { findFolderInside, findInside, makeInside, syncFolder } from "./insideRoot";
import { receive } from "./receive";

export interface ArtifactEntry {
  readonly name: string;
  readonly isFolder: boolean;
  /** Bytes; 0 for a folder. */
  readonly size: number;
}

/** A file held open: it stays what it is however often the path is written meanwhile. Whoever opens it closes it. */
export interface OpenArtifact {
  readonly handle: FileHandle;
  readonly size: number;
  readonly modified: Date;
}

/** Files below `places.artifacts`, and nothing outside of it. Paths are relative, parted by "/", and checked here. */
export interface Artifacts {
  /** Resolves with the size once the whole is on disk in its place; before that nobody sees any of it. */
  write(path: string, content: Readable | Uint8Array): Promise<number>;
  open(path: string): Promise<OpenArtifact>;
  /** Where a folder really is, made where it is missing: for who puts files there by other means. A way out is refused. */
  folder(path: string): Promise<string>;
  /** For small files that a room keeps for itself. */
  readWhole(path: string): Promise<Buffer>;
  /** In the order of names; nothing for a file, and for a path that does not exist. */
  list(path: string): Promise<ArtifactEntry[]>;
  /** A file or a whole folder is gone when this resolves, if it was there. Returns the bytes given back. */
  remove(path: string): Promise<number>;
}

export function createArtifacts({ places, events }: Pick<Kernel, "places" | "events">): Artifacts {
  const root = places.artifacts;
  const incoming = join(root, incomingFolder);
  // what a crash left half-way is nobody's; cleared before anything new is put there
  const cleared = rm(incoming, { recursive: true, force: true }).catch(() => undefined);
  /** Makes the folder only when it turns out to be missing: this is on the way of every small file. */
  const viaIncoming = async <T>(work: (temporary: string) => Promise<T>): Promise<T> => {
    await cleared;
    const temporary = join(incoming, randomUUID());
    try {
      return await work(temporary);
    } catch (error) {
      if (codeOf(error) !== "ENOENT") throw error;
      await mkdir(incoming, { recursive: true });
      return work(temporary);
    }
  };

  return {
    async write(path, content) {
      if (content instanceof Readable) content.on("error", () => undefined); // whoever reads it later is told
      try {
        const names = namesOfFile(path);
        await refuseFolder(await findFolderInside(root, names), path);
        const { temporary, size } = await viaIncoming(async (to) => ({
          temporary: to,
          size: await receive(content, to),
        }));
        try {
          await putInPlace(temporary, root, names);
        } catch (error) {
          await rm(temporary, { force: true });
          throw error;
        }
        events.emit({ kind: "artifact", id: names.join("/") });
        return size;
      } catch (error) {
        if (content instanceof Readable) content.destroy(); // what still comes in goes nowhere
        return explainFileError(error, path);
      }
    },
    async open(path) {
      const names = namesOfFile(path);
      try {
        const place = await findInside(root, names);
        if (place === undefined) throw new ApiError("RESOURCE_DOES_NOT_EXIST", `No such artifact: '${path}'`);
        return await openFile(place, path);
      } catch (error) {
        return explainFileError(error, path);
      }
    },
    async folder(path) {
      try {
        return await makeInside(root, path.split("/").filter(Boolean));
      } catch (error) {
        return explainFileError(error, path);
      }
    },
    async readWhole(path) {
      const { handle } = await this.open(path);
      try {
        return await handle.readFile();
      } finally {
        await handle.close();
      }
    },
    async list(path) {
      const names = readArtifactPath(path);
      try {
        const place = await findInside(root, names);
        if (place === undefined || !(await stat(place)).isDirectory()) return [];
        return await entriesOf(root, names, place);
      } catch (error) {
        if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return [];
        return explainFileError(error, path);
      }
    },
    async remove(path) {
      const names = readArtifactPath(path);
      if (names.length === 0) return invalid("path: the root of all artifacts cannot be deleted");
      try {
        const place = await findFolderInside(root, names);
        if (place === undefined || !(await exists(place))) return 0;
        // out of sight in one step, then given back at leisure
        const doomed = await viaIncoming(async (to) => {
          await rename(place, to);
          return to;
        });
        await syncFolder(dirname(place));
        const size = await sizeOf(doomed);
        await rm(doomed, { recursive: true, force: true });
        events.emit({ kind: "artifact", id: names.join("/") });
        return size;
      } catch (error) {
        if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return 0;
        return explainFileError(error, path);
      }
    },
  };
}

function namesOfFile(path: string): string[] {
  const names = readArtifactPath(path);
  if (names.length === 0 || path.endsWith("/")) return invalid(`path: '${path}' names a folder, not a file`);
  return names;
}

/** Before gigabytes are taken in, not after. */
async function refuseFolder(place: string | undefined, path: string): Promise<void> {
  if (place !== undefined && (await statOf(place))?.isDirectory()) invalid(`path: '${path}' is a folder, not a file`);
}

async function statOf(place: string): Promise<Stats | undefined> {
  try {
    return await lstat(place);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

async function exists(place: string): Promise<boolean> {
  return (await statOf(place)) !== undefined;
}

/** The folder comes into being only now, so that an upload that fails leaves none behind. */
async function putInPlace(temporary: string, root: string, names: readonly string[]): Promise<void> {
  for (let tries = 0; ; tries++) {
    const folder = await makeInside(root, names.slice(0, -1));
    try {
      await rename(temporary, join(folder, names.at(-1) as string));
      await syncFolder(folder);
      return;
    } catch (error) {
      // deleted in between: made again
      if (codeOf(error) !== "ENOENT" || tries > 2) throw error;
    }
  }
}

async function openFile(place: string, path: string): Promise<OpenArtifact> {
  // the links were followed and checked; one that appears now is not. Nonblocking: a pipe must not hold us.
  const handle = await open(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = await handle.stat();
    if (stats.isDirectory()) invalid(`Artifact path refers to a directory, not a file: '${path}'`);
    if (!stats.isFile()) invalid(`path: '${path}' is not a regular file`);
    return { handle, size: stats.size, modified: stats.mtime };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function entriesOf(root: string, names: readonly string[], place: string): Promise<ArtifactEntry[]> {
  const found: ArtifactEntry[] = [];
  const dirents = await readdir(place, { withFileTypes: true });
  for (let i = 0; i < dirents.length; i += 64) {
    const some = dirents.slice(i, i + 64).map(async (dirent): Promise<ArtifactEntry[]> => {
      if (names.length === 0 && dirent.name === incomingFolder) return [];
      const target = dirent.isSymbolicLink()
        ? await findInside(root, [...names, dirent.name]).catch(() => undefined)
        : join(place, dirent.name);
      const stats = target === undefined ? undefined : await statOf(target);
      if (!stats?.isFile() && !stats?.isDirectory()) return [];
      return [{ name: dirent.name, isFolder: stats.isDirectory(), size: stats.isFile() ? stats.size : 0 }];
    });
    found.push(...(await Promise.all(some)).flat());
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function sizeOf(place: string): Promise<number> {
  const stats = await statOf(place);
  if (!stats?.isDirectory()) return stats?.size ?? 0;
  let sum = 0;
  for (const name of await readdir(place)) sum += await sizeOf(join(place, name));
  return sum;
}
