import { execFile } from "node:child_process";
import { relative } from "node:path";
import { promisify } from "node:util";
import { invalid } from "../../../shared/apiError";
import { openGitObjects } from "../../kernel/gitObjects";
import { type FileTree, GitTrees, type TrackedFiles, workspaceTree } from "./fileTree";

/** A state of the project: what lies in its folder, or a commit. */
export interface Revision {
  /** `workspace`, `HEAD`, `main`; names of the same commit with commas between. */
  readonly name: string;
  readonly tree: FileTree;
}

export interface RevisionsAsked {
  readonly revs?: readonly string[];
  readonly allBranches?: boolean;
  readonly allTags?: boolean;
  readonly allCommits?: boolean;
}

export interface Revisions {
  readonly workspace: FileTree;
  /** Commits in dvc's order; those that do not have the project are left out. */
  commits(asked: RevisionsAsked): Promise<readonly Revision[]>;
  /** Undefined for one that is detached. */
  activeBranch(): Promise<string | undefined>;
  hasCommits(): Promise<boolean>;
  /** Something that git follows has changed. */
  isDirty(): Promise<boolean>;
  close(): void;
}

const run = promisify(execFile);

/** States of a project, read through git's objects: nothing is checked out. */
export function openRevisions(root: string, gitRoot: string | undefined, find: () => TrackedFiles): Revisions {
  const folder = gitRoot === undefined ? "" : relative(gitRoot, root).replaceAll("\\", "/");
  const objects = openGitObjects(gitRoot ?? root);
  const trees = new GitTrees(objects);
  const git = async (...args: readonly string[]): Promise<string | undefined> => {
    if (gitRoot === undefined) return undefined;
    try {
      return (await run("git", args, { cwd: gitRoot, maxBuffer: 1 << 28 })).stdout;
    } catch {
      return undefined; // git says no: there is no such thing
    }
  };
  const lines = async (...args: readonly string[]) => ((await git(...args)) ?? "").split("\n").filter(Boolean);

  const commitOf = async (name: string): Promise<string> => {
    if (gitRoot === undefined) invalid(`${name}: the project is in no git repository, so it has no revisions`);
    const found = name.includes("\n") ? undefined : await objects.read(`${name}^{commit}`);
    return found?.id ?? invalid(`${name}: git knows no such revision`);
  };

  return {
    workspace: workspaceTree(root, find),
    async commits({ revs = [], allBranches, allTags, allCommits }) {
      const names = revs.filter((name) => name !== "workspace");
      if (allCommits) names.push(...(await lines("rev-list", "--branches", "--tags", "HEAD")));
      else {
        if (allBranches) names.push(...(await lines("for-each-ref", "--format=%(refname:short)", "refs/heads")));
        if (allTags) names.push(...(await lines("for-each-ref", "--format=%(refname:short)", "refs/tags")));
      }
      const byCommit = new Map<string, Set<string>>();
      for (const name of names) {
        const commit = await commitOf(name);
        const found = byCommit.get(commit) ?? new Set();
        byCommit.set(commit, found.add(name));
      }
      const revisions: Revision[] = [];
      for (const [commit, called] of byCommit) {
        const tree = await trees.open(commit, folder);
        if (tree) revisions.push({ name: [...called].join(","), tree });
      }
      return revisions;
    },
    activeBranch: async () => (await git("symbolic-ref", "--short", "-q", "HEAD"))?.trim() || undefined,
    hasCommits: async () => (await git("rev-parse", "-q", "--verify", "HEAD")) !== undefined,
    isDirty: async () => (await lines("status", "--porcelain", "--untracked-files=no")).length > 0,
    close: () => objects.close(),
  };
}
