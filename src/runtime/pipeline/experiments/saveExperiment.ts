import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { LockEntry } from "../../../core/dvc/entries";
import { folderOf, joinPath } from "../../../core/dvc/pipeline/paths";
import { invalid } from "../../../shared/apiError";
import { openData, openProjectFiles } from "../../data/data";
import { createLockFiles } from "../lockFiles";
import { type FileNode, placeOf } from "../node";
import { checkFaults, openPipelines, type PipelineProject, usualRepro } from "../pipeline";
import { createRunCache } from "../runCache";
import { readInputs, type SaveBench, saveStage } from "../saveStage";
import { experimentHash } from "./experimentHash";
import type { Experiment } from "./experimentRefs";
import { checkName, keepExperiment } from "./manageExperiments";
import { type ExperimentsRoom, inGit } from "./openExperiments";
import { randomName } from "./randomName";
import { headOf } from "./revisions";
import { commitMessage } from "./runInWorkspace";
import { commitTree, treeOfWork } from "./workTree";

export interface SaveRequest {
  readonly name: string | undefined;
  readonly message: string | undefined;
  readonly force: boolean;
  /** Files git does not know that shall be in it, from the project's root. */
  readonly untracked: readonly string[];
  readonly signal: AbortSignal;
  note(line: string): void;
}

/** The workspace as it is, data and all, as an experiment; nothing is run. */
export async function saveExperiment(room: ExperimentsRoom, request: SaveRequest): Promise<Experiment> {
  const { git, root, ownFolder } = room;
  const baseline = await headOf(git);
  const name = request.name ?? (await randomName(git, baseline));
  await checkName(git, baseline, name, request.force);
  for (const path of request.untracked)
    if (!existsSync(resolve(root, path))) invalid(`--include-untracked: ${path} does not exist`);
  const pipelines = openPipelines(root);
  const project = await pipelines.project();
  checkFaults(project);
  const entries = await saveAll(root, project, request);
  await pipelines.close();
  const tops = project.pipelines.flatMap(({ file, metrics, params }) =>
    [...metrics, ...params].map(({ text }) => joinPath(folderOf(file), text)),
  );
  const locks = project.pipelines.map(({ file }) => joinPath(folderOf(file), "dvc.lock"));
  const besides = [...request.untracked, ...tops, ...locks].filter((path) => existsSync(resolve(root, path)));
  const tree = await treeOfWork(
    git,
    join(ownFolder, "new"),
    besides.map((path) => inGit(room, path)),
  );
  const message = request.message ?? commitMessage(experimentHash(entries));
  const commit = await commitTree(git, tree, [baseline], message);
  return keepExperiment(git, { baseline, name, commit, force: request.force });
}

/** What lies in the workspace becomes what .dvc files and dvc.lock say. */
async function saveAll(
  root: string,
  { nodes }: PipelineProject,
  request: SaveRequest,
): Promise<Map<string, LockEntry>> {
  const data = openData(root);
  const { cacheFolder } = openProjectFiles(root).repository;
  const bench: SaveBench = {
    root,
    data,
    options: usualRepro,
    locks: createLockFiles(root),
    runCache: createRunCache(cacheFolder, request.note),
    signal: request.signal,
  };
  const entries = new Map<string, LockEntry>();
  try {
    await data.locked(async () => {
      for (const node of nodes) {
        if (node.kind === "stage")
          entries.set(node.stage.name, await saveStage(bench, node, await readInputs(bench, node.stage)));
        else await saveFile(bench, node);
      }
    });
  } finally {
    await data.close();
  }
  return entries;
}

async function saveFile({ root, data }: SaveBench, node: FileNode): Promise<void> {
  const paths = node.outs.flatMap(({ target }) => placeOf(root, target) ?? []);
  for (const path of paths)
    if (!existsSync(path)) invalid(`${node.address}: ${path} does not exist, so it cannot be saved`);
  const contents = await data.keep(paths);
  const changed = new Map(contents);
  for (const { out, target } of node.outs) {
    const path = placeOf(root, target) ?? "";
    if (contents.get(path)?.md5 === out.content?.md5) changed.delete(path);
  }
  if (changed.size > 0) await data.record(resolve(root, node.address), changed);
}
