import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Override } from "../../../core/dvc/overrides/override";
import { createRwLock } from "../../data/data";
import type { Experiment } from "./experimentRefs";
import { checkName, keepExperiment } from "./manageExperiments";
import { type ExperimentsRoom, inGit } from "./openExperiments";
import { type FileOverride, overriddenFiles, pathBelow } from "./paramFiles";
import { randomName } from "./randomName";
import { headOf } from "./revisions";
import { runStages, type StagesRequest, type StagesResult } from "./runStages";
import { commitTree, treeOfWork } from "./workTree";

export interface RunRequest extends Omit<StagesRequest, "root"> {
  readonly name: string | undefined;
  readonly message: string | undefined;
  readonly overrides: readonly FileOverride<Override>[];
  /** Replace an experiment of that name. */
  readonly force: boolean;
}

export interface RanExperiment {
  readonly name: string;
  /** Undefined of a dry run. */
  readonly experiment: Experiment | undefined;
  readonly stages: StagesResult;
}

/** Runs the pipeline in the workspace, with its parameters set, and keeps what came of it as an experiment. */
export async function runInWorkspace(room: ExperimentsRoom, request: RunRequest): Promise<RanExperiment> {
  const { git, root, ownFolder } = room;
  const baseline = await headOf(git);
  const name = request.name ?? (await randomName(git, baseline));
  await checkName(git, baseline, name, request.force);
  const params = await overriddenFiles(request.folder, request.overrides);
  // whoever runs now would go on with other parameters
  if (params.length > 0) createRwLock(root, "tidemark exp run").refuseBusy([root]);
  for (const { path, text } of params) writeFileSync(path, text);
  const told = tellDvc(room, baseline, name);
  try {
    const stages = await runStages({ ...request, root, env: experimentEnv(room, request.env, baseline, name) });
    if (request.options.dry) return { name, experiment: undefined, stages };
    const besides = [...stages.besides, ...params.flatMap(({ path }) => pathBelow(root, path) ?? [])];
    const tree = await treeOfWork(
      git,
      join(ownFolder, "new"),
      besides.map((path) => inGit(room, path)),
    );
    const commit = await commitTree(git, tree, [baseline], request.message ?? commitMessage(stages.hash));
    return { name, experiment: await keepExperiment(git, { baseline, name, commit, force: request.force }), stages };
  } finally {
    told.end();
  }
}

export function commitMessage(hash: string): string {
  return `dvc: commit experiment ${hash}`;
}

/** What dvc tells the stages of an experiment. */
export function experimentEnv(
  { root }: ExperimentsRoom,
  env: Readonly<Record<string, string | undefined>>,
  baseline: string,
  name: string,
): Readonly<Record<string, string | undefined>> {
  return { ...env, DVC_EXP_BASELINE_REV: baseline, DVC_EXP_NAME: name, DVC_ROOT: root };
}

/** As long as we run, `dvc exp show` says so. */
function tellDvc({ root, git, below }: ExperimentsRoom, baseline: string, name: string): { end(): void } {
  const folder = join(root, ".dvc", "tmp", "exps", "run", "workspace");
  const info = {
    git_url: `file://${git.root}`,
    baseline_rev: baseline,
    location: "workspace",
    root_dir: git.root,
    dvc_dir: below === "" ? ".dvc" : `${below}/.dvc`,
    name,
    wdir: below === "" ? "." : below,
    result_hash: null,
    result_ref: null,
    result_force: false,
    status: 2,
  };
  const self = { pid: process.pid, stdin: null, stdout: null, stderr: null, returncode: null };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "workspace.run"), JSON.stringify(info));
  writeFileSync(join(folder, "workspace.json"), JSON.stringify(self));
  return { end: () => rmSync(folder, { recursive: true, force: true }) };
}
