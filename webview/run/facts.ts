import { changedLines } from "../../src/core/patch/readPatch";
import { formatCount, formatDuration } from "../../src/shared/format";
import { t } from "../kit/words";
import { type ModelVersion, type State, tagOf } from "./store";

/** What several parts of the page say of the run in the same words. */

export function isRunning({ detail }: State): boolean {
  return detail?.status === "RUNNING" || detail?.status === "SCHEDULED";
}

export function durationOf({ detail }: State, now: number): string | undefined {
  if (detail === undefined) return undefined;
  const end = detail.end_time ?? (detail.status === "RUNNING" ? now : undefined);
  return end === undefined ? undefined : formatDuration(end - detail.start_time);
}

export function commitOf(state: State): string | undefined {
  return state.provenance?.commit ?? tagOf(state, "mlflow.source.git.commit");
}

export function branchOf(state: State): string | undefined {
  return state.provenance?.branch ?? tagOf(state, "mlflow.source.git.branch");
}

/** The script, below the folder where it is in it, and the line where it speaks to the tracking. */
export function sourceOf(state: State): { readonly path: string; readonly line?: number } | undefined {
  const path =
    tagOf(state, "tidemark.source.path") ?? inFolder(state, state.provenance?.script) ?? state.detail?.source;
  if (!path) return undefined;
  const line = state.provenance?.line ?? Number(tagOf(state, "tidemark.source.line"));
  return Number.isInteger(line) && line > 0 ? { path, line } : { path };
}

function inFolder({ folder }: State, path: string | undefined): string | undefined {
  const root = decodeURIComponent(folder.replace(/^file:\/\//, ""));
  return path?.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}

export function dirtyLines({ patch }: State): number {
  return patch ? changedLines(patch) : 0;
}

/** The version that says most of the run: what serves before what waits, the newest of equals. */
export function mainVersion({ versions }: State): ModelVersion | undefined {
  const rank = { Production: 3, Staging: 2, None: 1, Archived: 0 };
  return [...versions].sort((a, b) => rank[b.stage] - rank[a.stage] || b.version - a.version)[0];
}

export function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

export function plusLinesOf(files: readonly { readonly added: number; readonly removed: number }[]): string {
  const lines = files.reduce((sum, { added, removed }) => sum + Math.max(added, removed), 0);
  return plusLines(lines);
}

export function plusLines(lines: number): string {
  return lines === 1 ? t("+ 1 line") : t("+ {0} lines", formatCount(lines));
}

export interface KnownData {
  readonly name: string;
  readonly hash: string;
  readonly size?: number;
  /** The file that says which version it is, where there is one. */
  readonly from?: string;
}

/** What the run read: what the client logged of it and what DVC knows, each thing once. */
export function dataOf({ detail, provenance }: State): KnownData[] {
  const versions = provenance?.data ?? [];
  const isSame = (path: string, name: string) => path === name || path.endsWith(`/${name}`);
  const seen = versions.map(({ path, hash, size, from }) => ({
    name: path,
    hash,
    from,
    ...(size === undefined ? {} : { size }),
  }));
  const logged = (detail?.datasets ?? []).filter(({ name }) => !versions.some(({ path }) => isSame(path, name)));
  return [...seen, ...logged.map(({ name, digest }) => ({ name, hash: digest }))];
}
