import type { Content } from "../../../core/dvc/entries";
import { ApiError, type FileError } from "../../../shared/apiError";
import type { DataRoom } from "../dataRoom";
import type { Project } from "../project/openRepository";
import type { WorkOptions } from "../repository";
import type { TrackedOut } from "../tracked";
import { objectOf } from "./cacheObjects";
import { type CloudState, cloudStatus } from "./cloudStatus";
import { fetchObjects } from "./fetch";
import { keepsVersions, type ProjectRemotes, placesOf, projectRemotes } from "./projectRemotes";
import { pushObjects } from "./push";
import { fetchRuns, pushRuns } from "./runCache";
import { add, newTally, type Tally, unread } from "./tally";
import type { VersionedRemote } from "./versioned/versionedRemote";
import { type Scope, type Wanted, type WantedObject, type WantedOut, wantedObjects } from "./wantedObjects";

export interface SyncScope extends Scope {
  readonly runCache?: boolean;
}

export async function pushData(room: DataRoom, scope: SyncScope, options: WorkOptions = {}): Promise<Tally> {
  return withRemotes(room.project, async (remotes) => {
    refuseOlder(remotes, scope);
    const { groups, faults } = await wantedObjects(room, remotes, scope, "push");
    const places = placesOf(room.project);
    const tally = newTally(faults.map(unread));
    if (keepsRuns(remotes, scope))
      await pushRuns(await openFor(remotes, scope.remote, "push", options), places, tally, options);
    for (const [name, objects] of groups)
      if (keepsVersions(remotes.resolve(name))) {
        const { pushVersioned } = await import("./versioned/pushVersioned");
        const push = (remote: VersionedRemote) => pushVersioned(remote, room, objects.map(sourceOf), options);
        add(tally, await openVersioned(remotes, name, options, push));
      } else add(tally, await pushObjects(await openFor(remotes, name, "push", options), objects, places, options));
    return tally;
  });
}

/** Only the runs of stages, from the usual remote; nothing where there is none, or where it has no place for them. */
export async function fetchRunCache(room: DataRoom, options: WorkOptions = {}): Promise<void> {
  await withRemotes(room.project, async (remotes) => {
    if (remotes.usual === undefined || !keepsRuns(remotes, { runCache: true })) return;
    await fetchRuns(await openFor(remotes, undefined, "fetch", options), placesOf(room.project), newTally(), options);
  });
}

export async function fetchData(
  room: DataRoom,
  scope: SyncScope,
  options: WorkOptions = {},
): Promise<{ tally: Tally; wanted: Wanted }> {
  return withRemotes(room.project, async (remotes) => {
    const wanted = await wantedObjects(room, remotes, scope, "fetch");
    const places = { ...placesOf(room.project), rotten: room.rotten };
    const tally = newTally(wanted.faults.map(unread));
    if (keepsRuns(remotes, scope))
      await fetchRuns(await openFor(remotes, scope.remote, "fetch", options), places, tally, options);
    for (const [name, objects] of wanted.groups) {
      if (keepsVersions(remotes.resolve(name))) {
        const { fetchVersioned } = await import("./versioned/fetchVersioned");
        const fetch = (remote: VersionedRemote) => fetchVersioned(remote, room, objects.map(sourceOf), options);
        add(tally, await openVersioned(remotes, name, options, fetch));
      } else add(tally, await fetchObjects(await openFor(remotes, name, "fetch", options), objects, places, options));
      room.rotten.lookAgain(name);
    }
    if (wanted.written.length > 0) {
      const { fetchWritten } = await import("./versioned/fetchWritten");
      add(tally, await fetchWritten(room, remotes, wanted.written, options));
    }
    if (wanted.foreign.length > 0) {
      const { fetchImports } = await import("../elsewhere/fetchImports");
      add(tally, await fetchImports(room.project, wanted.foreign, options));
    }
    return { tally, wanted };
  });
}

export async function statusOfRemote(
  room: DataRoom,
  scope: Scope,
  options: WorkOptions = {},
): Promise<{ remote: string; states: Map<string, CloudState>; faults: readonly FileError[] }> {
  return withRemotes(room.project, async (remotes) => {
    const { groups, faults } = await wantedObjects(room, remotes, scope, "status");
    const states = new Map<string, CloudState>();
    for (const [name, objects] of groups)
      for (const [label, state] of await statesOn(room, remotes, name, objects, options)) states.set(label, state);
    return { remote: [...groups.keys()].join(", ") || remotes.nameOf(scope.remote, "status"), states, faults };
  });
}

