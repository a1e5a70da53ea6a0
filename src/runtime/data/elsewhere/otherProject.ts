import { dirname, join, resolve } from "node:path";
import { type Config, mergeConfigs } from "../../../core/dvc/config/config";
import { readDvcFile } from "../../../core/dvc/dvcFile";
import { type IgnoreRules, rootRules } from "../../../core/dvc/dvcignore";
import type { Content, Dep } from "../../../core/dvc/entries";
import { readLockFile } from "../../../core/dvc/lockFile";
import { isMap } from "../../../core/dvc/mapKeys";
import { ValueFiles } from "../../../core/dvc/pipeline/files/valueFile";
import { folderOf, isAddress, joinPath } from "../../../core/dvc/pipeline/paths";
import { resolvePipeline } from "../../../core/dvc/pipeline/resolvePipeline";
import type { ValueMap } from "../../../core/dvc/values";
import { ApiError } from "../../../shared/apiError";
import { configPath, remotesOf, textOf, usualRemote } from "../remotes/configFiles";
import type { RemoteConfig, RemoteConfigs } from "../remotes/remoteConfig";
import type { OtherTree } from "./otherTree";
import type { OtherRevision } from "./revision";

/** A project of DVC in a commit of another repository. */
export interface OtherProject {
  /** From the tree's root; "" is the root itself. */
  readonly folder: string;
  readonly outs: readonly OtherOut[];
  readonly rules: IgnoreRules;
}

/** An output that the other project keeps outside of git. */
export interface OtherOut {
  /** From the tree's root. */
  readonly path: string;
  readonly content: Content | undefined;
  /** The remote it is said to lie on. */
  readonly remote: string | undefined;
  /** It was imported itself, from yet another repository. */
  readonly origin: Dep | undefined;
  /** The file that names it. */
  readonly from: string;
}

/** Where the other project's data lie, with what the import says about it. */
export interface OtherRemotes {
  readonly configs: RemoteConfigs;
  readonly usual: string | undefined;
  /** The other project's cache, where that is on this machine. */
  readonly cacheFolder: string | undefined;
}

/** What an import says of the other project's configuration. */
export interface Overrides {
  readonly config?: ValueMap | string | undefined;
  /** A remote's name, or options of the usual one. */
  readonly remote?: ValueMap | string | undefined;
}

/** The project that a path belongs to: that of the nearest folder with `.dvc` in it. */
export function projectFolder(tree: OtherTree, path: string): string | undefined {
  for (let folder = path; ; folder = folderOf(folder)) {
    if (tree.entry(folder === "" ? ".dvc" : `${folder}/.dvc`)?.kind === "folder") return folder;
    if (folder === "") return undefined;
  }
}

export async function readOtherProject(tree: OtherTree, folder: string): Promise<OtherProject> {
  const isOurs = (path: string) => folder === "" || path.startsWith(`${folder}/`);
  const files = [...tree.all].filter(({ path, kind }) => kind === "file" && isOurs(path)).map(({ path }) => path);
  const nested = [...tree.all]
    .filter(
      ({ path, kind }) => kind === "folder" && path.endsWith("/.dvc") && isOurs(path) && folderOf(path) !== folder,
    )
    .map(({ path }) => `${folderOf(path)}/`);
  let rules = rootRules(await tree.text(joinPath(folder, ".dvcignore")));
  const below = (path: string) => (folder === "" ? path : path.slice(folder.length + 1));
  for (const path of files)
    if (path.endsWith("/.dvcignore") && folderOf(path) !== folder)
      rules = rules.below(below(folderOf(path)), (await tree.text(path)) ?? "");
  const isMeant = (path: string) =>
    !nested.some((each) => path.startsWith(each)) && !rules.check(below(path), false)?.ignores;
  const outs: OtherOut[] = [];
  for (const path of files.filter(isMeant)) {
    if (/[^/]\.dvc$/.test(path)) outs.push(...(await outsOfDvcFile(tree, path)));
    else if (/(?:^|\/)dvc\.yaml$/.test(path)) outs.push(...(await outsOfPipeline(tree, path)));
  }
  return { folder, outs, rules };
}

