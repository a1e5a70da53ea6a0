import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { LockEntry } from "../../../core/dvc/entries";
import { readLockFile } from "../../../core/dvc/lockFile";
import { folderOf, joinPath } from "../../../core/dvc/pipeline/paths";
import { openData } from "../../data/data";
import type { Hooks } from "../bench";
import { outPaths, type ProjectNode, placeOf } from "../node";
import { readText } from "../paramValues";
import { openPipelines, type ProjectTracker, type ReproOptions, type ReproResult } from "../pipeline";
import { StageFailure } from "../stageFailure";
import { experimentHash } from "./experimentHash";
import { placedOuts } from "./placedOuts";

export interface StagesRequest {
  /** Of the project that is worked in: the workspace's, or one in a work tree of its own. */
  readonly root: string;
  /** Where targets were typed, in it. */
  readonly folder: string;
  readonly options: ReproOptions;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly tracker: ProjectTracker | undefined;
  readonly signal: AbortSignal;
  readonly hooks: Omit<Hooks, "saveFile">;
}

export interface StagesResult {
  readonly hash: string;
  /** Paths from the project's root that a commit has besides what git follows: as dvc adds them. */
  readonly besides: readonly string[];
  readonly result: ReproResult;
}

/** Brings data and stages to what the files say. Throws a StageFailure when a stage failed or the run was stopped. */
export async function runStages({ root, folder, ...request }: StagesRequest): Promise<StagesResult> {
  if (!request.options.dry) await fillGaps(root);
  const pipelines = openPipelines(root);
  try {
    const { project, ...result } = await pipelines.repro({ ...request, folder, command: "tidemark exp run" });
    if (result.outcome !== "done") throw new StageFailure(failureOf(result));
    const ran = new Set(
      result.stages.filter(({ state }) => state === "done" || state === "restored").map(({ stage }) => stage),
    );
    const looked = new Set(result.stages.map(({ stage }) => stage));
    const entries = new Map<string, LockEntry>();
    const besides = new Set<string>();
    for (const node of project.nodes) {
      if (node.kind !== "stage" || !looked.has(node.address)) continue;
      const { stage } = node;
      const lockName = joinPath(folderOf(stage.file), "dvc.lock");
      for (const path of [stage.file, lockName]) besides.add(path);
      for (const { target } of stage.deps) if (target.kind === "local") besides.add(target.path);
      for (const { target, cache } of stage.outs) if (target.kind === "local" && !cache) besides.add(target.path);
      const text = ran.has(node.address) ? readText(resolve(root, lockName)) : undefined;
      const entry = text === undefined ? undefined : (await readLockFile(text, lockName)).stages.get(stage.name);
      if (entry) entries.set(stage.name, entry);
    }
    for (const { file, metrics, params, plots } of project.pipelines)
      for (const path of [...metrics, ...params].map(({ text }) => text).concat(plots.map(({ id }) => id)))
        besides.add(joinPath(folderOf(file), path));
    const isInside = besideData(root, project.nodes);
    const inside = [...besides].filter((path) => isInside(path) && existsSync(resolve(root, path)));
    return { hash: experimentHash(entries), besides: inside, result };
  } finally {
    await pipelines.close();
  }
}

/** In the project, and not what dvc keeps instead of git. */
function besideData(root: string, nodes: readonly ProjectNode[]): (path: string) => boolean {
  const kept = nodes.flatMap((node) =>
    node.kind === "stage"
      ? node.stage.outs.flatMap(({ target, cache }) => (cache ? (placeOf(root, target) ?? []) : []))
      : outPaths(root, node),
  );
  return (path) => {
    const full = resolve(root, path);
    return !path.startsWith("../") && !kept.some((each) => full === each || full.startsWith(`${each}/`));
  };
}

/** Outputs that the files name and that are not there come from the cache, so that only what changed runs. */
async function fillGaps(root: string): Promise<void> {
  const missing = (await placedOuts(root)).filter(({ path }) => !existsSync(path));
  if (missing.length === 0) return;
  const data = openData(root);
  try {
    const cached: typeof missing = [];
    for (const each of missing) if (await data.isCached(each.content)) cached.push(each);
    await data.locked(() => data.checkout(cached));
  } finally {
    await data.close();
  }
}

function failureOf({ outcome, stages }: ReproResult): string {
  if (outcome === "stopped") return "stopped";
  const failed = stages.find(({ state }) => state === "failed");
  return failed ? `${failed.stage}: ${failed.message ?? "failed"}` : "a stage failed";
}
