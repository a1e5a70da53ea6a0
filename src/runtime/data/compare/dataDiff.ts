import type { DataDiff, FileChange } from "../../../shared/data";
import type { DataRoom } from "../dataRoom";
import { type DiffEntry, diffData } from "./diff";
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
  const changes = found === undefined ? [] : changesOf(found);
  const isOut = (each: FileChange) => each.path.endsWith("/") || !hasFolder(changes, each.path);
  const files = changes.filter((each) => !each.path.endsWith("/"));
  const count = (kind: FileChange["kind"]) => files.filter((each) => each.kind === kind).length;
  const commit = async (revision: string) => {
    const hash = found === undefined ? undefined : await commitOf(room, revision);
    return hash === undefined ? {} : { commit: hash };
  };
  return {
    project,
    from: { name: from, ...(await commit(from)) },
    to: to === undefined ? { name: "workspace" } : { name: to, ...(await commit(to)) },
    outs: changes.filter(isOut).map((each) => ({ ...each, path: each.path.replace(/\/$/, "") })),
    files: files.slice(0, limit),
    totals: {
      added: count("added"),
      modified: count("modified"),
      deleted: count("deleted"),
      renamed: count("renamed"),
    },
  };
}

/** It lies in a folder that is in the list itself. */
function hasFolder(changes: readonly FileChange[], path: string): boolean {
  return changes.some((each) => each.path.endsWith("/") && path !== each.path && path.startsWith(each.path));
}

function changesOf(found: NonNullable<Awaited<ReturnType<typeof diffData>>>): FileChange[] {
  return (["added", "modified", "deleted", "renamed", "not in cache"] as const).flatMap((kind) =>
    found[kind].map((entry) => changeOf(kind, entry)),
  );
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
