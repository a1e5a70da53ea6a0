import { lstatSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Content } from "../../core/dvc/entries";
import { type FileError, invalid } from "../../shared/apiError";
import { runGit } from "../kernel/git";
import { commitOf, versionOuts } from "./compare/versionOuts";
import type { DataRoom } from "./dataRoom";
import { isLeftOver } from "./files/unfinished";
import { isFolder } from "./index/objects";
import { trackedOuts } from "./tracked";

/** What is kept: the workspace's data always, and more where it is said. */
export interface GcScope {
  readonly workspace?: boolean;
  readonly allBranches?: boolean;
  readonly allTags?: boolean;
  readonly allCommits?: boolean;
  readonly allExperiments?: boolean;
  readonly rev?: string | undefined;
  /** Of `rev` or each branch, so many commits back. */
  readonly num?: number | undefined;
  /** Commits since that day: yyyy-mm-dd. */
  readonly date?: string | undefined;
  readonly skipFailed?: boolean;
}

export interface Used {
  readonly contents: readonly Content[];
  /** Names below the cache: `files/md5/ab/…`, `ab/…` of dvc 2. */
  readonly names: ReadonlySet<string>;
}

/** All objects that the scope uses. A folder whose list is missing would lose its files, so that is refused. */
export async function usedObjects(room: DataRoom, scope: GcScope, force: boolean): Promise<Used> {
  const wanted = [
    scope.workspace,
    scope.allBranches,
    scope.allTags,
    scope.allCommits,
    scope.allExperiments,
    scope.rev,
    scope.date,
  ];
  if (!wanted.some((each) => each !== undefined && each !== false))
    invalid(
      "say what is kept: --workspace's data with -w, all branches -a, all tags -T, all commits -A, --rev COMMIT or --date DAY",
    );
  if (scope.num !== undefined && scope.rev === undefined && !scope.allBranches)
    invalid("--num goes with --rev or --all-branches");
  const contents: Content[] = [];
  const faulty = (fault: FileError) => invalid(`${fault.message}; what it uses is not known, so nothing is removed`);
  for (const { out } of await trackedOuts(room, faulty)) if (out.cache && out.content) contents.push(out.content);
  const commits = await commitsOf(room, scope);
  const versions = await versionOuts(room, commits, scope.skipFailed ? () => undefined : undefined);
  for (const outs of versions.values()) for (const { content } of outs) contents.push(content);

  const names = new Set<string>();
  for (const content of contents) {
    const prefix = content.legacy ? "" : "files/md5/";
    const add = (md5: string) => names.add(`${prefix}${md5.slice(0, 2)}/${md5.slice(2)}`);
    if (names.has(`${prefix}${content.md5.slice(0, 2)}/${content.md5.slice(2)}`)) continue;
    add(content.md5);
    if (!isFolder(content)) continue;
    const entries = room.objects(content.legacy === true).entries(content.md5);
    if (!entries && !force)
      invalid(
        `the list of a folder (${content.md5}) is not in the cache, so its files would be lost; bring it with tidemark data fetch, or use --force`,
      );
    for (const { md5 } of entries ?? []) add(md5);
  }
  return { contents, names };
}

export async function commitsOf(room: DataRoom, scope: GcScope): Promise<string[]> {
  const { gitRoot } = room.project;
  if (gitRoot === undefined) return [];
  const list = async (args: readonly string[]) => {
    const { code, out, err } = await runGit(gitRoot, ["rev-list", ...args]);
    if (code !== 0) invalid(`git rev-list: ${err}`);
    return out
      .toString("utf8")
      .split("\n")
      .filter((line) => line !== "");
  };
  const commits: string[] = [];
  if (scope.allCommits)
    commits.push(
      ...(await list(["--branches", "--tags", "--remotes", "HEAD"].slice(0, (await hasHead(gitRoot)) ? 4 : 3))),
    );
  if (scope.allBranches) {
    const tips = await list(["--no-walk", "--branches"]);
    for (const tip of tips) commits.push(...(await list([`--max-count=${scope.num ?? 1}`, "--first-parent", tip])));
  }
  if (scope.allTags) commits.push(...(await list(["--no-walk", "--tags"])));
  if (scope.allExperiments) commits.push(...(await experiments(gitRoot)));
  if (scope.rev !== undefined)
    commits.push(...(await list([`--max-count=${scope.num ?? 1}`, "--first-parent", await commitOf(room, scope.rev)])));
  if (scope.date !== undefined) {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(scope.date)) invalid(`--date: expected a day like 2026-01-31, got '${scope.date}'`);
    commits.push(...(await list([`--since=${scope.date}T00:00:00`, "--branches", "--tags"])));
  }
  return [...new Set(commits)];
}

async function hasHead(gitRoot: string): Promise<boolean> {
  return (await runGit(gitRoot, ["rev-parse", "--verify", "-q", "HEAD"])).code === 0;
}

async function experiments(gitRoot: string): Promise<string[]> {
  const { out } = await runGit(gitRoot, ["for-each-ref", "--format=%(objecttype) %(objectname)", "refs/exps"]);
  return out
    .toString("utf8")
    .split("\n")
    .flatMap((line) => (line.startsWith("commit ") ? [line.slice("commit ".length)] : []));
}

export interface Garbage {
  readonly removed: number;
  readonly bytes: number;
}

/** Removes from the cache what is not used, and what killed commands left in it. Lists of folders go first, so that none names what is gone. */
export function collectGarbage(room: DataRoom, used: Used, dry: boolean): Garbage {
  const { cacheFolder } = room.project;
  const unused: { path: string; size: number }[] = [];
  for (const prefix of ["files/md5/", ""]) {
    for (const folder of namesIn(join(cacheFolder, prefix))) {
      if (!/^[0-9a-f]{2}$/.test(folder)) continue;
      for (const name of namesIn(join(cacheFolder, prefix, folder))) {
        const isUnused = /^[0-9a-f]{30}(\.dir)?$/.test(name) && !used.names.has(`${prefix}${folder}/${name}`);
        if (!isUnused && !isLeftOver(name)) continue;
        const path = join(cacheFolder, prefix, folder, name);
        unused.push({ path, size: lstatSync(path).size });
      }
    }
  }
  unused.sort((a, b) => Number(b.path.endsWith(".dir")) - Number(a.path.endsWith(".dir")));
  if (!dry) for (const { path } of unused) rmSync(path, { force: true });
  return { removed: unused.length, bytes: unused.reduce((sum, { size }) => sum + size, 0) };
}

function namesIn(folder: string): string[] {
  return lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder) : [];
}
