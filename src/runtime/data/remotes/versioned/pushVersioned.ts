import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { codeOf } from "../../../kernel/home";
import type { KeptVersion, Put } from "../../../kernel/s3/wireStore";
import type { DataRoom } from "../../dataRoom";
import { md5Of } from "../../files/hashBytes";
import type { WorkOptions } from "../../repository";
import { type CachePlaces, objectOf, setAside } from "../cacheObjects";
import { eachAtOnce } from "../eachAtOnce";
import { isAsNamed } from "../hashCheck";
import { placesOf } from "../projectRemotes";
import { putLarge } from "../putLarge";
import type { ObjectCopy, Outcome } from "../remote";
import { largest, outcomeOf } from "../s3";
import { bytesOf, newTally, type Tally, trouble } from "../tally";
import type { WantedOut } from "../wantedObjects";
import { manyAtOnce } from "./manyAtOnce";
import { type OutRecord, type PushedVersion, recordVersions } from "./recordVersions";
import { isVersionOf, namedVersion, tagOf, type VersionedFile, versionedFiles } from "./versionedFile";
import type { VersionedRemote } from "./versionedRemote";

interface Sending extends ObjectCopy {
  readonly file: VersionedFile;
  /** Of the output that it belongs to; of none where its entry names a version that the remote has. */
  readonly versions: Map<string, PushedVersion>;
}

/**
 * Sends what the remote has in no version that we know, and writes down in .dvc files and dvc.lock what the remote calls it.
 * A version that they name already stays as long as the remote has it. Nothing on the remote is deleted.
 */
export async function pushVersioned(
  remote: VersionedRemote,
  room: DataRoom,
  outs: readonly WantedOut[],
  options: WorkOptions = {},
): Promise<Tally> {
  const tally = newTally();
  const { root } = room.project;
  const places = placesOf(room.project);
  const { signal } = options;
  const jobs = options.jobs ?? remote.jobs;
  const sendings: Sending[] = [];
  const records: OutRecord[] = [];
  await manyAtOnce(outs, jobs, async (out) => {
    const files = versionedFiles(out, root, places);
    if (files === undefined) {
      const list = objectOf(out.content, out.path.slice(root.length + 1));
      tally.troubles.push(trouble(list, "missing", "the list of its files is not in the cache, or rotten"));
      return;
    }
    const there = await remote.versionsOf(nameOf(out.path, root), out.content.md5.endsWith(".dir"), signal);
    const versions = new Map<string, PushedVersion>();
    const { from, name } = out;
    if (from !== undefined && name !== undefined) records.push({ out: { from, stage: out.stage, name }, versions });
    for (const file of files) {
      const found = there.get(file.path) ?? [];
      const isNamed = (await namedVersion(remote, file, found, signal)) !== undefined;
      const newest = await newestVersion(remote, file, found, signal);
      if (newest === undefined && !(isNamed && !remote.isWorktree))
        sendings.push(sendingOf(file, isNamed ? new Map() : versions, places));
      else if (newest !== undefined && !isNamed) versions.set(file.relpath, newest);
    }
  });
  try {
    await send(remote, sendings, { room, tally, options, jobs });
  } finally {
    await recordVersions(room, remote.name, records);
  }
  return tally;
}

function sendingOf(file: VersionedFile, versions: Map<string, PushedVersion>, places: CachePlaces): Sending {
  const { md5, legacy, name, path } = file;
  // what is large is noted by its place on the remote
  return { file, versions, md5, legacy, name: md5Of(Buffer.from(path)), path: join(places.cacheFolder, name) };
}

function nameOf(path: string, root: string): string {
  return path.slice(root.length + 1);
}

/** What the remote has now, if it is this: a push that was killed has sent it, or another clone has. */
async function newestVersion(
  remote: VersionedRemote,
  file: VersionedFile,
  [newest]: readonly KeptVersion[],
  signal: AbortSignal | undefined,
): Promise<PushedVersion | undefined> {
  if (newest?.isLatest !== true || isNoVersion(newest.version)) return undefined;
  if (!(await isVersionOf(remote, file, newest, signal))) return undefined;
  return { md5: file.md5, etag: tagOf(newest.etag), version: newest.version, bytes: newest.bytes };
}

/** Of a bucket, or a time, without versions. */
function isNoVersion(version: string | undefined): boolean {
  return version === undefined || version === "" || version === "null";
}

async function send(
  remote: VersionedRemote,
  sendings: readonly Sending[],
  { room, tally, options, jobs }: { room: DataRoom; tally: Tally; options: WorkOptions; jobs: number },
): Promise<void> {
  if (sendings.length === 0) return;
  const places = placesOf(room.project);
  let settled = 0;
  options.report?.("Pushing", settled, sendings.length, "files");
  await eachAtOnce(
    sendings,
    jobs,
    {
      signal: options.signal,
      settled({ file, path }, outcome) {
        options.report?.("Pushing", ++settled, sendings.length, "files");
        tally.bytes += bytesOf(outcome);
        if (outcome.kind === "done") tally.done++;
        else if (outcome.kind === "missing")
          tally.troubles.push(trouble(file, "missing", "is neither in the cache nor on the remote"));
        else if (outcome.kind === "rotten") {
          setAside(path, places);
          const why = `its object in the cache is rotten (md5 ${outcome.md5} instead of ${file.md5}); it was set aside and not pushed`;
          tally.troubles.push(trouble(file, "rotten", why));
        } else tally.troubles.push(trouble(file, "failed", `${remote.url}: ${outcome.why}`));
      },
    },
    (copy) => putOne(remote, copy, options.signal),
  );
}

async function putOne(remote: VersionedRemote, copy: Sending, signal: AbortSignal | undefined): Promise<Outcome> {
  const { store, bucket, prefix, notes } = remote;
  const { file, versions } = copy;
  const at = { bucket, key: prefix + file.path };
  const noVersions: Outcome = {
    kind: "failed",
    why: `the bucket keeps no versions; turn its versioning on, or take version_aware away: data remote modify ${remote.name} --unset version_aware`,
    stop: true,
  };
  const told = ({ etag, version }: Put, bytes: number) => {
    if (version !== undefined && !isNoVersion(version))
      versions.set(file.relpath, { md5: file.md5, etag: tagOf(etag), version, bytes });
    return versions.has(file.relpath);
  };
  try {
    const { size } = statSync(copy.path);
    if (size > largest) {
      const sent = (put: Put) => void told(put, size);
      const outcome = await putLarge({ store, at, notes, copy, signal, sent });
      return outcome.kind !== "done" || versions.has(file.relpath) ? outcome : noVersions;
    }
    const body = readFileSync(copy.path);
    const rotten = isAsNamed(copy, [body]);
    if (rotten !== undefined) return { kind: "rotten", md5: rotten };
    const check = copy.md5 === undefined || copy.legacy ? {} : { md5: copy.md5 };
    const put = await store.write(at, body, { ...check, ...(signal && { signal }) });
    return told(put, body.length) ? { kind: "done", bytes: body.length } : noVersions;
  } catch (error) {
    return codeOf(error) === "ENOENT" ? { kind: "missing" } : outcomeOf(error, signal);
  }
}