async function statesOn(
  room: DataRoom,
  remotes: ProjectRemotes,
  name: string,
  objects: readonly WantedObject[],
  options: WorkOptions,
): Promise<Map<string, CloudState>> {
  if (!keepsVersions(remotes.resolve(name)))
    return cloudStatus(await openFor(remotes, name, "status", options), objects, placesOf(room.project), options);
  const { versionedStatus } = await import("./versioned/versionedStatus");
  const look = (remote: VersionedRemote) => versionedStatus(remote, room, objects.map(sourceOf), options);
  return openVersioned(remotes, name, options, look);
}

function sourceOf({ of }: WantedObject): WantedOut {
  return of;
}

/** As dvc: what a commit says of versions cannot be written down any more. */
function refuseOlder(remotes: ProjectRemotes, { remote, allBranches, allTags, allCommits }: Scope): void {
  const name = remote?.toLowerCase() ?? remotes.usual;
  if (name === undefined || !(allBranches || allTags || allCommits)) return;
  if (keepsVersions(remotes.resolve(name)))
    throw new ApiError(
      "INVALID_PARAMETER_VALUE",
      `remote '${name}' keeps versions itself (version_aware or worktree): only the workspace's data can be pushed to it, so not with -a, -T or -A`,
    );
}

/** As dvc: such remotes have no place for runs. */
function keepsRuns(remotes: ProjectRemotes, { runCache, remote }: Pick<SyncScope, "runCache" | "remote">): boolean {
  const name = remote?.toLowerCase() ?? remotes.usual;
  return runCache === true && !(name !== undefined && keepsVersions(remotes.resolve(name)));
}

async function openVersioned<T>(
  remotes: ProjectRemotes,
  name: string,
  { jobs }: WorkOptions,
  work: (remote: VersionedRemote) => Promise<T>,
): Promise<T> {
  const { withVersioned } = await import("./versioned/versionedRemote");
  return withVersioned(remotes, name, jobs, work);
}

export interface FetchContentsOptions extends WorkOptions {
  readonly remote?: string | undefined;
  asked?(remote: string): void;
  /** Those of the workspace: remotes that keep versions know contents by their paths. */
  outs(): Promise<readonly TrackedOut[]>;
}

/**
 * For checkouts and pipelines: contents into the cache from the remote that is named, or the usual one, or any other one that
 * has them. Answers the md5s that none has.
 */
export async function fetchContents(
  project: Project,
  contents: readonly Content[],
  options: FetchContentsOptions,
): Promise<string[]> {
  return withRemotes(project, async (remotes) => {
    const first = options.remote ?? remotes.usual;
    const others = options.remote === undefined ? Object.keys(remotes.configs).filter((name) => name !== first) : [];
    let left = contents.map((content) => objectOf(content, content.md5));
    for (const name of [...(first === undefined ? [] : [first]), ...others]) {
      if (left.length === 0) break;
      const { troubles } = await fetchQuietly(remotes, name, () => left, project, options);
      if (troubles === undefined) continue;
      options.asked?.(name);
      const faulty = new Set(troubles.map(({ label }) => label.split("/")[0]));
      left = left.filter(({ label }) => faulty.has(label));
    }
    return left.map(({ label }) => label);
  });
}

/** A remote that cannot be reached has nothing for us. */
async function fetchQuietly(
  remotes: ProjectRemotes,
  name: string,
  objects: () => Parameters<typeof fetchObjects>[1],
  project: Project,
  options: FetchContentsOptions,
): Promise<Partial<Tally>> {
  try {
    if (keepsVersions(remotes.resolve(name))) {
      const { fetchByMd5 } = await import("./versioned/fetchByMd5");
      const outs = await options.outs();
      const fetch = (remote: VersionedRemote) => fetchByMd5(remote, project, outs, objects(), options);
      return await openVersioned(remotes, name, options, fetch);
    }
    return await fetchObjects(await openFor(remotes, name, "fetch", options), objects(), placesOf(project), options);
  } catch (error) {
    if (error instanceof ApiError) return {};
    throw error;
  }
}

export async function withRemotes<T>(project: Project, work: (remotes: ProjectRemotes) => Promise<T>): Promise<T> {
  const remotes = projectRemotes(project);
  try {
    return await work(remotes);
  } finally {
    await remotes.close();
  }
}

export async function openFor(
  remotes: ProjectRemotes,
  asked: string | undefined,
  command: string,
  { jobs }: WorkOptions,
) {
  const name = remotes.nameOf(asked, command);
  const config = remotes.resolve(name);
  if (keepsVersions(config))
    throw new ApiError(
      "INVALID_PARAMETER_VALUE",
      `remote '${name}' keeps versions itself (version_aware or worktree): ${command} is not for such remotes`,
    );
  return remotes.open(name, jobs);
}
