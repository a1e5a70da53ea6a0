import { lstatSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Content } from "../../core/dvc/entries";
import { ApiError, notFound } from "../../shared/apiError";
import { checkOut } from "./checkout";
import { createRoom, type DataRoom } from "./dataRoom";
import { updateDvcOuts } from "./dvcText";
import { pathBytes } from "./files/bytePaths";
import { removeUnfinished } from "./files/unfinished";
import { addIgnored, removeIgnored } from "./gitIgnoreFile";
import { filesOfLook } from "./index/filesOfLook";
import { isFolder } from "./index/objects";
import { createFileFinder, type FoundFiles } from "./project/findFiles";
import { getProjectRoot, openProject, type Project } from "./project/openRepository";
import { relinkKept } from "./relink";
import { readConfig } from "./remotes/configFiles";
import type { DataService, Repository } from "./repository";
import { unprotectAll } from "./unprotect";

export { copyVersion } from "./copyVersion";
export type { DataRoom } from "./dataRoom";
export { replaceFile } from "./files/replaceFile";
export { createRwLock, type RwLock } from "./locks/rwlock";
export { findGitFolder } from "./project/gitFolder";
export { createKeptReads, type FilesUsed, plainReads, type ReadFile, type Reads } from "./project/keptReads";
export { findProjectRoot, getProjectRoot, projectsBelow } from "./project/openRepository";
export { isCacheLink, projectRoot } from "./project/projectPath";
export type * from "./repository";

/** The data of the project that a folder lies in. What was hashed once stays known as long as it is open. */
export function openData(folder: string): DataService & { close(): Promise<void> } {
  const room = createRoom(getProjectRoot(folder));
  return {
    ...dataOf(room),
    async close() {
      await room.close();
      removeUnfinished(room.project);
    },
  };
}

/** The data of a room that others work with as well, and that they close. */
export function dataOf(room: DataRoom): DataService {
  const { project } = room;
  let depth = 0;
  return {
    repository: project,
    async contentOf(paths, options = {}) {
      const looks = await room.look(
        paths.map((path) => ({ path, legacy: options.legacy?.has(path) === true })),
        options,
      );
      return new Map([...looks].map(([path, look]) => [path, look?.content]));
    },
    async keep(paths, options = {}) {
      const looks = await room.look(
        paths.map((path) => ({ path })),
        { ...options, keep: true, byLink: project.linkTypes[0] === "hardlink" },
      );
      const contents = new Map<string, Content>();
      for (const [path, look] of looks) {
        if (!look) notFound(path);
        contents.set(path, look.content);
      }
      await relinkKept(room, [...looks.values()], options);
      return contents;
    },
    async record(file, contents) {
      const looks = await room.look(
        [...contents.keys()].map((path) => ({ path })),
        {},
      );
      await updateDvcOuts(file, (out, wdir) => {
        const path = resolve(dirname(file), wdir, out.path);
        const [content, look] = [contents.get(path), looks.get(path)];
        const filesOf = () => (look?.content.md5 === content?.md5 ? look && filesOfLook(look) : undefined);
        return content && { content, filesOf };
      });
    },
    isCached: async (content) => isWhole(room, content),
    checkout: (outs, options = {}) => checkOut(room.checkoutTools(options), outs, options),
    fetch: async (contents, options = {}) => ({ missing: [...(await room.fetch(contents, options))] }),
    lostOf(path, content) {
      const objects = room.objects(content.legacy === true);
      const entries = objects.entries(content.md5) ?? [];
      return entries.flatMap(({ md5, relpath }) =>
        objects.has(md5) || lstatSync(pathBytes(join(path, relpath)), { throwIfNoEntry: false }) ? [] : [relpath],
      );
    },
    fetchRuns: async (options = {}) => (await import("./remotes/sync")).fetchRunCache(room, options),
    versionElsewhere: async (url, folder) =>
      (await import("./elsewhere/versionElsewhere")).versionElsewhere(room, url, folder),
    commitElsewhere: async (repo, folder) =>
      (await import("./elsewhere/versionElsewhere")).commitElsewhere(room, repo, folder),
    async bringImport(file, options = {}) {
      await (await import("./elsewhere/versionElsewhere")).bringImport(room, file, options);
    },
    async unprotect(paths) {
      unprotectAll(project, paths);
    },
    async ignore(paths) {
      if (project.gitRoot !== undefined) for (const path of paths) await addIgnored(project.gitRoot, path);
    },
    async unignore(paths) {
      for (const path of paths) removeIgnored(path);
    },
    async locked(work) {
      if (depth > 0) return work();
      const { takeLock } = await import("./locks/lock");
      const lock = await takeLock(project.dvcFolder);
      depth++;
      try {
        return await work();
      } finally {
        depth--;
        await lock.release();
      }
    },
  };
}

/** The object and, of a folder, everything in it. */
function isWhole(room: DataRoom, content: Content): boolean {
  const objects = room.objects(content.legacy === true);
  if (!isFolder(content)) return objects.has(content.md5);
  try {
    return objects.isWhole(content.md5);
  } catch (thrown) {
    if (thrown instanceof ApiError) return false; // a list that does not read
    throw thrown;
  }
}

/** The project that a folder lies in, and the files in it that say what is tracked. */
export interface ProjectFiles {
  readonly repository: Repository;
  /** Paths from the project's root. */
  find(): Pick<FoundFiles, "dvcFiles" | "pipelineFiles">;
  setting(section: string, option: string): string | undefined;
}

/** As openData, without what works on the data. */
export function openProjectFiles(folder: string): ProjectFiles {
  const project = openProject(getProjectRoot(folder));
  const { root, gitRoot, ownFolder } = project;
  const finder = createFileFinder(root, gitRoot, join(ownFolder, "folders.json"));
  return filesIn(project, () => finder.find());
}

/** As openProjectFiles, of a room that is open. */
export function filesOf(room: DataRoom): ProjectFiles {
  return filesIn(room.project, () => room.files());
}

function filesIn(project: Project, find: ProjectFiles["find"]): ProjectFiles {
  const config = readConfig(project.dvcFolder);
  return { repository: project, find, setting: (section, option) => config.text(section, option) };
}
