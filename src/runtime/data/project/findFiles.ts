import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { IgnoreRules } from "../../../core/dvc/dvcignore";
import { pathBytes } from "../files/bytePaths";
import { lstatFacts } from "../files/lstatFacts";
import { isTorn } from "../files/replaceFile";
import { clockStep, factsOfFile, readFolder } from "../files/walkTree";
import { createIgnoreTexts, type IgnoreTexts } from "./ignoreTexts";
import { areAsSeen, readSeen, type SeenFolders, writeSeen } from "./seenFolders";

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
 * Finds them by a walk that remembers: where no folder has changed since, they are only asked for their times, and of one
 * that has changed its names are read again. What is tracked, ignored or another project's is not walked.
 */
export function createFileFinder(root: string, gitRoot: string | undefined, memory: string): FileFinder {
  let known: Map<string, Known> | undefined;
  let seen: SeenFolders | undefined;

  /** Undefined where something changed. */
  const findAgain = (): FoundFiles | undefined => {
    seen ??= readSeen(`${memory}.seen`);
    if (seen === undefined) return undefined;
    const texts = createIgnoreTexts(root, gitRoot);
    for (const file of seen.ignoreFiles) texts.read(file);
    if (texts.mark() !== seen.rulesMark || !areAsSeen(root, seen)) return undefined;
    return foundBy(seen, texts);
  };

  return {
    find() {
      const again = findAgain();
      if (again !== undefined) return again;
      const before = known ?? readMemory(memory);
      const after = new Map<string, Known>();
      let isSame = true;
      const texts = createIgnoreTexts(root, gitRoot);
      const found = walk(texts, (folder) => {
        const now = lookAtFolder(folder === "" ? root : `${root}/${folder}`, before.get(folder));
        if (now === undefined) return undefined;
        if (now !== before.get(folder)) isSame = false;
        after.set(folder, now);
        return now;
      });
      if (!isSame || after.size !== before.size) writeMemory(memory, after);
      known = after;
      seen = { ...found, folders: [...after.keys()], times: timesOf(after), rulesMark: texts.mark() };
      writeSeen(`${memory}.seen`, seen);
      return foundBy(seen, texts);
    },
  };
}

function foundBy({ dvcFiles, pipelineFiles }: SeenFolders, texts: IgnoreTexts): FoundFiles {
  const { rules, gitRules } = texts;
  return { dvcFiles, pipelineFiles, rules, rulesMark: texts.rulesMark(), gitRules };
}

function timesOf(known: ReadonlyMap<string, Known>): Float64Array {
  const times = new Float64Array(known.size * 2);
  let at = 0;
  for (const { mtime, ctime } of known.values()) {
    times[at++] = mtime;
    times[at++] = ctime;
  }
  return times;
}

const facts = new Float64Array(factsOfFile);
const [kindOf, folderKind] = [0o170000, 0o040000];

/** What was known of it, where that still holds. */
function lookAtFolder(path: string, old: Known | undefined): Known | undefined {
  if (lstatFacts()(pathBytes(path), facts, 0) === 0) return undefined;
  const [, , mtime = 0, ctime = 0, mode = 0] = facts;
  if ((mode & kindOf) !== folderKind) return undefined;
  if (old && old.mtime === mtime && old.ctime === ctime) return old;
  const isYoung = Math.max(mtime, ctime) >= Date.now() - clockStep;
  return readKnown(path, isYoung ? -1 : mtime, ctime);
}

type Walked = Pick<SeenFolders, "dvcFiles" | "pipelineFiles" | "ignoreFiles">;

function walk(texts: IgnoreTexts, look: (folder: string) => Known | undefined): Walked {
  const dvcFiles: string[] = [];
  const pipelineFiles: string[] = [];
  const ignoreFiles: string[] = [];

  const into = (folder: string): void => {
    const known = look(folder);
    if (!known || (known.isProject && folder !== "")) return;
    const at = (name: string) => (folder === "" ? name : `${folder}/${name}`);
    for (const name of known.files) {
      if (name !== ".dvcignore" && name !== ".gitignore") continue;
      ignoreFiles.push(at(name));
      texts.read(at(name));
    }
    const tracked = new Set<string>();
    for (const name of known.files) {
      if (name === ".dvcignore" || name === ".gitignore" || texts.isLeftOut(at(name), false)) continue;
      if (name === "dvc.yaml") pipelineFiles.push(at(name));
      else {
        dvcFiles.push(at(name));
        tracked.add(name.slice(0, -".dvc".length));
      }
    }
    for (const name of known.folders) if (!tracked.has(name) && !texts.isLeftOut(at(name), true)) into(at(name));
  };
  into("");
  return { dvcFiles, pipelineFiles, ignoreFiles };
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
    } else if (isTorn(name)) rmSync(`${path}/${name}`, { force: true });
    else if (name === "dvc.yaml" || name === ".dvcignore" || name === ".gitignore" || isDvcFile(name)) files.push(name);
  }
  return { mtime, ctime, folders, files, isProject };
}

function isDvcFile(name: string): boolean {
  return name.endsWith(".dvc") && name.length > ".dvc".length;
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
