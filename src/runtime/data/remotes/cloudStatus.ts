import { existsSync } from "node:fs";
import { join } from "node:path";
import type { WorkOptions } from "../repository";
import { type CacheObject, type CachePlaces, cachedOf, isFolder, readFolderObject, unique } from "./cacheObjects";
import type { Remote } from "./remote";

/** `new`: only here; `deleted`: only on the remote; `missing`: nowhere. What is on both sides is not named. */
export type CloudState = "new" | "deleted" | "missing";

/** By label. A list on the remote says that its files are there. */
export async function cloudStatus(
  remote: Remote,
  wanted: readonly CacheObject[],
  places: CachePlaces,
  { signal, jobs }: WorkOptions = {},
): Promise<Map<string, CloudState>> {
  const all = unique(wanted);
  const lists = all.filter(isFolder);
  const listed = await remote.has(
    lists.map(({ name }) => name),
    { signal, jobs },
  );
  const sure = new Set<string>();
  const open: CacheObject[] = all.filter((object) => !isFolder(object));
  for (const list of lists) {
    const files = readFolderObject(list, places)?.files ?? [];
    open.push(...files);
    if (listed.has(list.name)) for (const { name } of files) sure.add(name);
  }
  const files = unique(open);
  const asked = files.filter(({ name }) => !sure.has(name)).map(({ name }) => name);
  const there = asked.length === 0 ? new Set<string>() : await remote.has(asked, { signal, jobs });
  const cached = cachedOf(files, places);
  const states = new Map<string, CloudState>();
  const say = (object: CacheObject, isHere: boolean, isThere: boolean) => {
    if (isHere !== isThere) states.set(object.label, isHere ? "new" : "deleted");
    else if (!isHere) states.set(object.label, "missing");
  };
  for (const list of lists) say(list, existsSync(join(places.cacheFolder, list.name)), listed.has(list.name));
  for (const file of files) say(file, cached.has(file), sure.has(file.name) || there.has(file.name));
  return states;
}