async function outsOfDvcFile(tree: OtherTree, path: string): Promise<OtherOut[]> {
  const file = await readDvcFile((await tree.text(path)) ?? "", path);
  const origin = file.deps.find(({ repo }) => repo !== undefined);
  return file.outs
    .filter(({ path: out, cache }) => cache && !isAddress(out) && !out.startsWith("/"))
    .map(({ path: out, content, remote }) => ({
      path: joinPath(joinPath(folderOf(path), file.wdir), out),
      content,
      remote,
      origin,
      from: path,
    }));
}

async function outsOfPipeline(tree: OtherTree, path: string): Promise<OtherOut[]> {
  const files = new ValueFiles((name) => tree.text(name));
  const { stages } = await resolvePipeline({ file: path, text: (await tree.text(path)) ?? "", files });
  const lockName = path.replace(/yaml$/, "lock");
  const lock = await readLockFile((await tree.text(lockName)) ?? "", lockName);
  return stages.flatMap((stage) =>
    stage.outs.flatMap((out) => {
      if (!out.cache || out.target.kind !== "local") return [];
      const content = lock.stages.get(stage.name)?.outs.find(({ path: each }) => each === out.path)?.content;
      return [{ path: out.target.path, content, remote: out.remote, origin: undefined, from: path }];
    }),
  );
}

/** The remotes of the other project: its configuration as of that commit, with what this machine and the import add. */
export async function otherRemotes(
  tree: OtherTree,
  revision: OtherRevision,
  folder: string,
  overrides: Overrides,
): Promise<OtherRemotes> {
  const { url } = revision;
  const name = joinPath(folder, ".dvc/config");
  const text = (await tree.text(name)) ?? "";
  const own = revision.root === undefined ? undefined : join(revision.root, folder, ".dvc");
  const levels = (["system", "global"] as const).map((level) => {
    const path = configPath(level, own ?? "/");
    return { level, name: path, folder: dirname(path), text: textOf(path) };
  });
  const config = mergeConfigs([
    ...levels,
    { level: "repo", name: `${url}: ${name}`, folder: own ?? nowhere, text },
    ...(own === undefined ? [] : [localLevel(join(own, "config.local"))]),
    ...(typeof overrides.config === "string" ? [localLevel(overrides.config)] : []),
  ]);
  const configs: Record<string, RemoteConfig> = { ...remotesOf(config) };
  let usual = usualRemote(config);
  const given = isMap(overrides.config) ? overrides.config : {};
  for (const [each, options] of Object.entries(isMap(given.remote) ? given.remote : {}))
    merge(configs, each.toLowerCase(), options);
  if (isMap(given.core) && typeof given.core.remote === "string") usual = given.core.remote.toLowerCase();
  if (typeof overrides.remote === "string") usual = overrides.remote.toLowerCase();
  else if (isMap(overrides.remote)) {
    usual ??= "import";
    merge(configs, usual, overrides.remote);
  }
  return { configs, usual, cacheFolder: own === undefined ? undefined : cacheIn(own, config.get("cache", "dir")) };
}

function cacheIn(dvcFolder: string, said: ReturnType<Config["get"]>): string {
  return said === undefined || said.text === "" ? join(dvcFolder, "cache") : resolve(said.from.folder, said.text);
}

/** What is relative to a folder that is on another machine leads nowhere here. */
const nowhere = `/.dvc-of-another-machine${"/x".repeat(20)}`;

function localLevel(path: string) {
  return { level: "local" as const, name: path, folder: dirname(path), text: textOf(path) };
}

function merge(configs: Record<string, RemoteConfig>, name: string, options: unknown): void {
  if (!isMap(options as ValueMap)) return;
  const texts = Object.fromEntries(Object.entries(options as ValueMap).map(([key, value]) => [key, String(value)]));
  configs[name] = { url: "", ...configs[name], ...texts };
}

/** Names the remote's trouble before anybody looks for a folder that was never here. */
export function refuseNowhere(url: string, name: string, config: RemoteConfig): void {
  if (config.url === "")
    throw new ApiError(
      "INVALID_PARAMETER_VALUE",
      `${url}: its remote '${name}' has no url; name one with --remote-config url=…`,
    );
  if (!config.url.startsWith("/.dvc-of-another-machine")) return;
  throw new ApiError(
    "INVALID_PARAMETER_VALUE",
    `${url}: its remote '${name}' is a folder beside where it was made; name one with --remote-config url=…`,
  );
}
