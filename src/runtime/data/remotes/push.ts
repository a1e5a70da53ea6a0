import { existsSync } from "node:fs";
import { join } from "node:path";
import type { WorkOptions } from "../repository";
import {
  type CacheObject,
  type CachePlaces,
  type FolderObject,
  isFolder,
  readFolderObject,
  setAside,
  unique,
} from "./cacheObjects";
import type { Remote } from "./remote";
import { bytesOf, newTally, type Tally, trouble } from "./tally";

/**
 * Sends what the remote does not have: files first, a folder's list after all of its files, so that a list on a remote means
 * that its files are there.
 */
export async function pushObjects(
  remote: Remote,
  wanted: readonly CacheObject[],
  places: CachePlaces,
  options: WorkOptions = {},
): Promise<Tally> {
  const tally = newTally();
  const { signal, jobs } = options;
  const all = unique(wanted);
  const lists = all.filter(isFolder);
  const listed = await remote.has(
    lists.map(({ name }) => name),
    { signal, jobs },
  );
  const folders: FolderObject[] = [];
  for (const list of lists) {
    if (listed.has(list.name)) continue;
    const folder = readFolderObject(list, places);
    if (folder !== undefined) folders.push(folder);
    else if (!existsSync(join(places.cacheFolder, list.name)))
      tally.troubles.push(trouble(list, "missing", "is neither in the cache nor on the remote"));
    else {
      setAside(join(places.cacheFolder, list.name), places);
      tally.troubles.push(
        trouble(list, "rotten", "its list of files in the cache is rotten; it was set aside and not pushed"),
      );
    }
  }
  const files = unique([...all.filter((object) => !isFolder(object)), ...folders.flatMap((folder) => folder.files)]);
  const there =
    files.length === 0
      ? new Set<string>()
      : await remote.has(
          files.map(({ name }) => name),
          { signal, jobs },
        );
  const left = files.filter(({ name }) => !there.has(name));
  const absent = await send(remote, left, { places, tally, options, total: left.length + folders.length, before: 0 });
  // a part of a folder is no reason to say that all of it is there
  const whole = folders.filter(
    ({ files: all, below }) => below === undefined && all.every(({ name }) => !absent.has(name)),
  );
  await send(remote, whole, { places, tally, options, total: left.length + folders.length, before: left.length });
  return tally;
}

interface Sending {
  readonly places: CachePlaces;
  readonly tally: Tally;
  readonly options: WorkOptions;
  readonly total: number;
  readonly before: number;
}

/** The names of what is not on the remote afterwards. */
async function send(remote: Remote, objects: readonly CacheObject[], sending: Sending): Promise<Set<string>> {
  const { places, tally, options, total, before } = sending;
  const absent = new Set<string>();
  if (objects.length === 0) return absent;
  const byName = new Map(objects.map((object) => [object.name, object]));
  let settled = before;
  options.report?.("Pushing", settled, total, "files");
  const copies = objects.map(({ name, md5, legacy }) => ({ name, md5, legacy, path: join(places.cacheFolder, name) }));
  await remote.put(copies, {
    signal: options.signal,
    jobs: options.jobs,
    settled({ name, path }, outcome) {
      const object = byName.get(name) as CacheObject;
      options.report?.("Pushing", ++settled, total, "files");
      if (outcome.kind === "done") {
        tally.done++;
        tally.bytes += bytesOf(outcome);
        return;
      }
      absent.add(name);
      if (outcome.kind === "missing")
        tally.troubles.push(trouble(object, "missing", "is neither in the cache nor on the remote"));
      else if (outcome.kind === "rotten") {
        setAside(path, places);
        tally.troubles.push(
          trouble(
            object,
            "rotten",
            `its object in the cache is rotten (md5 ${outcome.md5} instead of ${object.md5}); it was set aside and not pushed`,
          ),
        );
      } else tally.troubles.push(trouble(object, "failed", `${remote.url}: ${outcome.why}`));
    },
  });
  return absent;
}
