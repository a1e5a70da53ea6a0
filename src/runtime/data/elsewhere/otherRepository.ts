import { join } from "node:path";
import type { Content, Dep } from "../../../core/dvc/entries";
import { isMap } from "../../../core/dvc/mapKeys";
import { folderOf, normalPath } from "../../../core/dvc/pipeline/paths";
import type { ValueMap } from "../../../core/dvc/values";
import { ApiError } from "../../../shared/apiError";
import { shownUrl } from "../../kernel/gitAddress";
import { type CacheObject, type CachePlaces, objectOf } from "../remotes/cacheObjects";
import { fetchObjects } from "../remotes/fetch";
import { folderRemote } from "../remotes/folder";
import { openRemote } from "../remotes/openRemote";
import { keepsVersions } from "../remotes/projectRemotes";
import type { Remote } from "../remotes/remote";
import { type RemoteConfig, resolveRemote } from "../remotes/remoteConfig";
import { newTally, type Tally } from "../remotes/tally";
import type { WorkOptions } from "../repository";
import type { CommitAsked } from "./clones";
import {
  type OtherOut,
  type OtherProject,
  type OtherRemotes,
  type Overrides,
  otherRemotes,
  projectFolder,
  readOtherProject,
  refuseNowhere,
} from "./otherProject";
import { type OtherTree, openTree } from "./otherTree";
import { localFolder, type OtherRevision, openRevision } from "./revision";

/** Where something was imported from: `repo` of a .dvc file. */
export interface Origin extends Overrides {
  readonly url: string;
  readonly asked: CommitAsked;
}

/** What a fetch from elsewhere stands on. */
export interface Elsewhere {
  readonly places: CachePlaces;
  /** For what is not whole yet. */
  readonly notes: string;
  /** Folders that a relative address may start from. */
  readonly from: readonly string[];
  readonly options: WorkOptions;
  readonly opened: Map<string, Promise<OtherRepository>>;
  /** Paths of commits whose data are on their way: one that comes again leads in a circle. */
  readonly bringing: Set<string>;
}

/** One commit of another repository, with the projects in it and their remotes. */
export interface OtherRepository {
  readonly revision: OtherRevision;
  readonly tree: OtherTree;
  /** The project that a path belongs to; none in a plain repository of git. */
  projectOf(path: string): Promise<OtherProject | undefined>;
  /** A path as it was typed, from the tree's root. */
  pathOf(path: string): string;
  /** Objects of one output into our cache. */
  fetch(project: OtherProject, out: OtherOut, objects: readonly CacheObject[]): Promise<Tally>;
  /** The remote that an output lies on. */
  remoteOf(project: OtherProject, out: OtherOut): Promise<RemoteConfig>;
  close(): Promise<void>;
}

export function originOf(dep: Pick<Dep, "repo">, locked = true): Origin {
  const { url, rev, rev_lock: lock, config, remote } = dep.repo ?? {};
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  const either = (value: unknown) => (isMap(value as ValueMap) ? (value as ValueMap) : text(value));
  return {
    url: text(url) ?? "",
    asked: { rev: text(rev), ...(locked && text(lock) !== undefined ? { lock: text(lock) } : {}) },
    config: either(config),
    remote: either(remote),
  };
}

/** Each commit is opened once in a command. */
export function openOther(elsewhere: Elsewhere, origin: Origin): Promise<OtherRepository> {
  const place = localFolder(origin.url, elsewhere.from) ?? origin.url;
  const key = JSON.stringify([place, origin.asked, origin.config, origin.remote]);
  const known = elsewhere.opened.get(key);
  if (known) return known;
  const opening = open(elsewhere, origin);
  elsewhere.opened.set(key, opening);
  return opening;
}

export async function closeOthers({ opened }: Elsewhere): Promise<void> {
  for (const each of opened.values()) await each.then((one) => one.close()).catch(() => undefined); // it never opened
  opened.clear();
}

