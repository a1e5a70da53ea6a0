import { join, relative } from "node:path";
import type { Content, Out } from "../../../core/dvc/entries";
import { ApiError, type FileError } from "../../../shared/apiError";
import { commitsOf } from "../collectGarbage";
import { versionOuts } from "../compare/versionOuts";
import type { DataRoom } from "../dataRoom";
import { type ImportedOut, importedOut } from "../elsewhere/importedOut";
import { selectTracked } from "../selectOuts";
import { type TrackedOut, trackedOuts } from "../tracked";
import { type CacheObject, objectOf } from "./cacheObjects";
import type { ProjectRemotes } from "./projectRemotes";
import { hasVersions } from "./versioned/versionedSource";
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

/** An object, and the output that it is. */
export interface WantedObject extends CacheObject {
  readonly of: WantedOut;
}

/** An output of the workspace or of a commit; `from` and `name` are of the workspace's. */
export interface WantedOut extends Pick<Out, "cloud" | "files"> {
  /** Absolute. */
  readonly path: string;
  readonly content: Content;
  /** Only this path inside the folder is meant; "" is all of it. */
  readonly below: string;
  readonly from?: string | undefined;
  readonly stage?: string | undefined;
  /** As its file names it. */
  readonly name?: string | undefined;
}

export interface Wanted {
  /** By name of the remote. */
  readonly groups: ReadonlyMap<string, readonly WantedObject[]>;
  /** Outputs of the workspace among them. */
  readonly outs: readonly { readonly tracked: TrackedOut; readonly below: string }[];
  /** What comes from other repositories, where it has to be fetched. */
  readonly foreign: readonly ImportedOut[];
  /** Imports whose version nobody has written down yet. */
  readonly partial: readonly TrackedOut[];
  /** Imports that say which versions of a bucket they are: what is not pushed is had from there. */
  readonly written: readonly TrackedOut[];
  /** Files that do not read; what they track is not in the groups. */
  readonly faults: readonly FileError[];
}

interface One extends WantedOut {
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
  const foreign: ImportedOut[] = [];
  const partial: TrackedOut[] = [];
  const written: TrackedOut[] = [];
  for (const { tracked: each, below } of outs) {
    const { out } = each;
    if (!out.cache || !isMeant(out)) continue;
    if (out.content === undefined) {
      if (isImport(each)) partial.push(each);
      continue;
    }
    if (scope.maxSize !== undefined && (out.content.size ?? 0) > scope.maxSize) continue;
    if (!isPush && !out.push && each.file?.deps.some(hasVersions)) {
      written.push(each);
      continue;
    }
    const imported = importedOut(each, below);
    foreign.push(...imported);
    if (imported.length === 0) ones.push(oneOf(each, out.content, below));
  }
  for (const each of await olderOuts(room, scope)) {
    if (!isMeant(each)) continue;
    if (each.origin) foreign.push({ ...each, dep: each.origin });
    else ones.push({ ...each, below: "" });
  }
  const groups = new Map<string, WantedObject[]>();
  for (const of of ones) {
    const { path, content, below, remote } = of;
    const name = remotes.nameOf(remote ?? scope.remote, command);
    const object = { ...objectOf(content, relative(root, path)), of };
    const group = groups.get(name) ?? [];
    groups.set(name, group);
    group.push(below === "" || !content.md5.endsWith(".dir") ? object : { ...object, below });
  }
  return { groups, outs, foreign, partial, written, faults };
}

function oneOf({ path, out, from, stage }: TrackedOut, content: Content, below: string): One {
  const { cloud, files, remote, path: name } = out;
  return { path, content, below, remote, from, stage, name, ...(cloud && { cloud }), ...(files && { files }) };
}

function isImport({ file, from }: TrackedOut): boolean {
  return from.endsWith(".dvc") && file?.deps.length === 1 && file.outs.length === 1;
}

async function olderOuts(room: DataRoom, { words, folder, allBranches, allTags, allCommits }: Scope) {
  if (!allBranches && !allTags && !allCommits) return [];
  const commits = await commitsOf(room, { allBranches: !!allBranches, allTags: !!allTags, allCommits: !!allCommits });
  const versions = await versionOuts(room, commits, () => undefined);
  const paths = words.map((word) => join(folder, word).replace(/\.dvc$/, ""));
  const isNamed = (path: string) =>
    paths.length === 0 || paths.some((each) => path === each || path.startsWith(`${each}/`));
  return [...versions.values()].flat().filter(({ path, isCached }) => isCached && isNamed(path));
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
