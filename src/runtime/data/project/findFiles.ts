import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { type IgnoreRules, rootRules } from "../../../core/dvc/dvcignore";
import { pathBytes } from "../files/bytePaths";
import { clockStep, readFolder } from "../files/walkTree";

/** The files of a project that say what is tracked. Paths are from the project's root. */
export interface FoundFiles {
  readonly dvcFiles: readonly string[];
  readonly pipelineFiles: readonly string[];
  readonly rules: IgnoreRules;
  /** Another number where the rules are others. */
  readonly rulesMark: number;
  /** Of folders that git ignores, and of `.dvc` files in them, dvc sees nothing. */
  readonly gitRules: IgnoreRules;
}

/** A folder as it was: an mtime that is still the same means the same names in it. */
interface Known {
  readonly mtime: number;
  readonly ctime: number;
  readonly folders: readonly string[];
  /** `*.dvc`, dvc.yaml, .dvcignore, .gitignore. */
  readonly files: readonly string[];
  /** Has a `.dvc` folder: another project, unless it is ours. */
  readonly isProject: boolean;
}

export interface FileFinder {
  find(): FoundFiles;
}

const formatVersion = 1;

/**
 * Finds them by a walk that remembers: of a folder that has not changed since, only an lstat is asked. What is tracked,
 * ignored or another project's is not walked.
 */
export function createFileFinder(root: string, gitRoot: string | undefined, memory: string): FileFinder {
  let known: Map<string, Known> | undefined;

  return {
    find() {
      const before = known ?? readMemory(memory);
      const after = new Map<string, Known>();
      let isSame = true;
      const look = (folder: string): Known | undefined => {
        const path = folder === "" ? root : `${root}/${folder}`;
        const stats = lstatSync(pathBytes(path), { throwIfNoEntry: false });
        if (!stats?.isDirectory()) return undefined;
        const old = before.get(folder);
        let now = old;
        if (!old || old.mtime !== stats.mtimeMs || old.ctime !== stats.ctimeMs) {
          isSame = false;
          const isYoung = Math.max(stats.mtimeMs, stats.ctimeMs) >= Date.now() - clockStep;
          now = readKnown(path, isYoung ? -1 : stats.mtimeMs, stats.ctimeMs);
        }
        after.set(folder, now as Known);
        return now;
      };
      const found = walk(root, gitRoot, look);
      if (!isSame || after.size !== before.size) writeMemory(memory, after);
      known = after;
      return found;
    },
  };
}

function walk(root: string, gitRoot: string | undefined, look: (folder: string) => Known | undefined): FoundFiles {
  const dvcFiles: string[] = [];
  const pipelineFiles: string[] = [];
  const ignoreTexts = [readText(`${root}/.dvcignore`)];
  let rules = rootRules(ignoreTexts[0]);
  const above = gitRoot === undefined ? "" : relative(gitRoot, root);
  let gitRules = gitRoot === undefined ? rootRules() : gitRulesAbove(gitRoot, above);
  const inGit = (path: string) => (above === "" ? path : `${above}/${path}`);

  const into = (folder: string): void => {
    const known = look(folder);
    if (!known || (known.isProject && folder !== "")) return;
    if (folder !== "" && known.files.includes(".dvcignore")) {
      const text = readText(`${root}/${folder}/.dvcignore`);
      rules = rules.below(folder, text);
      ignoreTexts.push(folder, text);
    }
    if (gitRoot !== undefined && known.files.includes(".gitignore"))
      gitRules = gitRules.below(inGit(folder), readText(`${root}/${folder}/.gitignore`));
    const at = (name: string) => (folder === "" ? name : `${folder}/${name}`);
    const tracked = new Set<string>();
    for (const name of known.files) {
      if (name === ".dvcignore" || name === ".gitignore") continue;
      const path = at(name);
      if (rules.ignores(path, false) || (gitRoot !== undefined && gitRules.ignores(inGit(path), false))) continue;
      if (name === "dvc.yaml") pipelineFiles.push(path);
      else {
        dvcFiles.push(path);
        tracked.add(name.slice(0, -".dvc".length));
      }
    }
    for (const name of known.folders) {
      const path = at(name);
      if (tracked.has(name) || rules.ignores(path, true)) continue;
      if (gitRoot !== undefined && gitRules.ignores(inGit(path), true)) continue;
      into(path);
    }
  };
  into("");
  return { dvcFiles, pipelineFiles, rules, rulesMark: markOf(ignoreTexts.join("\0")), gitRules };
}

function markOf(text: string): number {
  let [a, b] = [0x811c9dc5, text.length];
  for (let at = 0; at < text.length; at++) {
    a = Math.imul(a ^ text.charCodeAt(at), 0x01000193);
    b = (Math.imul(b, 31) + a) | 0;
  }
  return (a >>> 0) + (b & 0xfffff) * 2 ** 32;
}

/** What git leaves out, as far as folders above the project and the repository itself say. */
function gitRulesAbove(gitRoot: string, project: string): IgnoreRules {
  let rules = rootRules(
    `${readText(`${gitRoot}/.git/info/exclude`)}\n${project === "" ? "" : readText(`${gitRoot}/.gitignore`)}`,
  );
  const parts = project === "" ? [] : project.split("/");
  for (let depth = 1; depth < parts.length; depth++) {
    const folder = parts.slice(0, depth).join("/");
    rules = rules.below(folder, readText(`${gitRoot}/${folder}/.gitignore`));
  }
  return rules;
}

function readKnown(path: string, mtime: number, ctime: number): Known {
  const folders: string[] = [];
  const files: string[] = [];
  let isProject = false;
  for (const entry of readFolder(path)) {
    const { name } = entry;
    if (entry.isDirectory()) {
      if (name === ".dvc") isProject = true;
      else if (name !== ".git" && name !== ".hg") folders.push(name);
    } else if (name === "dvc.yaml" || name === ".dvcignore" || name === ".gitignore" || isDvcFile(name))
      files.push(name);
  }
  return { mtime, ctime, folders, files, isProject };
}

function isDvcFile(name: string): boolean {
  return name.endsWith(".dvc") && name.length > ".dvc".length;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (thrown) {
    const { code = "" } = thrown as NodeJS.ErrnoException;
    if (["ENOENT", "ENOTDIR", "EISDIR"].includes(code)) return "";
    throw thrown;
  }
}

type Row = readonly [string, number, number, readonly string[], readonly string[], 0 | 1];

function readMemory(path: string): Map<string, Known> {
  try {
    const { version, rows } = JSON.parse(readFileSync(path, "utf8")) as { version: number; rows: readonly Row[] };
    if (version !== formatVersion) return new Map();
    return new Map(
      rows.map(([folder, mtime, ctime, folders, files, project]) => [
        folder,
        { mtime, ctime, folders, files, isProject: project === 1 },
      ]),
    );
  } catch {
    return new Map(); // the first time, or a file that was torn: everything is walked
  }
}

function writeMemory(path: string, known: ReadonlyMap<string, Known>): void {
  const rows: Row[] = [...known].map(([folder, { mtime, ctime, folders, files, isProject }]) => [
    folder,
    mtime,
    ctime,
    folders,
    files,
    isProject ? 1 : 0,
  ]);
  const fresh = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(fresh, JSON.stringify({ version: formatVersion, rows }));
    renameSync(fresh, path);
  } catch {
    rmSync(fresh, { force: true }); // it saves time and nothing else
  }
}
