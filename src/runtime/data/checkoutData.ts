import { lstatSync, mkdirSync, readFileSync, rmdirSync, unlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Content } from "../../core/dvc/entries";
import { ApiError } from "../../shared/apiError";
import { checkOut } from "./checkout";
import type { CheckoutOptions, Wanted } from "./checkoutTools";
import type { DataRoom } from "./dataRoom";
import { pathBytes } from "./files/bytePaths";
import { isFolder } from "./index/objects";
import { missingList } from "./planCheckout";
import type { CheckoutFailure, CheckoutResult } from "./repository";
import { type Selected, selectTracked, type Targets } from "./selectOuts";
import type { TrackedOut } from "./tracked";

export interface CheckoutTargets extends CheckoutOptions {
  /** What is missing is no failure. */
  readonly allowMissing?: boolean;
}

/** Brings tracked files and folders to what their .dvc files and dvc.lock say. */
export async function checkoutData(
  room: DataRoom,
  targets: Omit<Targets, "root">,
  options: CheckoutTargets = {},
): Promise<CheckoutResult> {
  const { root } = room.project;
  const failed: CheckoutFailure[] = [];
  const found = await selectTracked(room, targets, ({ file, message }) =>
    failed.push({ path: join(root, file), why: message }),
  );
  const selected = found.selected.filter(({ tracked }) => tracked.out.cache && tracked.out.content);
  room.refuseBusy(selected.map(({ tracked }) => tracked.path));
  // what a file that does not read tracks looks like what nothing tracks
  const mayRemove = targets.words.length === 0 && found.isWhole;
  const gone = mayRemove ? await removeUntracked(room, found.tracked) : [];
  const wanted: Wanted[] = [];
  for (const each of selected) {
    const want = await wantedOf(room, each, options);
    if ("why" in want) failed.push(want);
    else wanted.push(want);
  }
  const result = await checkOut(room.checkoutTools(options), wanted, options);
  const bad = [...failed, ...result.failed].filter(({ isMissing }) => !options.allowMissing || !isMissing);
  const failedPaths = new Set(bad.map(({ path }) => path));
  rememberPlaced(
    room,
    selected.flatMap(({ tracked }) => (failedPaths.has(tracked.path) ? [] : [tracked])),
  );
  return { ...result, deleted: [...gone, ...result.deleted], failed: bad };
}

async function wantedOf(
  room: DataRoom,
  { tracked, below }: Selected,
  options: CheckoutOptions,
): Promise<Wanted | CheckoutFailure> {
  const { path, out } = tracked;
  const { content } = out;
  if (!content) return { path, why: `${path} has no version yet` };
  if (below === "") return { path, content };
  const objects = room.objects(content.legacy === true);
  if (!objects.entries(content.md5)) await (options.fetch ?? room.fetch)([content], options);
  const entries = objects.entries(content.md5);
  const full = `${path}/${below}`;
  if (!entries) return missingList(path, objects.path(content.md5));
  const legacy = content.legacy ? { legacy: true } : {};
  const file = entries.find(({ relpath }) => relpath === below);
  if (file) return { path: full, content: { md5: file.md5, ...legacy } };
  const inside = entries.filter(({ relpath }) => relpath.startsWith(`${below}/`));
  if (inside.length === 0)
    throw new ApiError(
      "INVALID_PARAMETER_VALUE",
      `${relative(room.project.root, full)} is not in that version of ${relative(room.project.root, path)}`,
    );
  return {
    path: full,
    content: { md5: ".dir", nfiles: inside.length, ...legacy },
    entries: inside.map(({ md5, relpath }) => ({ md5, relpath: relpath.slice(below.length + 1) })),
  };
}

type Placed = Record<string, string>;

function placedFile(room: DataRoom): string {
  return join(room.project.ownFolder, "placed.json");
}

function readPlaced(room: DataRoom): Placed {
  try {
    return JSON.parse(readFileSync(placedFile(room), "utf8")) as Placed;
  } catch {
    return {}; // nothing was placed yet, or nobody knows
  }
}

/** What we brought into the workspace, so that it can go when another branch does not have it. */
export function rememberPlaced(room: DataRoom, outs: readonly TrackedOut[]): void {
  const before = readPlaced(room);
  const after = { ...before };
  for (const { path, out } of outs) if (out.content) after[relative(room.project.root, path)] = out.content.md5;
  writePlaced(room, before, after);
}

function writePlaced(room: DataRoom, before: Placed, after: Placed): void {
  const text = JSON.stringify(after);
  if (text === JSON.stringify(before)) return;
  mkdirSync(room.project.ownFolder, { recursive: true });
  writeFileSync(placedFile(room), text);
}

/** As dvc: what was tracked before a switch of branches, and is still as it was placed, goes. It stays in the cache. */
async function removeUntracked(room: DataRoom, outs: readonly TrackedOut[]): Promise<string[]> {
  const before = readPlaced(room);
  const tracked = outs.map(({ path }) => path);
  const after = { ...before };
  const removed: string[] = [];
  for (const [name, md5] of Object.entries(before)) {
    const path = join(room.project.root, name);
    if (tracked.some((each) => each === path || each.startsWith(`${path}/`) || path.startsWith(`${each}/`))) continue;
    delete after[name];
    if (!lstatSync(pathBytes(path), { throwIfNoEntry: false })) continue;
    const look = (await room.look([{ path }], {})).get(path);
    if (!look || look.content.md5 !== md5 || room.missing(look).length > 0) continue;
    for (const file of look.index.names) unlinkSync(pathBytes(file === "" ? path : `${path}/${file}`));
    if (isFolder(look.content)) removeEmpty(path, look.folders);
    removed.push(path);
  }
  writePlaced(room, before, after);
  return removed;
}

function removeEmpty(path: string, folders: readonly string[]): void {
  for (const folder of [...folders].sort((a, b) => b.length - a.length)) {
    try {
      rmdirSync(pathBytes(folder === "" ? path : `${path}/${folder}`));
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== "ENOTEMPTY") throw thrown;
    }
  }
}

/** As a checkout would have placed it. */
export function rememberAdded(
  room: DataRoom,
  added: readonly { readonly path: string; readonly content: Content }[],
): void {
  const before = readPlaced(room);
  const after = { ...before };
  for (const { path, content } of added) after[relative(room.project.root, path)] = content.md5;
  writePlaced(room, before, after);
}
