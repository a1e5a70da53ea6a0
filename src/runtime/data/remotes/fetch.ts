import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeFolder } from "../files/ownName";

import type { WorkOptions } from "../repository";
import {
  type CacheObject,
  type CachePlaces,
  cachedOf,
  isFolder,
  readFolderObject,
  setAside,
  unique,
} from "./cacheObjects";
import type { Remote } from "./remote";
import { bytesOf, newTally, type Tally, trouble } from "./tally";

/** Brings into the cache what is not there. What comes rotten is asked for once more: it may have been the way. */
export async function fetchObjects(
  remote: Remote,
  wanted: readonly CacheObject[],
  places: CachePlaces,
  options: WorkOptions = {},
): Promise<Tally> {
  const all = unique(wanted);
  const lists = all.filter(isFolder);
  const tally = await fetchLists(remote, lists, places, options);
  const inFolders = lists.flatMap((list) => readFolderObject(list, places)?.files ?? []);
  const files = unique([...all.filter((object) => !isFolder(object)), ...inFolders]);
  const cached = cachedOf(files, places);
  await bring(
    remote,
    files.filter((file) => !cached.has(file)),
    { places, tally, options },
  );
  return tally;
}

export async function fetchLists(
  remote: Remote,
  lists: readonly CacheObject[],
  places: CachePlaces,
  options: WorkOptions,
): Promise<Tally> {
  const tally = newTally();
  const missing = new Map(missingLists(lists, places).map((list) => [list.name, list]));
  await bring(remote, [...missing.values()], { places, tally, options });
  return tally;
}

/** A list that cannot be read is fetched again. */
function missingLists(lists: readonly CacheObject[], places: CachePlaces): CacheObject[] {
  return lists.filter((list) => {
    const path = join(places.cacheFolder, list.name);
    if (readFolderObject(list, places) !== undefined) return false;
    if (existsSync(path)) setAside(path, places, list.label);
    return true;
  });
}

interface Bringing {
  readonly places: CachePlaces;
  readonly tally: Tally;
  readonly options: WorkOptions;
}

async function bring(
  remote: Remote,
  objects: readonly CacheObject[],
  { places, tally, options }: Bringing,
): Promise<void> {
  if (objects.length === 0) return;
  const { signal, jobs, report } = options;
  const byName = new Map(objects.map((object) => [object.name, object]));
  let settled = 0;
  report?.("Fetching", settled, objects.length, "files");
  const once = async (some: readonly CacheObject[], isLast: boolean): Promise<CacheObject[]> => {
    const rotten: CacheObject[] = [];
    const copies = some.map((object) => ({
      name: object.name,
      md5: object.md5,
      legacy: object.legacy,
      path: join(places.cacheFolder, object.name),
    }));
    if (places.shared) for (const folder of new Set(copies.map(({ path }) => dirname(path)))) makeFolder(folder, true);
    await remote.get(copies, {
      signal,
      jobs,
      settled({ name }, outcome) {
        const object = byName.get(name) as CacheObject;
        if (outcome.kind === "rotten" && !isLast) return void rotten.push(object);
        report?.("Fetching", ++settled, objects.length, "files");
        if (outcome.kind === "done") {
          tally.done++;
          tally.bytes += bytesOf(outcome);
        } else if (outcome.kind === "missing")
          tally.troubles.push(trouble(object, "missing", `is not on ${remote.url}`));
        else if (outcome.kind === "rotten")
          tally.troubles.push(
            trouble(
              object,
              "rotten",
              `its object on ${remote.url} is rotten (md5 ${outcome.md5} instead of ${object.md5}); it was not kept`,
            ),
          );
        else tally.troubles.push(trouble(object, "failed", `${remote.url}: ${outcome.why}`));
        return undefined;
      },
    });
    return rotten;
  };
  const again = await once(objects, false);
  if (again.length > 0) await once(again, true);
}