async function open(elsewhere: Elsewhere, origin: Origin): Promise<OtherRepository> {
  const url = shownUrl(origin.url);
  elsewhere.options.report?.(`Opening ${url}`, 0, undefined, "files");
  const revision = await openRevision(origin.url, elsewhere.from, origin.asked);
  const tree = await openTree(revision.gitDir, revision.commit);
  const projects = new Map<string, Promise<OtherProject>>();
  const configs = new Map<string, Promise<OtherRemotes>>();
  const remotes = new Map<string, Promise<Remote>>();

  const remotesOf = (folder: string) => {
    const reading = configs.get(folder) ?? otherRemotes(tree, revision, folder, origin);
    configs.set(folder, reading);
    return reading;
  };
  async function configOf({ folder }: OtherProject, out: OtherOut): Promise<{ name: string; config: RemoteConfig }> {
    const { configs: all, usual } = await remotesOf(folder);
    const name = out.remote?.toLowerCase() ?? usual;
    if (name === undefined) throw new ApiError("INVALID_STATE", `${url}: has no remote that its data lie on`);
    const config = resolveRemote(all, name);
    refuseNowhere(url, name, config);
    return { name, config };
  }
  async function remoteFor(project: OtherProject, out: OtherOut): Promise<Remote> {
    const { name, config } = await configOf(project, out);
    if (keepsVersions(config))
      throw new ApiError(
        "INVALID_PARAMETER_VALUE",
        `${url}: its remote '${name}' keeps versions itself (version_aware or worktree), which cannot be imported from`,
      );
    const key = `${project.folder}\0${name}`;
    const known =
      remotes.get(key) ?? openRemote(config, { name, notes: elsewhere.notes, jobs: elsewhere.options.jobs });
    remotes.set(key, known);
    return known;
  }
  /** A folder of this machine has its data in its cache, before they are pushed anywhere. */
  async function cacheOf({ folder }: OtherProject): Promise<Remote | undefined> {
    const { cacheFolder } = await remotesOf(folder);
    if (cacheFolder === undefined || cacheFolder === elsewhere.places.cacheFolder) return undefined;
    return folderRemote(cacheFolder, { shared: false, fresh: join(elsewhere.places.ownFolder, "new") });
  }

  return {
    revision,
    tree,
    projectOf(path) {
      const folder = projectFolder(tree, path);
      if (folder === undefined) return Promise.resolve(undefined);
      const reading = projects.get(folder) ?? readOtherProject(tree, folder);
      projects.set(folder, reading);
      return reading;
    },
    pathOf(path) {
      const { prefix } = revision;
      const plain = normalPath(path.replace(/^\/+/, ""));
      const inside = prefix === "" ? plain : normalPath(`${prefix}/${plain}`);
      if (inside === ".." || inside.startsWith("../"))
        throw new ApiError("INVALID_PARAMETER_VALUE", `${path}: is not inside ${url}`);
      return inside;
    },
    async fetch(project, out, objects) {
      const { places, options } = elsewhere;
      const [near, far] = await Promise.all([cacheOf(project), remoteFor(project, out).catch(asFault)]);
      let tally = newTally();
      let left = objects;
      for (const remote of [far, near]) {
        if (remote === undefined || remote instanceof ApiError || left.length === 0) continue;
        const got = await fetchObjects(remote, left, places, options).catch(asFault);
        if (got instanceof ApiError) {
          tally.troubles.push({ kind: "failed", label: out.path, name: "", why: got.message });
          continue;
        }
        tally = { done: tally.done + got.done, bytes: tally.bytes + got.bytes, troubles: [...got.troubles] };
        if (got.troubles.length === 0) return tally;
        const isLeft = new Set(got.troubles.map(({ name }) => name));
        left = left.filter(({ name }) => isLeft.has(name) || name.endsWith(".dir"));
      }
      if (far instanceof ApiError) {
        const [first] = objects;
        tally.troubles.push({ kind: "failed", label: out.path, name: first?.name ?? "", why: far.message });
      }
      return tally;
    },
    remoteOf: async (project, out) => (await configOf(project, out)).config,
    async close() {
      tree.close();
      for (const remote of remotes.values()) await remote.then((each) => each.close()).catch(() => undefined); // it never opened
    },
  };
}

function asFault(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  throw thrown;
}

/** An output's objects, named for people by where they are from. */
export function objectsOf(content: Content, url: string, path: string): CacheObject {
  return objectOf(content, `${url}: ${path}`);
}

/** What dvc keeps for itself is no data: an import of a folder leaves it out. */
export function isDvcsOwn(path: string): boolean {
  const name = path.slice(folderOf(path).length).replace(/^\//, "");
  return name.endsWith(".dvc") || name === "dvc.yaml" || name === ".dvcignore";
}
