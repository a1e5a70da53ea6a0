import { lstatSync, type Stats } from "node:fs";
import { dirname } from "node:path";
import type { CheckoutOptions, CheckoutTools, Wanted } from "./checkoutTools";
import { pathBytes } from "./files/bytePaths";
import { hashReader } from "./files/hashBytes";
import { isAsSeen } from "./index/keptCopies";
import type { Look } from "./index/lookAt";
import { isFolder } from "./index/objects";
import { isOwnFolder, whyLedOut, whyOutside } from "./project/insideProject";
import type { CheckoutFailure } from "./repository";

export interface Plan {
  readonly wanted: Wanted;
  readonly before: Look | undefined;
  readonly place: readonly {
    readonly name: string;
    readonly md5: string;
    /** What is there now, where it was looked at. */
    readonly now: string | undefined;
    readonly was: Stats | undefined;
    readonly isNew: boolean;
  }[];
  readonly remove: readonly Removal[];
  readonly refused: readonly string[];
  /** What was brought, so that nobody has to hash it again. */
  readonly placed: Placed[];
}

export interface Removal {
  readonly file: string;
  readonly md5: string;
  /** In the index. */
  readonly at: number;
}

export interface Placed {
  readonly names: readonly string[];
  readonly hashes: Uint8Array;
  readonly facts: Float64Array;
}

/** What has to be done for one output, or why nothing can be. */
export function planOf(
  tools: CheckoutTools,
  wanted: Wanted,
  before: Look | undefined,
  options: CheckoutOptions,
): Plan | CheckoutFailure | string {
  const { path, content } = wanted;
  const objects = tools.objects(content.legacy === true);
  const outside = whyOutside(tools.root, path) ?? (options.force ? undefined : ledOut(tools, dirname(path)));
  if (outside !== undefined) return outside;
  const entries = isFolder(content)
    ? (wanted.entries ?? objects.entries(content.md5))
    : [{ md5: content.md5, relpath: "" }];
  if (!entries) return missingList(path, objects.path(content.md5), tools.importsSaid());
  const had = new Map<string, string>();
  if (before) {
    const md5At = hashReader(before.index.hashes);
    for (const [at, name] of before.index.names.entries()) had.set(name, md5At(at));
  }
  const turned = before !== undefined && (before.index.dir !== undefined) !== isFolder(content);
  const place: Plan["place"][number][] = [];
  const remove: Removal[] = [];
  const refused: string[] = [];
  const targets = new Set<string>();
  const isAbsent = !lstatSync(pathBytes(path), { throwIfNoEntry: false });
  const places = new Map(before?.index.names.map((name, at) => [name, at]));
  const folders = new Set<string>();
  for (const { md5, relpath } of entries) {
    targets.add(relpath);
    if (isOwnFolder(relpath)) return `${path}/${relpath}: nothing that is tracked can lie in a folder of git or dvc`;
    const now = turned ? undefined : had.get(relpath);
    const file = relpath === "" ? path : `${path}/${relpath}`;
    if (now === md5 && !options.relink) continue;
    const was = before === undefined && isAbsent ? undefined : lstatSync(pathBytes(file), { throwIfNoEntry: false });
    if (!isAbsent && !options.force && relpath !== "" && !folders.has(dirname(file))) {
      folders.add(dirname(file));
      const why = ledOut(tools, dirname(file));
      if (why !== undefined) return why;
    }
    const isSafe =
      options.force === true ||
      was === undefined ||
      (before !== undefined &&
        now !== undefined &&
        isAsSeen(file, before.index, places.get(relpath) as number) &&
        (now === md5 || tools.isKept(now)));
    if (isSafe || (turned && was?.isDirectory())) place.push({ name: relpath, md5, now, was, isNew: now !== md5 });
    else refused.push(file);
  }
  for (const [name, md5] of had) {
    if (targets.has(name) && !turned) continue;
    const file = name === "" ? path : `${path}/${name}`;
    if (options.force || tools.isKept(md5)) remove.push({ file, md5, at: places.get(name) as number });
    else refused.push(file);
  }
  const isThere = !isAbsent && (isFolder(content) || before?.index.dir !== undefined);
  if (isThere && !options.force && place.length + remove.length > 0) {
    const why = ledOut(tools, path);
    if (why !== undefined) return why;
  }
  if (turned && refused.length > 0) return { wanted, before, place: [], remove: [], refused, placed: [] };
  return { wanted, before, place, remove, refused, placed: [] };
}

/** Of a folder, of which nothing is known then. */
export function missingList(path: string, object: string, said?: string): CheckoutFailure {
  const why = `${path}: the list of its files (${object}) is missing; ${said ?? "tidemark data pull brings it"}`;
  return { path, why, isMissing: true };
}

function ledOut({ root }: CheckoutTools, folder: string): string | undefined {
  const why = whyLedOut(root, folder);
  return why === undefined ? undefined : `${why}; --force writes there`;
}

/** A file of which the cache has only a rotten copy stays. */
export async function withoutRotten(tools: CheckoutTools, plan: Plan): Promise<Plan> {
  const { wanted, place, remove, before } = plan;
  const atRisk = [...place.flatMap(({ now, isNew }) => (isNew && now !== undefined ? [now] : []))];
  const lost = await tools.withoutCopy([...atRisk, ...remove.map(({ md5 }) => md5)]);
  if (lost.size === 0) return plan;
  const isLost = (md5: string | undefined) => md5 !== undefined && lost.has(md5);
  const refused = [
    ...plan.refused,
    ...place
      .filter(({ now, isNew }) => isNew && isLost(now))
      .map(({ name }) => (name === "" ? wanted.path : `${wanted.path}/${name}`)),
    ...remove.filter(({ md5 }) => isLost(md5)).map(({ file }) => file),
  ];
  if (before !== undefined && (before.index.dir !== undefined) !== isFolder(wanted.content))
    return { ...plan, place: [], remove: [], refused };
  return {
    ...plan,
    place: place.filter(({ now, isNew }) => !isNew || !isLost(now)),
    remove: remove.filter(({ md5 }) => !isLost(md5)),
    refused,
  };
}
