import { relative } from "node:path";
import { ApiError, type FileError } from "../../../shared/apiError";
import type { DataFault, DataState, RemoteState, RemoteSummary, Tracked, TrackedState } from "../../../shared/data";
import type { DataRoom } from "../dataRoom";
import { projectRemotes } from "../remotes/projectRemotes";
import { statusOfRemote } from "../remotes/sync";
import { type TrackedOut, trackedOuts } from "../tracked";
import { dataFault } from "./dataFault";
import { type OutStatus, statusOfOuts } from "./status";

/** What is tracked in a project and how it stands, for those who show it. Broken files are told, not thrown. */
export async function dataState(room: DataRoom, project: string, asksRemote: boolean): Promise<DataState> {
  const faults: DataFault[] = [];
  const broken: FileError[] = [];
  const found = await orFault(faults, async () => {
    const outs = await trackedOuts(room, (fault) => broken.push(fault));
    const selected = outs.map((tracked) => ({ tracked, below: "" }));
    return { outs, status: await statusOfOuts(room, selected) };
  });
  faults.push(...broken.map(dataFault));
  const remotes = await orFault(faults, async () => remotesOf(room));
  const states = asksRemote ? await orFault(faults, () => remoteStates(room)) : undefined;
  const byPath = new Map((found?.outs ?? []).map((out) => [keyOf(room, out), out]));
  const tracked = (found?.status.outs ?? []).map((status) => {
    const path = plain(status.path);
    const remote = states?.(path);
    const out = byPath.get(`${status.from}\0${status.stage ?? ""}\0${path}`);
    return { ...trackedOf(status, out), ...(remote && { remote }) };
  });
  const usual = remotes?.find(({ isDefault }) => isDefault)?.name;
  return {
    project,
    isClean: broken.length === 0 && (found?.status.clean ?? false),
    tracked,
    faults,
    remotes: remotes ?? [],
    ...(usual !== undefined && { remote: usual }),
    cacheFolder: room.project.cacheFolder,
  };
}

function keyOf(room: DataRoom, { path, from, stage }: TrackedOut): string {
  const { root } = room.project;
  return `${relative(root, from)}\0${stage ?? ""}\0${relative(root, path)}`;
}

function plain(path: string): string {
  return path.endsWith("/") ? path.slice(0, -1) : path;
}

function trackedOf(status: OutStatus, out: TrackedOut | undefined): Tracked {
  const { path, from, stage, isFolder, md5, size, nfiles, isCached } = status;
  const name = plain(path);
  const [dep] = out?.file?.deps ?? [];
  const { desc } = out?.out ?? {};
  return {
    path: name,
    kind: isFolder ? "folder" : "file",
    state: stateOf(status),
    ...(md5 !== undefined && { md5 }),
    ...(size !== undefined && { size }),
    ...(nfiles !== undefined && { nfiles }),
    file: from,
    line: out?.line ?? 1,
    ...(stage !== undefined && { stage }),
    ...(dep && { source: dep.path }),
    ...(out?.file?.frozen && { isFrozen: true }),
    ...(!isCached && { isUncached: true }),
    ...(desc !== undefined && { desc }),
  };
}

function stateOf({ state, notInCache }: OutStatus): TrackedState {
  switch (state) {
    case "unchanged":
      return notInCache === undefined ? "clean" : "not in cache";
    case "modified":
      return "modified";
    case "added":
    case "new":
      return "added";
    case "deleted":
      return notInCache === undefined ? "deleted" : "not fetched";
    default:
      return state satisfies never;
  }
}

function remotesOf({ project }: DataRoom): RemoteSummary[] {
  const { configs, usual } = projectRemotes(project);
  return Object.entries(configs).map(([name, { url }]) => ({
    name,
    url: url.replace(/\/\/[^/@]*:[^/@]*@/, "//"),
    isDefault: name === usual,
  }));
}

/** By path: that of the output or, of a folder, the worst of what is in it. */
async function remoteStates(room: DataRoom): Promise<(path: string) => RemoteState> {
  const { states } = await statusOfRemote(room, { words: [], folder: room.project.root });
  const worst = new Map<string, RemoteState>();
  const order: readonly RemoteState[] = ["same", "deleted", "new", "missing"];
  for (const [label, state] of states) {
    const parts = label.split("/");
    for (let depth = 1; depth <= parts.length; depth++) {
      const path = parts.slice(0, depth).join("/");
      if (order.indexOf(worst.get(path) ?? "same") < order.indexOf(state)) worst.set(path, state);
    }
  }
  return (path) => worst.get(path) ?? "same";
}

async function orFault<T>(faults: DataFault[], work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    faults.push(dataFault(error));
    return undefined;
  }
}
