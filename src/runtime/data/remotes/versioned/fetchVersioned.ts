import { join } from "node:path";
import type { DataRoom } from "../../dataRoom";
import { writeWhole } from "../../files/wholeFile";
import { writeBytes } from "../../files/writeBytes";
import type { Project } from "../../project/openRepository";
import type { WorkOptions } from "../../repository";
import { cachedOf, objectOf, unique } from "../cacheObjects";
import { eachAtOnce } from "../eachAtOnce";
import { getLarge } from "../getLarge";
import { isAsNamed } from "../hashCheck";
import { placesOf } from "../projectRemotes";
import type { ObjectCopy, Outcome } from "../remote";
import { largest, outcomeOf } from "../s3";
import { bytesOf, newTally, type Tally, trouble } from "../tally";
import type { WantedOut } from "../wantedObjects";
import { type VersionedFile, versionedFiles } from "./versionedFile";
import type { VersionedRemote } from "./versionedRemote";

interface Fetching extends ObjectCopy {
  readonly file: VersionedFile;
  /** cache.shared=group. */
  readonly shared: boolean;
}

/**
 * Brings into the cache what is not there, each file in the version that its entry names. A version that is gone is named;
 * what the file is now will do as well where it has the same md5.
 */
export async function fetchVersioned(
  remote: VersionedRemote,
  room: DataRoom,
  outs: readonly WantedOut[],
  options: WorkOptions = {},
): Promise<Tally> {
  const tally = newTally();
  const { root } = room.project;
  const places = placesOf(room.project);
  const files: VersionedFile[] = [];
  for (const out of outs) {
    const found = versionedFiles(out, root, places);
    if (found !== undefined) files.push(...found);
    else {
      const why = `was never pushed to ${remote.url}, so nobody knows its files`;
      tally.troubles.push(trouble(objectOf(out.content, out.path.slice(root.length + 1)), "missing", why));
    }
  }
  await fetchFiles(remote, room.project, files, tally, options);
  return tally;
}

/** Each file by itself; what goes wrong with one is told by its label. */
export async function fetchFiles(
  remote: VersionedRemote,
  project: Project,
  files: readonly VersionedFile[],
  tally: Tally,
  options: WorkOptions,
): Promise<void> {
  const places = placesOf(project);
  const all = unique(files.map(({ below: _, ...file }) => file));
  const cached = cachedOf(all, places);
  const wanted = all
    .filter((file) => !cached.has(file))
    .map((file): Fetching => {
      const { name, md5, legacy } = file;
      return { file, name, md5, legacy, path: join(places.cacheFolder, name), shared: places.shared };
    });
  if (wanted.length === 0) return;
  let settled = 0;
  options.report?.("Fetching", settled, wanted.length, "files");
  await eachAtOnce(
    wanted,
    options.jobs ?? remote.jobs,
    {
      signal: options.signal,
      settled({ file }, outcome) {
        options.report?.("Fetching", ++settled, wanted.length, "files");
        tally.bytes += bytesOf(outcome);
        if (outcome.kind === "done") tally.done++;
        else tally.troubles.push(trouble(file, outcome.kind, whyNot(remote, file, outcome)));
      },
    },
    async (copy) => {
      const { known } = copy.file;
      if (known?.version === undefined) return getOne(remote, copy, undefined, options.signal);
      const got = await getOne(remote, copy, known.version, options.signal);
      if (got.kind !== "missing" && got.kind !== "rotten") return got;
      const now = await getOne(remote, copy, undefined, options.signal);
      return now.kind === "done" ? now : got;
    },
  );
}

function whyNot({ url }: VersionedRemote, file: VersionedFile, outcome: Exclude<Outcome, { kind: "done" }>): string {
  const version = file.known?.version;
  if (outcome.kind === "failed") return `${url}: ${outcome.why}`;
  if (version === undefined)
    return outcome.kind === "missing"
      ? `is not on ${url}: no version of it was pushed`
      : `no version of it was pushed, and what ${url} has now is something else (md5 ${outcome.md5} instead of ${file.md5})`;
  return outcome.kind === "missing"
    ? `version ${version} of it is not on ${url}`
    : `version ${version} of it on ${url} is rotten (md5 ${outcome.md5} instead of ${file.md5}); it was not kept`;
}

async function getOne(
  { store, bucket, prefix, notes }: VersionedRemote,
  copy: Fetching,
  version: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  const at = { bucket, key: prefix + copy.file.path, version };
  try {
    const got = await store.start(at, largest, signal);
    if (got === undefined) return { kind: "missing" };
    if (got.total > got.body.length)
      return await getLarge({ store, at, notes, copy, got, signal, shared: copy.shared });
    const rotten = isAsNamed(copy, [got.body]);
    if (rotten !== undefined) return { kind: "rotten", md5: rotten };
    writeWhole(copy.path, copy.shared, (file) => writeBytes(file, got.body));
    return { kind: "done", bytes: got.body.length };
  } catch (error) {
    return outcomeOf(error, signal);
  }
}
