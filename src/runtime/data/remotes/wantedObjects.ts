import { join, relative } from "node:path";
import type { Content } from "../../../core/dvc/entries";
import { ApiError, type FileError } from "../../../shared/apiError";
import { commitsOf } from "../collectGarbage";
import { versionOuts } from "../compare/versionOuts";
import type { DataRoom } from "../dataRoom";
import { selectTracked } from "../selectOuts";
import { type TrackedOut, trackedOuts } from "../tracked";
import { type CacheObject, objectOf } from "./cacheObjects";
import type { ProjectRemotes } from "./projectRemotes";
import { withDeps } from "./withDeps";

/** What a push, pull, fetch or look at a remote is about; words as dvc's options. */
export interface Scope {
  /** As typed; paths are resolved against `folder`. */
  readonly words: readonly string[];
  readonly folder: string;
  readonly recursive?: boolean;
  readonly withDeps?: boolean;
  readonly glob?: boolean;
  readonly allBranches?: boolean;
  readonly allTags?: boolean;
  readonly allCommits?: boolean;
  readonly remote?: string | undefined;
  /** Only outputs that are at most so large. */
  readonly maxSize?: number | undefined;
}

export interface Wanted {
  /** By name of the remote. */
  readonly groups: ReadonlyMap<string, readonly CacheObject[]>;
  /** Outputs of the workspace among them. */
  readonly outs: readonly { readonly tracked: TrackedOut; readonly below: string }[];
  /** What comes from other repositories, where it has to be fetched. */
  readonly foreign: readonly TrackedOut[];
  /** Files that do not read; what they track is not in the groups. */
  readonly faults: readonly FileError[];
}

interface One {
  readonly path: string;
  readonly content: Content;
  readonly below: string;
  readonly remote: string | undefined;
}

/** The objects of a scope, by the remote that they belong to. */
export async function wantedObjects(
  room: DataRoom,
  remotes: ProjectRemotes,
  scope: Scope,
  command: "push" | "pull" | "fetch" | "status",
): Promise<Wanted> {
  const { root } = room.project;
  const faults: FileError[] = [];
  const faulty = (fault: FileError) => void faults.push(fault);
  const words = scope.glob ? globbed(await trackedOuts(room, () => undefined), scope) : scope.words;
  const targets = { words, folder: scope.folder, recursive: scope.recursive === true };
  const { tracked, selected } = await selectTracked(room, targets, faulty);
  const outs = scope.withDeps ? await withDeps(room, tracked, selected) : selected;
  const isPush = command === "push" || command === "status";
  const asked = scope.remote?.toLowerCase();
  const isMeant = (out: { readonly push: boolean; readonly remote?: string | undefined }) => {
    if (isPush && !out.push) return false;
    return asked === undefined || out.remote === undefined || out.remote.toLowerCase() === asked;
  };
  const ones: One[] = [];
  const foreign: TrackedOut[] = [];
  for (const { tracked: each, below } of outs) {
    const { out, path } = each;
    if (!out.cache || out.content === undefined || !isMeant(out)) continue;
    if (scope.maxSize !== undefined && (out.content.size ?? 0) > scope.maxSize) continue;
    if (isForeign(each)) foreign.push(each);
    else ones.push({ path, content: out.content, below, remote: out.remote });
  }
  for (const each of await olderOuts(room, scope))
    if (isMeant(each) && !(each.isForeign && isPush)) ones.push({ ...each, below: "" });
  const groups = new Map<string, CacheObject[]>();
  for (const { path, content, below, remote } of ones) {
    const name = remotes.nameOf(remote ?? scope.remote, command);
    const object = objectOf(content, relative(root, path));
    const group = groups.get(name) ?? [];
    groups.set(name, group);
    group.push(below === "" || !content.md5.endsWith(".dir") ? object : { ...object, below });
  }
  return { groups, outs, foreign, faults };
}

/** Of another repository: dvc has them from there. */
function isForeign({ file }: TrackedOut): boolean {
  return file?.deps.some(({ repo }) => repo !== undefined) ?? false;
}

async function olderOuts(room: DataRoom, { words, folder, allBranches, allTags, allCommits }: Scope) {
  if (!allBranches && !allTags && !allCommits) return [];
  const commits = await commitsOf(room, { allBranches: !!allBranches, allTags: !!allTags, allCommits: !!allCommits });
  const versions = await versionOuts(room, commits, () => undefined);
  const paths = words.map((word) => join(folder, word).replace(/\.dvc$/, ""));
  const isNamed = (path: string) =>
    paths.length === 0 || paths.some((each) => path === each || path.startsWith(`${each}/`));
  return [...versions.values()].flat().filter(({ path }) => isNamed(path));
}

/** Names with `*`, `?`, `[…]` and `**` in them stand for outputs and their files. */
function globbed(tracked: readonly TrackedOut[], { words, folder }: Scope): string[] {
  return words.flatMap((word) => {
    if (!/[*?[]/.test(word)) return [word];
    const pattern = new RegExp(
      `^${join(folder, word).split("/").map(partOf).join("/").replaceAll("**/", "(?:.*/)?")}$`,
    );
    const found = tracked.flatMap(({ path, from }) => [path, from]).filter((path) => pattern.test(path));
    if (found.length === 0)
      throw new ApiError("INVALID_PARAMETER_VALUE", `${word}: nothing that is tracked is called so`);
    return found;
  });
}

function partOf(part: string): string {
  if (part === "**") return "**";
  return part
    .replace(/[\\^$.|+(){}]/g, "\\$&")
    .replace(/\*/g, "[^/]*")
    .replace(/\?/g, "[^/]")
    .replace(/\[!/g, "[^");
}
