import { existsSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import type { Config } from "../../../core/dvc/config/config";
import { ApiError, FileError } from "../../../shared/apiError";
import { quoteName } from "../../../shared/quoteName";
import { filesInGit } from "../../kernel/git";
import type { ObjectStore } from "../files/fileWork";
import { readConfig } from "../remotes/configFiles";
import type { LinkType, Repository } from "../repository";

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
  const root = findProjectRoot(folder);
  if (root !== undefined) return root;
  throw new ApiError("RESOURCE_DOES_NOT_EXIST", `${folder} is in no project of DVC; ${adviceFor(folder)}`);
}

const mostNamed = 5;

function adviceFor(folder: string): string {
  return projectsBelow(folder) ?? "tidemark data init makes it one";
}

/** In a repository of many projects it is one of those that is meant: which there are, and how to get there. */
export function projectsBelow(folder: string): string | undefined {
  const below = filesInGit(folder, ":(glob)**/.dvc/config")
    .map((name) => dirname(dirname(name)))
    .filter((name) => name !== "." && isFolder(join(folder, name, ".dvc")));
  const [first] = below;
  if (first === undefined) return undefined;
  const more = below.length > mostNamed ? ` and ${below.length - mostNamed} more` : "";
  return `below it are ${below.slice(0, mostNamed).map(quoteName).join(", ")}${more}: cd ${quoteName(first)}, or --cd ${quoteName(first)}`;
}

export function openProject(root: string): Project {
  const dvcFolder = join(root, ".dvc");
  const config = readConfig(dvcFolder);
  const gitRoot = config.flag("core", "no_scm") ? undefined : findGitRoot(root);
  const cacheFolder = cacheOf(config, dvcFolder);
  const ownFolder = join(dvcFolder, "tmp", "tidemark");
  const isShared = config.text("cache", "shared") === "group";
  const fresh = sameDisk(cacheFolder, dvcFolder) ? join(ownFolder, "new") : join(cacheFolder, ".tidemark-new");
  const store: ObjectStore = { folder: join(cacheFolder, "files", "md5"), fresh, isShared, legacy: false };
  return {
    root,
    dvcFolder,
    ownFolder,
    gitRoot,
    cacheFolder,
    linkTypes: linkTypes(config),
    autostage: config.flag("core", "autostage") === true,
    store,
    legacyStore: { ...store, folder: cacheFolder, legacy: true },
  };
}

const allTypes: readonly LinkType[] = ["reflink", "hardlink", "symlink", "copy"];

/** Relative to the file that names it. */
function cacheOf(config: Config, dvcFolder: string): string {
  const found = config.get("cache", "dir");
  if (!found || found.text === "") return join(dvcFolder, "cache");
  const path = found.text.startsWith("~/") ? join(homedir(), found.text.slice(2)) : found.text;
  return isAbsolute(path) ? path : resolve(found.from.folder, path);
}

function linkTypes(config: Config): readonly LinkType[] {
  const found = config.get("cache", "type");
  if (!found || found.text.trim() === "") return ["reflink", "copy"];
  return found.text.split(",").map((word) => {
    const type = allTypes.find((each) => each === word.trim().toLowerCase());
    if (type !== undefined) return type;
    throw new FileError(found.from.name, undefined, `cache.type '${word.trim()}' is none of ${allTypes.join(", ")}`);
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
