import { existsSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { invalid, notFound } from "../../shared/apiError";
import type { ObjectStore } from "./fileWork";
import { readSettings } from "./readSettings";
import type { LinkType, Repository } from "./repository";

/** A project of DVC with what its settings say. */
export interface Project extends Repository {
  readonly dvcFolder: string;
  /** Ours: `.dvc/tmp/tidemark`. */
  readonly ownFolder: string;
  readonly autostage: boolean;
  readonly store: ObjectStore;
  readonly legacyStore: ObjectStore;
}

/** The project that a folder lies in: the nearest one above with a `.dvc`. */
export function findProjectRoot(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (isFolder(join(at, ".dvc"))) return at;
    if (dirname(at) === at) return undefined;
  }
}

export function getProjectRoot(folder: string): string {
  return (
    findProjectRoot(folder) ??
    notFound(`${folder}: a project of DVC (no .dvc in it or above; tidemark data init makes one)`)
  );
}

export function openProject(root: string): Project {
  const dvcFolder = join(root, ".dvc");
  const settings = readSettings(dvcFolder);
  const noScm = settings.get("core", "no_scm") === "true";
  const gitRoot = noScm ? undefined : findGitRoot(root);
  const dir = settings.get("cache", "dir");
  const cacheFolder = dir === undefined ? join(dvcFolder, "cache") : isAbsolute(dir) ? dir : resolve(dvcFolder, dir);
  const ownFolder = join(dvcFolder, "tmp", "tidemark");
  const isShared = settings.get("cache", "shared") === "group";
  const fresh = sameDisk(cacheFolder, dvcFolder) ? join(ownFolder, "new") : join(cacheFolder, ".tidemark-new");
  const store: ObjectStore = { folder: join(cacheFolder, "files", "md5"), fresh, isShared, legacy: false };
  return {
    root,
    dvcFolder,
    ownFolder,
    gitRoot,
    cacheFolder,
    linkTypes: linkTypes(settings.get("cache", "type")),
    autostage: settings.get("core", "autostage") === "true",
    store,
    legacyStore: { ...store, folder: cacheFolder, legacy: true },
  };
}

const allTypes: readonly LinkType[] = ["reflink", "hardlink", "symlink", "copy"];

function linkTypes(text: string | undefined): readonly LinkType[] {
  if (text === undefined || text.trim() === "") return ["reflink", "copy"];
  return text.split(",").map((word) => {
    const type = allTypes.find((each) => each === word.trim());
    return type ?? invalid(`.dvc/config: cache.type '${word.trim()}' is none of ${allTypes.join(", ")}`);
  });
}

function sameDisk(a: string, b: string): boolean {
  return deviceOf(a) === deviceOf(b);
}

/** Of a folder that is not there yet, that of the one above. */
function deviceOf(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? stats.dev : deviceOf(dirname(path));
}

/** The work tree of git; a `.git` may be a file in worktrees and submodules. */
export function findGitRoot(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return undefined;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
