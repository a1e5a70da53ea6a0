import { openProjectFiles } from "../../data/data";
import { openGitObjects } from "../../kernel/gitObjects";
import { parsingOf } from "../parsingConfig";
import { GitTrees, workspaceTree } from "../revisions/fileTree";
import { collectState } from "./collectState";
import type { StateData } from "./experimentState";
import { inGit, openExperiments } from "./openExperiments";
import { openStateCache } from "./stateCache";

/** What a commit says, or without one the workspace. Throws where its files do not read. */
export async function stateOfRevision(folder: string, commit?: string, paramDeps = false): Promise<StateData> {
  const room = openExperiments(folder);
  const project = openProjectFiles(folder);
  const { cacheFolder } = project.repository;
  const options = { root: room.root, cacheFolder, config: parsingOf(project), paramDeps };
  if (commit === undefined)
    return collectState(
      workspaceTree(room.root, () => project.find()),
      { rev: "workspace" },
      options,
    );
  const known = paramDeps ? undefined : openStateCache(room.ownFolder).find(commit);
  if (known) return known;
  const objects = openGitObjects(room.git.root);
  try {
    const tree = await new GitTrees(objects).open(commit, inGit(room, ""));
    if (!tree) throw new Error(`${commit.slice(0, 7)} has no ${room.below}`);
    return await collectState(tree, { rev: commit, committed: 0 }, options);
  } finally {
    objects.close();
  }
}
