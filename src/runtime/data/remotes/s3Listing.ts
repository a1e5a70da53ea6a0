import type { WireStore } from "../../kernel/s3/wireStore";

interface Place {
  readonly bucket: string;
  readonly prefix: string;
}

interface Work {
  readonly jobs: number;
  readonly signal: AbortSignal | undefined;
}

/** So few are asked for one by one at once. */
const few = 4;
const pageSize = 1000;
const hex = [..."0123456789abcdef"];
/** Objects lie by the first two digits of their hash: what one of these folders holds tells how many there are. */
const sampled = "00";

/**
 * Which of the names are there: by lists of all, or one by one, whichever needs fewer requests. Hashes are spread evenly, so a
 * large store is listed in sixteen parts at once.
 */
export async function namesThere(
  store: WireStore,
  place: Place,
  names: readonly string[],
  work: Work,
): Promise<Set<string>> {
  const found = new Set<string>();
  for (const [folder, some] of byFolder(names)) {
    const there = await inFolder(store, { ...place, prefix: place.prefix + folder }, some, work);
    for (const each of there) found.add(folder + each);
  }
  return found;
}

/** `files/md5/` and the names in it; of dvc 2 the root. */
function byFolder(names: readonly string[]): Map<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const name of names) {
    const [, folder = "", rest = name] = /^(.*\/)?([0-9a-f]{2}\/[^/]+)$/.exec(name) ?? [];
    const some = folders.get(folder);
    if (some) some.push(rest);
    else folders.set(folder, [rest]);
  }
  return folders;
}

async function inFolder(store: WireStore, place: Place, names: readonly string[], work: Work): Promise<string[]> {
  if (names.length <= few) return await oneByOne(store, place, names, work);
  const { signal } = work;
  const sample = await store.page(place.bucket, `${place.prefix}${sampled}/`, { signal });
  const pages =
    sample.next === undefined ? Math.ceil((sample.objects.length * 256) / pageSize) : Number.POSITIVE_INFINITY;
  if (names.length < pages) return await oneByOne(store, place, names, work);
  const wanted = new Set(names);
  const parts = pages > hex.length ? hex : [""];
  const found: string[] = [];
  await atOnce(parts, work.jobs, async (part) => {
    for await (const { key } of store.list(place.bucket, place.prefix + part, signal)) {
      const name = key.slice(place.prefix.length);
      if (wanted.has(name)) found.push(name);
    }
  });
  return found;
}

async function oneByOne(store: WireStore, { bucket, prefix }: Place, names: readonly string[], work: Work) {
  const found: string[] = [];
  await atOnce(names, work.jobs, async (name) => {
    if ((await store.head({ bucket, key: prefix + name }, work.signal)) !== undefined) found.push(name);
  });
  return found;
}

async function atOnce<T>(items: readonly T[], jobs: number, work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const one = async () => {
    while (next < items.length) await work(items[next++] as T);
  };
  const lanes = Array.from({ length: Math.min(jobs, items.length) }, one);
  const ended = await Promise.allSettled(lanes);
  for (const each of ended) if (each.status === "rejected") throw each.reason;
}
