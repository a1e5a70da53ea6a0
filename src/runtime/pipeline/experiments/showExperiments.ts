import { openProjectFiles } from "../../data/data";
import { openGitObjects } from "../../kernel/gitObjects";
import { parsingOf } from "../parsingConfig";
import { GitTrees, workspaceTree } from "../revisions/fileTree";
import { collectState } from "./collectState";
import { type Experiment, listExperiments } from "./experimentRefs";
import type { Executor, Range, State, StateData } from "./experimentState";
import { inGit, openExperiments } from "./openExperiments";
import { readQueues, type Waiting } from "./queues";
import { chosenCommits, nameCommits, type RevisionChoice } from "./revisions";
import { openStateCache } from "./stateCache";

export interface ShowOptions {
  readonly choice: RevisionChoice;
  readonly hideWorkspace: boolean;
  readonly hideQueued: boolean;
  readonly hideFailed: boolean;
  /** No branches' and tags' names. */
  readonly shaOnly: boolean;
  readonly paramDeps: boolean;
  /** Read all commits anew. */
  readonly force: boolean;
}

/** Baselines with the experiments that were derived from them, newest first, as dvc shows them. */
export async function showExperiments(folder: string, options: ShowOptions): Promise<State[]> {
  const room = openExperiments(folder);
  const { git, root } = room;
  const project = openProjectFiles(folder);
  const objects = openGitObjects(git.root);
  const trees = new GitTrees(objects);
  const cache = openStateCache(room.ownFolder);
  const { cacheFolder } = project.repository;
  const collectOptions = { root, cacheFolder, config: parsingOf(project), paramDeps: options.paramDeps };

  const stateOf = async (rev: string, committed: number | undefined, name: string | null): Promise<State> => {
    try {
      return { rev, name, data: await dataOf(rev, committed), error: null, experiments: null };
    } catch (thrown) {
      const error = { msg: thrown instanceof Error ? thrown.message : String(thrown), type: nameOf(thrown) };
      return { rev, name, data: null, error, experiments: null };
    }
  };

  const dataOf = async (rev: string, committed: number | undefined): Promise<StateData> => {
    if (committed === undefined)
      return collectState(
        workspaceTree(root, () => project.find()),
        { rev },
        collectOptions,
      );
    const isCached = !options.paramDeps && !options.force;
    const known = isCached ? cache.find(rev) : undefined;
    if (known) return known;
    const tree = await trees.open(rev, inGit(room, ""));
    if (!tree) throw new Error(`the commit has no ${room.below}`);
    const data = await collectState(tree, { rev, committed }, collectOptions);
    if (!options.paramDeps && !hasErrors(data)) cache.put(data);
    return data;
  };

  try {
    const isChosen = options.choice.revs.length > 0 || options.choice.allCommits;
    const hasOthers = options.choice.allBranches || options.choice.allTags;
    const choice = isChosen || hasOthers ? options.choice : { ...options.choice, revs: ["HEAD"] };
    const baselines = await chosenCommits(git, choice);
    const names = options.shaOnly ? new Map<string, string>() : await nameCommits(git, baselines);
    const times = await timesOf(git, baselines);
    const waiting = await readQueues(room);
    const byBaseline = group(await listExperiments(git), baselines);
    const states: State[] = [];
    if (!options.hideWorkspace) states.push(await stateOf("workspace", undefined, null));
    for (const baseline of baselines) {
      // all at once: git answers while others are read
      const read = (byBaseline.get(baseline) ?? []).map(async ({ commit, committed, name }): Promise<Range> => {
        return { revs: [await stateOf(commit, committed, name)], executor: null, name };
      });
      const ranges = await Promise.all(read);
      const also = waiting.filter((each) => each.baseline === baseline && !isHidden(each, options));
      const around: Range[] = [];
      for (const each of also) around.push(await rangeOf(each, stateOf));
      const experiments = [
        ...around.filter(({ executor }) => executor?.state === "running"),
        ...newestFirst(ranges),
        ...around.filter(({ executor }) => executor?.state === "queued"),
        ...around.filter(({ executor }) => executor?.state === "failed"),
      ];
      const state = await stateOf(baseline, times.get(baseline) ?? 0, names.get(baseline) ?? null);
      states.push({ ...state, experiments: experiments.length > 0 ? experiments : null });
    }
    cache.save();
    return states;
  } finally {
    objects.close();
  }
}

function isHidden({ state }: Waiting, { hideQueued, hideFailed }: ShowOptions): boolean {
  return (state === "queued" && hideQueued) || (state === "failed" && hideFailed);
}

/** What waits says which parameters it will have; metrics are of who ran before. */
async function rangeOf(
  { rev, name, committed, state, executor, pid, root, log }: Waiting,
  stateOf: (rev: string, committed: number | undefined, name: string | null) => Promise<State>,
): Promise<Range> {
  const found = await stateOf(rev, committed, name);
  const data = found.data && state === "queued" ? { ...found.data, metrics: {} } : found.data;
  const local = pid === null && root === null ? null : { root, log, pid, returncode: null, task_id: null };
  const as: Executor = { state, name: executor, local };
  return { revs: [{ ...found, data }], executor: as, name };
}

function group(all: readonly Experiment[], baselines: readonly string[]): Map<string, Experiment[]> {
  const groups = new Map<string, Experiment[]>(baselines.map((baseline) => [baseline, []]));
  for (const each of all) groups.get(each.baseline)?.push(each);
  return groups;
}

/** By time, then by commit. Names of one commit stay in git's order, in which they come; dvc has them in a set's. */
function newestFirst(ranges: readonly Range[]): Range[] {
  const keyOf = ({ revs: [first] }: Range) => `${first?.data?.timestamp ?? ""} ${first?.rev ?? ""}`;
  const keyed = ranges.map((range) => [keyOf(range), range] as const);
  return keyed.sort(([a], [b]) => (a === b ? 0 : a < b ? 1 : -1)).map(([, range]) => range);
}

async function timesOf(
  git: { run(args: readonly string[], options?: { input?: string }): Promise<string> },
  commits: readonly string[],
): Promise<Map<string, number>> {
  if (commits.length === 0) return new Map();
  const said = await git.run(["log", "--no-walk=unsorted", "--format=%H %ct", "--stdin"], {
    input: `${commits.join("\n")}\n`,
  });
  return new Map(said.split("\n").map((line) => [line.split(" ")[0] ?? "", Number(line.split(" ")[1])]));
}

function hasErrors({ params, metrics }: StateData): boolean {
  return [...Object.values(params), ...Object.values(metrics)].some((each) => "error" in each);
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : "Error";
}
