import { checkoutData } from "../checkoutData";
import type { CheckoutOptions, Fetch } from "../checkoutTools";
import type { DataRoom } from "../dataRoom";
import type { CheckoutResult, WorkOptions } from "../repository";
import { isFolder } from "./cacheObjects";
import { fetchLists } from "./fetch";
import { localPath, schemeOf } from "./openRemote";
import { keepsVersions, placesOf } from "./projectRemotes";
import { fetchData, openFor, type SyncScope, withRemotes } from "./sync";
import { add, newTally, type Tally } from "./tally";
import { type Wanted, wantedObjects } from "./wantedObjects";

export interface PullOptions extends CheckoutOptions {
  readonly allowMissing?: boolean;
}

/**
 * What is missing comes from remotes into the cache, and the workspace to what is written down. From a remote that is a
 * folder of this machine, what the workspace needs is read once for both.
 */
export async function pullData(
  room: DataRoom,
  scope: SyncScope,
  options: PullOptions,
): Promise<{ readonly tally: Tally; readonly result: CheckoutResult }> {
  const direct = await openDirect(room, scope, options);
  const early = direct && (await checkoutFrom(room, scope, direct, options));
  const { tally, wanted } = await fetchData(room, scope, options);
  if (direct) tally.done += direct.tally.done;
  if (direct) tally.bytes += direct.tally.bytes;
  const added = await bringUnrecorded(room, wanted, tally, options);
  if (early && tally.done === direct.tally.done) return { tally, result: withAdded(early, added) };
  const fetch = askOnce(room, tally);
  const result = await checkoutData(room, targetsOf(scope, wanted.outs.map(pathOf)), { ...options, fetch });
  return { tally, result: withAdded(early ? both(early, result) : result, added) };
}

/** Imports of which only the source is written down. */
async function bringUnrecorded(room: DataRoom, { partial }: Wanted, tally: Tally, options: PullOptions) {
  if (partial.length === 0) return [];
  const { bringPartial } = await import("../elsewhere/importRepo");
  const { added, troubles } = await bringPartial(room, partial, options);
  tally.troubles.push(...troubles);
  return added;
}

function withAdded(result: CheckoutResult, added: readonly string[]): CheckoutResult {
  return added.length === 0 ? result : { ...result, added: [...result.added, ...added] };
}

/** What cannot be had this way is left to the fetch. */
async function checkoutFrom(room: DataRoom, scope: SyncScope, direct: Direct, options: PullOptions) {
  const fetch: Fetch = async (contents) => contents.map(({ md5 }) => md5);
  return checkoutData(room, targetsOf(scope, direct.paths), { ...options, ...direct, fetch });
}

function targetsOf({ words, folder }: SyncScope, paths: readonly string[]) {
  return { words: words.length === 0 ? [] : paths, folder };
}

function pathOf({ tracked, below }: { readonly tracked: { readonly path: string }; readonly below: string }): string {
  return below === "" ? tracked.path : `${tracked.path}/${below}`;
}

/** What the remotes did not have a moment ago is not asked for again; what was found rotten since is. */
function askOnce(room: DataRoom, { troubles }: Tally): Fetch {
  const gone = new Set(troubles.map(({ name }) => name.replace(/^files\/md5\//, "").replace("/", "")));
  return async (contents, options) => {
    const asked = contents.filter(({ md5 }) => !gone.has(md5));
    const lost = asked.length === 0 ? [] : await room.fetch(asked, options);
    return [...contents.filter(({ md5 }) => gone.has(md5)).map(({ md5 }) => md5), ...lost];
  };
}

function both(first: CheckoutResult, second: CheckoutResult): CheckoutResult {
  const all = (a: readonly string[], b: readonly string[]) => [...new Set([...a, ...b])];
  return {
    added: all(first.added, second.added),
    modified: all(first.modified, second.modified).filter((path) => !first.added.includes(path)),
    deleted: all(first.deleted, second.deleted),
    failed: second.failed,
  };
}

interface Direct {
  /** Where the remote's objects lie. */
  readonly source: string;
  readonly paths: readonly string[];
  readonly tally: Tally;
  brought(files: number, bytes: number): void;
}

/** The one remote that all comes from, if it is a folder; lists of folders have been brought then. */
async function openDirect(room: DataRoom, scope: SyncScope, options: WorkOptions): Promise<Direct | undefined> {
  return withRemotes(room.project, async (remotes) => {
    const { groups, outs } = await wantedObjects(room, remotes, scope, "fetch");
    const [[name, objects] = []] = groups;
    if (groups.size !== 1 || name === undefined || objects === undefined) return undefined;
    const config = remotes.resolve(name);
    if (keepsVersions(config) || !["", "file"].includes(schemeOf(config.url))) return undefined;
    const tally = newTally();
    const lists = objects.filter(isFolder);
    if (lists.length > 0) {
      const places = { ...placesOf(room.project), rotten: room.rotten };
      add(tally, await fetchLists(await openFor(remotes, name, "fetch", options), lists, places, options));
      room.rotten.lookAgain(name);
    }
    return {
      source: localPath(config.url),
      paths: outs.map(pathOf),
      tally,
      brought(files, bytes) {
        tally.done += files;
        tally.bytes += bytes;
      },
    };
  });
}
