import type { Content } from "../../../core/dvc/entries";
import { ApiError, type FileError } from "../../../shared/apiError";
import type { DataRoom } from "../dataRoom";
import type { Project } from "../project/openRepository";
import type { WorkOptions } from "../repository";
import { cachedOf, objectOf } from "./cacheObjects";
import { type CloudState, cloudStatus } from "./cloudStatus";
import { fetchObjects } from "./fetch";
import { keepsVersions, type ProjectRemotes, placesOf, projectRemotes } from "./projectRemotes";
import { pushObjects } from "./push";
import { fetchRuns, pushRuns } from "./runCache";
import { newTally, type Tally, unread } from "./tally";
import { type Scope, type Wanted, wantedObjects } from "./wantedObjects";

export interface SyncScope extends Scope {
  readonly runCache?: boolean;
}

export async function pushData(room: DataRoom, scope: SyncScope, options: WorkOptions = {}): Promise<Tally> {
  return withRemotes(room.project, async (remotes) => {
    const { groups, faults } = await wantedObjects(room, remotes, scope, "push");
    const places = placesOf(room.project);
    const tally = newTally(faults.map(unread));
    if (scope.runCache) await pushRuns(await openFor(remotes, scope.remote, "push", options), places, tally, options);
    for (const [name, objects] of groups)
      add(tally, await pushObjects(await openFor(remotes, name, "push", options), objects, places, options));
    return tally;
  });
}

export async function fetchData(
  room: DataRoom,
  scope: SyncScope,
  options: WorkOptions = {},
): Promise<{ tally: Tally; wanted: Wanted }> {
  return withRemotes(room.project, async (remotes) => {
    const wanted = await wantedObjects(room, remotes, scope, "fetch");
    const places = placesOf(room.project);
    const tally = newTally(wanted.faults.map(unread));
    if (scope.runCache) await fetchRuns(await openFor(remotes, scope.remote, "fetch", options), places, tally, options);
    for (const [name, objects] of wanted.groups)
      add(tally, await fetchObjects(await openFor(remotes, name, "fetch", options), objects, places, options));
    for (const { path, out, file } of wanted.foreign) {
      const object = objectOf(out.content as Content, path);
      if (cachedOf([object], places).size > 0) continue;
      const url = file?.deps[0]?.repo?.url;
      const why = `is imported from the repository ${typeof url === "string" ? url : "it names"}; dvc fetch brings it`;
      tally.troubles.push({ kind: "missing", label: object.label, name: object.name, why });
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
    for (const [name, objects] of groups) {
      const remote = await openFor(remotes, name, "status", options);
      for (const [label, state] of await cloudStatus(remote, objects, placesOf(room.project), options))
        states.set(label, state);
    }
    return { remote: [...groups.keys()].join(", ") || remotes.nameOf(scope.remote, "status"), states, faults };
  });
}

/**
 * For checkouts and pipelines: contents into the cache from the remote that is named, or the usual one, or any other one that
 * has them. Answers the md5s that none has.
 */
export async function fetchContents(
  project: Project,
  contents: readonly Content[],
  options: WorkOptions & { readonly remote?: string | undefined } = {},
): Promise<string[]> {
  return withRemotes(project, async (remotes) => {
    const places = placesOf(project);
    const first = options.remote ?? remotes.usual;
    const others = options.remote === undefined ? Object.keys(remotes.configs).filter((name) => name !== first) : [];
    let left = contents.map((content) => objectOf(content, content.md5));
    for (const name of [...(first === undefined ? [] : [first]), ...others]) {
      if (left.length === 0) break;
      const { troubles } = await fetchQuietly(remotes, name, () => left, places, options);
      if (troubles === undefined) continue;
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
  places: ReturnType<typeof placesOf>,
  options: WorkOptions,
): Promise<Partial<Tally>> {
  try {
    return await fetchObjects(await openFor(remotes, name, "fetch", options), objects(), places, options);
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
      `remote '${name}' keeps versions itself (version_aware or worktree): ${command} with it is not supported here; dvc does it`,
    );
  return remotes.open(name, jobs);
}

function add(tally: Tally, { done, bytes, troubles }: Tally): void {
  tally.done += done;
  tally.bytes += bytes;
  tally.troubles.push(...troubles);
}
