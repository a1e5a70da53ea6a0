import type { DataDiff, FileChange } from "../../../shared/data";
import type { DataRoom } from "../dataRoom";
import { type DiffEntry, diffData } from "./diff";
import { withSizes } from "./fileSizes";
import { commitOf } from "./versionOuts";

export interface DiffAsked {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly path: string | undefined;
  readonly limit: number;
}

/** What data were in one version and are in another, or in the workspace. */
export async function dataDiff(room: DataRoom, project: string, asked: DiffAsked): Promise<DataDiff> {
  const { from = "HEAD", to, path, limit } = asked;
  const found = await diffData(room, {
    from,
    to,
    folder: room.project.root,
    ...(path !== undefined && { targets: [path] }),
  });
  const commits = { from: await commitIn(room, found, from), to: to && (await commitIn(room, found, to)) };
  const listed = found === undefined ? [] : changesOf(found);
  const changes =
    commits.from === undefined ? listed : await withSizes(room, listed, { from: commits.from, to: commits.to });
  const isOut = (each: FileChange) => each.path.endsWith("/") || !hasFolder(changes, each.path);
  const files = changes.filter((each) => !each.path.endsWith("/"));
  const count = (kind: FileChange["kind"]) => files.filter((each) => each.kind === kind).length;
  return {
    project,
    from: { name: from, ...(commits.from !== undefined && { commit: commits.from }) },
    to: to === undefined ? { name: "workspace" } : { name: to, ...(commits.to && { commit: commits.to }) },
    outs: changes.filter(isOut).map((each) => ({ ...each, path: each.path.replace(/\/$/, "") })),
    files: files.slice(0, limit),
    totals: {
      added: count("added"),
      modified: count("modified"),
      deleted: count("deleted"),
      renamed: count("renamed"),
      ...movedBytes(files),
    },
  };
}

/** It lies in a folder that is in the list itself. */
function hasFolder(changes: readonly FileChange[], path: string): boolean {
  return changes.some((each) => each.path.endsWith("/") && path !== each.path && path.startsWith(each.path));
}

type Found = NonNullable<Awaited<ReturnType<typeof diffData>>>;

async function commitIn(room: DataRoom, found: Found | undefined, revision: string): Promise<string | undefined> {
  return found === undefined ? undefined : commitOf(room, revision);
}

/** What changed and is in no cache as well is one line: that it changed. */
function changesOf(found: Found): FileChange[] {
  const kinds = ["added", "modified", "deleted", "renamed"] as const;
  const changes = kinds.flatMap((kind) => found[kind].map((entry) => changeOf(kind, entry)));
  const told = new Set(changes.flatMap(({ path, from = path }) => [path, from]));
  const lost = found["not in cache"].map((entry) => changeOf("not in cache", entry));
  return [...changes, ...lost.filter(({ path }) => !told.has(path))];
}

/** Bytes that came and that went, where sizes are known. */
function movedBytes(files: readonly FileChange[]): Pick<DataDiff["totals"], "bytesAdded" | "bytesRemoved"> {
  let [bytesAdded, bytesRemoved, known] = [0, 0, 0];
  for (const { kind, before, after } of files) {
    if (kind === "not in cache" || (before ?? after)?.size === undefined || (after ?? before)?.size === undefined)
      continue;
    known++;
    const moved = (after?.size ?? 0) - (before?.size ?? 0);
    if (moved > 0) bytesAdded += moved;
    else bytesRemoved -= moved;
  }
  return known === 0 ? {} : { bytesAdded, bytesRemoved };
}

function changeOf(kind: FileChange["kind"], { path, hash }: DiffEntry): FileChange {
  const [old, fresh] = typeof hash === "string" ? [hash, hash] : [hash.old, hash.new];
  return {
    path: typeof path === "string" ? path : path.new,
    kind,
    ...(kind !== "added" && { before: { md5: old } }),
    ...((kind === "modified" || kind === "added" || kind === "renamed") && { after: { md5: fresh } }),
    ...(typeof path === "string" ? {} : { from: path.old }),
  };
}
