import { lstatSync, readlinkSync, type Stats } from "node:fs";
import { dirname, join } from "node:path";
import { invalid } from "../../shared/apiError";
import type { DataRoom } from "./dataRoom";
import { pathBytes } from "./files/bytePaths";
import { readHash } from "./files/hashBytes";
import { freshOn } from "./files/unfinished";
import type { Look } from "./index/lookAt";
import { isFolder } from "./index/objects";
import type { LinkType, WorkOptions } from "./repository";

/** After files went into the cache: those of the workspace that are not linked as the settings want it are linked anew. */
export async function relinkKept(
  room: DataRoom,
  looks: readonly (Look | undefined)[],
  options: WorkOptions,
): Promise<void> {
  for (const look of looks) if (look) await relinkOne(room, look, options);
}

async function relinkOne(room: DataRoom, look: Look, options: WorkOptions): Promise<void> {
  const { project, threads } = room;
  const { path, index, content } = look;
  const objects = room.objects(content.legacy === true);
  const asCopies = ["copy", "reflink"].includes(project.linkTypes[0] as LinkType);
  // own files are fine as they are; only links and files with a second name are looked at
  const places = asCopies ? look.linked : index.names.map((_, at) => at);
  const names: string[] = [];
  const found: number[] = [];
  const replaces: number[] = [];
  for (const at of places) {
    const name = index.names[at] as string;
    const file = name === "" ? path : `${path}/${name}`;
    const stats = lstatSync(pathBytes(file), { throwIfNoEntry: false });
    if (!stats) continue;
    const object = objects.path(readHash(index.hashes, at));
    if (!needsLink(project.linkTypes, stats, file, object) && !(name === "" && wantsOther(project.linkTypes, stats)))
      continue;
    names.push(name);
    found.push(at);
    replaces.push(stats.ino, stats.size, stats.mtimeMs);
  }
  if (names.length === 0) return;
  const hashes = new Uint8Array(names.length * 16);
  for (const [to, at] of found.entries()) hashes.set(index.hashes.subarray(at * 16, at * 16 + 16), to * 16);
  const fresh = freshOn(join(project.ownFolder, "new"), isFolder(content) ? path : dirname(path));
  const done = await threads.run(
    {
      kind: "place",
      root: path,
      names,
      hashes,
      store: objects.store,
      links: project.linkTypes,
      fresh: fresh.path,
      isExec: content.isexec === true,
      replaces: Float64Array.from(replaces),
    },
    {
      sizes: new Float64Array(names.length).fill((content.size ?? 0) / Math.max(1, index.names.length)),
      jobs: options.jobs,
      signal: options.signal,
    },
  );
  fresh.remove();
  const [first] = done.faults;
  if (first) invalid(first.message);
  await room.look([{ path, legacy: content.legacy === true }], {});
}

/** As dvc decides: by the first kind of link that the file could be. */
function needsLink(types: readonly LinkType[], stats: Stats, file: string, object: string): boolean {
  const isSymlink = stats.isSymbolicLink();
  const isHardlink = stats.nlink > 1;
  for (const type of types) {
    if ((type === "copy" || type === "reflink") && !isSymlink && !isHardlink) return false;
    if (type === "hardlink" && isHardlink) return lstatSync(object, { throwIfNoEntry: false })?.ino !== stats.ino;
    if (type === "symlink" && isSymlink) return readlinkSync(pathBytes(file)) !== object;
  }
  // an empty file is never a hard link, and has nothing to share
  return !(types[0] === "hardlink" && stats.size === 0 && !isSymlink);
}

/** Of a single file dvc tries the kinds of link in their order, so that one that cannot be a clone becomes the next kind. */
function wantsOther(types: readonly LinkType[], stats: Stats): boolean {
  return (
    types[0] === "reflink" &&
    types[1] !== "copy" &&
    types[1] !== undefined &&
    !stats.isSymbolicLink() &&
    stats.nlink === 1 &&
    stats.size > 0
  );
}
