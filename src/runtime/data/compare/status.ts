import { relative } from "node:path";
import type { Content } from "../../../core/dvc/entries";
import type { FileError } from "../../../shared/apiError";
import type { DataRoom } from "../dataRoom";
import { readHash } from "../files/hashBytes";
import type { Look } from "../index/lookAt";
import { isFolder } from "../index/objects";
import type { WorkOptions } from "../repository";
import { type Selected, selectTracked, type Targets } from "../selectOuts";

export type OutState = "unchanged" | "modified" | "added" | "deleted" | "new";

export interface OutStatus {
  /** From the project's root; a folder ends with `/`. */
  readonly path: string;
  /** The .dvc or dvc.yaml file, from the root. */
  readonly from: string;
  readonly stage?: string;
  readonly state: OutState;
  readonly isFolder: boolean;
  /** As it should be. */
  readonly md5?: string;
  readonly size?: number;
  readonly nfiles?: number;
  /** Of what it should be, some object is missing; how many of the files, 0 where only the list is. */
  readonly notInCache?: number;
  /** Inside a folder that differs. */
  readonly inside?: Inside;
  /** `cache: false`: git has it. */
  readonly isCached: boolean;
}

export interface Inside {
  readonly added: readonly string[];
  readonly modified: readonly string[];
  readonly deleted: readonly string[];
}

export interface DataStatus {
  /** Nothing differs from its entry, and all files were read. */
  readonly clean: boolean;
  readonly outs: readonly OutStatus[];
  /** Files that do not read; of what they track nothing is known. */
  readonly faults: readonly FileError[];
}

/** Each tracked output against what its file says. */
export async function dataStatus(
  room: DataRoom,
  targets: Omit<Targets, "root">,
  options: WorkOptions = {},
): Promise<DataStatus> {
  const faults: FileError[] = [];
  const { selected } = await selectTracked(room, targets, (fault) => faults.push(fault));
  const { clean, outs } = await statusOfOuts(room, selected, options);
  return { clean: clean && faults.length === 0, outs, faults };
}

/** As dataStatus, of outputs that are known already. */
export async function statusOfOuts(
  room: DataRoom,
  selected: readonly Selected[],
  options: WorkOptions = {},
): Promise<Pick<DataStatus, "clean" | "outs">> {
  const looks = await room.look(
    selected.map(({ tracked }) => ({ path: tracked.path, legacy: tracked.out.content?.legacy === true })),
    options,
  );
  const outs = selected.map((each) => statusOf(room, each, looks.get(each.tracked.path)));
  return { clean: outs.every(({ state }) => state === "unchanged"), outs };
}

function statusOf(room: DataRoom, { tracked, below }: Selected, look: Look | undefined): OutStatus {
  const { root } = room.project;
  const { out, path, from, stage } = tracked;
  const { content } = out;
  const folder = content ? isFolder(content) : look !== undefined && isFolder(look.content);
  const isSame = content !== undefined && look?.content.md5 === content.md5;
  const inside = content && look && !isSame && folder ? insideOf(room, content, look, below) : undefined;
  const isUntouched = inside !== undefined && below !== "" && isNothing(inside);
  if (content) room.rotten.wantedAs(content.md5, path);
  const notInCache = content && out.cache ? missingOf(room, content, isSame ? look : undefined) : undefined;
  return {
    path: `${relative(root, path)}${folder ? "/" : ""}`,
    from: relative(root, from),
    ...(stage === undefined ? {} : { stage }),
    state: isUntouched ? "unchanged" : stateOf(content, look),
    isFolder: folder,
    ...(content ? { md5: content.md5 } : {}),
    ...sizes(content, look),
    ...(notInCache === undefined ? {} : { notInCache }),
    ...(inside && !isUntouched ? { inside } : {}),
    isCached: out.cache,
  };
}

function stateOf(content: Content | undefined, look: Look | undefined): OutState {
  if (!content) return look ? "new" : "deleted";
  if (!look) return "deleted";
  return look.content.md5 === content.md5 ? "unchanged" : "modified";
}

function sizes(content: Content | undefined, look: Look | undefined): { size?: number; nfiles?: number } {
  const size = content?.size ?? look?.content.size;
  const nfiles = content?.nfiles ?? look?.content.nfiles;
  return { ...(size === undefined ? {} : { size }), ...(nfiles === undefined ? {} : { nfiles }) };
}

/** Undefined when all is there. */
function missingOf(room: DataRoom, content: Content, same: Look | undefined): number | undefined {
  const objects = room.objects(content.legacy === true);
  if (same) {
    const missing = room.missing(same);
    return missing.length === 0 ? undefined : missing.filter((at) => at >= 0).length;
  }
  if (!objects.has(content.md5)) return 0;
  if (!isFolder(content)) return undefined;
  const entries = objects.entries(content.md5);
  if (!entries) return 0;
  const missing = entries.filter(({ md5 }) => !objects.has(md5)).length;
  return missing === 0 ? undefined : missing;
}

/** What differs in a folder; undefined where the list of its files is missing. */
function insideOf(room: DataRoom, content: Content, look: Look, below: string): Inside | undefined {
  const entries = room.objects(content.legacy === true).entries(content.md5);
  if (!entries || !isFolder(look.content)) return undefined;
  const isMeant = (name: string) => below === "" || name === below || name.startsWith(`${below}/`);
  const now = new Map(look.index.names.map((name, at) => [name, at]));
  const [added, modified, deleted]: [string[], string[], string[]] = [[], [], []];
  for (const { relpath, md5 } of entries) {
    const at = now.get(relpath);
    now.delete(relpath);
    if (!isMeant(relpath)) continue;
    if (at === undefined) deleted.push(relpath);
    else if (readHash(look.index.hashes, at) !== md5) modified.push(relpath);
  }
  for (const name of now.keys()) if (isMeant(name)) added.push(name);
  return { added, modified, deleted };
}

function isNothing({ added, modified, deleted }: Inside): boolean {
  return added.length + modified.length + deleted.length === 0;
}
