import { readDvcFile } from "../../../core/dvc/dvcFile";
import type { Content, LockEntry } from "../../../core/dvc/entries";
import { readLockFile } from "../../../core/dvc/lockFile";
import { folderOf, joinPath, targetOf } from "../../../core/dvc/pipeline/paths";
import type { Target } from "../../../core/dvc/pipeline/resolved";
import { type FileResults, gatherMetrics, gatherParams } from "../compare/gather";
import type { FileTree } from "../revisions/fileTree";
import { type ProjectAt, type ProjectOptions, projectAt } from "../revisions/projectAt";
import { type DepState, localTime, type OutState, type StateData } from "./experimentState";

export interface CollectOptions extends ProjectOptions {
  /** Of params those only that stages depend on. */
  readonly paramDeps: boolean;
}

/** An output or a dependency, by its path from the project's root. */
interface Placed {
  readonly path: string;
  readonly content: Content | undefined;
}

export interface PlacedOut extends Placed {
  readonly kind: "out" | "metric" | "plot";
  readonly isCached: boolean;
  readonly isSource: boolean;
}

/** Parameters, metrics, dependencies and outputs of a commit, or of the workspace. Throws where a dvc.yaml does not read. */
export async function collectState(
  tree: FileTree,
  commit: { readonly rev: string; readonly committed?: number },
  options: CollectOptions,
): Promise<StateData> {
  const project = projectAt(tree, options);
  const params = await gatherParams(project, { targets: [], depsOnly: options.paramDeps });
  const metrics = await gatherMetrics(project, { targets: [] });
  const { deps, outs } = await readEnds(tree, project, options.root);
  return {
    rev: commit.rev,
    timestamp: commit.committed === undefined ? null : localTime(commit.committed),
    params: asRecord(params),
    metrics: asRecord(metrics),
    deps: Object.fromEntries(deps.map(({ path, content }) => [path, stateOf(content)])),
    outs: Object.fromEntries(
      outs
        .filter(({ kind }) => kind === "out")
        .map(({ path, content, isCached, isSource }): [string, OutState] => [
          path,
          { ...stateOf(content), use_cache: isCached, is_data_source: isSource },
        ]),
    ),
    meta: {},
  };
}

function asRecord(results: FileResults): StateData["params"] {
  return Object.fromEntries(results);
}

function stateOf(content: Content | undefined): DepState {
  return { hash: content?.md5 ?? null, size: content?.size ?? null, nfiles: content?.nfiles ?? null };
}

/** Dependencies and outputs of all stages and .dvc files. */
export async function readEnds(
  tree: FileTree,
  project: ProjectAt,
  root: string,
): Promise<{ readonly deps: readonly Placed[]; readonly outs: readonly PlacedOut[] }> {
  const textOf = async (file: string) => (await tree.bytes(file))?.toString("utf8");
  const deps: Placed[] = [];
  const outs: PlacedOut[] = [];
  for (const { file, stages } of await project.pipelines()) {
    const lockName = joinPath(folderOf(file), "dvc.lock");
    const lockText = await textOf(lockName);
    const locked: ReadonlyMap<string, LockEntry> =
      lockText === undefined ? new Map() : (await readLockFile(lockText, lockName)).stages;
    for (const stage of stages) {
      const lock = locked.get(stage.name);
      for (const { path, target } of stage.deps)
        deps.push({ path: pathOf(target), content: lock?.deps.find((each) => each.path === path)?.content });
      for (const { path, target, kind, cache } of stage.outs) {
        const content = lock?.outs.find((each) => each.path === path)?.content;
        outs.push({ path: pathOf(target), content, kind, isCached: cache, isSource: false });
      }
    }
  }
  for (const file of (await tree.tracked()).dvcFiles) {
    const read = await readDvcFile((await textOf(file)) ?? "", file);
    const wdir = joinPath(folderOf(file), read.wdir);
    const at = (path: string) => pathOf(targetOf(path, wdir, root));
    for (const { path, content, repo } of read.deps) if (!repo) deps.push({ path: at(path), content });
    for (const { path, content, cache } of read.outs)
      outs.push({ path: at(path), content, kind: "out", isCached: cache, isSource: true });
  }
  return { deps, outs };
}

function pathOf(target: Target): string {
  return target.kind === "local" ? target.path : target.url;
}
