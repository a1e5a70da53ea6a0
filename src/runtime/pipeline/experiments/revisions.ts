import { ApiError, notFound } from "../../../shared/apiError";
import { type Experiment, listExperiments } from "./experimentRefs";
import type { Git } from "./git";

/** The commit that HEAD is at. */
export async function headOf(git: Git): Promise<string> {
  const head = await git.ask(["rev-parse", "--verify", "-q", "HEAD^{commit}"]);
  if (head) return head;
  throw new ApiError("INVALID_STATE", `${git.root}: git has no commit yet; experiments are derived from one`);
}

/** What a person names: a branch, a tag, a commit, or an experiment. Git's own names come first, as in dvc. */
export async function resolveRevision(git: Git, text: string): Promise<string> {
  const commit = text.startsWith("-") ? undefined : await git.ask(["rev-parse", "--verify", "-q", `${text}^{commit}`]);
  if (commit) return commit;
  if (text === "HEAD") return headOf(git); // says that there is no commit yet
  const experiment = await findExperiment(git, text);
  return experiment?.commit ?? notFound(`Revision '${text}'`);
}

/** By name or full ref. Of several with one name, that of the commit we are at. */
export async function findExperiment(git: Git, name: string): Promise<Experiment | undefined> {
  const all = (await listExperiments(git)).filter((each) => each.name === name || each.ref === name);
  if (all.length <= 1) return all[0];
  const head = await headOf(git);
  const here = all.find(({ baseline }) => baseline === head);
  if (here) return here;
  throw new ApiError(
    "INVALID_PARAMETER_VALUE",
    `'${name}' is the name of ${all.length} experiments; say which: ${all.map(({ ref }) => ref).join(", ")}`,
  );
}

/** Experiments by name, or that a commit is the tip of. Throws for what is none. */
export async function getExperiment(git: Git, text: string): Promise<Experiment> {
  const byName = await findExperiment(git, text);
  if (byName) return byName;
  const commit = text.startsWith("-") ? undefined : await git.ask(["rev-parse", "--verify", "-q", `${text}^{commit}`]);
  const tips = commit ? (await listExperiments(git)).filter((each) => each.commit === commit) : [];
  const [only] = tips;
  if (tips.length > 1)
    throw new ApiError(
      "INVALID_PARAMETER_VALUE",
      `'${text}' is the commit of ${tips.length} experiments; say which: ${tips.map(({ ref }) => ref).join(", ")}`,
    );
  return only ?? notFound(`Experiment '${text}'`);
}

export interface RevisionChoice {
  readonly revs: readonly string[];
  /** First parents from each, itself counted; all of them below 0. */
  readonly num: number;
  readonly allCommits?: boolean;
  readonly allBranches?: boolean;
  readonly allTags?: boolean;
}

/** Commits that experiments are looked for on, each once, in the order of the choice. */
export async function chosenCommits(git: Git, choice: RevisionChoice): Promise<string[]> {
  const commits: string[] = [];
  const withParents = async (start: string) => {
    if (choice.num === 0) return;
    const most = choice.num < 0 ? [] : [`--max-count=${choice.num}`];
    commits.push(...lines(await git.run(["rev-list", "--first-parent", ...most, start])));
  };
  for (const rev of choice.revs) await withParents(await resolveRevision(git, rev));
  if (choice.allCommits)
    commits.push(...lines(await git.run(["rev-list", "--date-order", "HEAD", "--branches", "--tags", "--remotes"])));
  if (choice.allBranches && !choice.allCommits)
    for (const branch of lines(await git.run(["for-each-ref", "--format=%(objectname)", "refs/heads"])))
      await withParents(branch);
  if (choice.allTags && !choice.allCommits)
    for (const tag of lines(await git.run(["for-each-ref", "--format=%(refname)", "refs/tags"])))
      commits.push(await resolveRevision(git, tag));
  return [...new Set(commits)];
}

/** What people call a commit: the branch that we are on, else a tag, else a branch. */
export async function nameCommits(git: Git, commits: readonly string[]): Promise<Map<string, string>> {
  const wanted = new Set(commits);
  const names = new Map<string, string>();
  const format = "%(objectname) %(*objectname) %(refname)";
  const all = lines(await git.run(["for-each-ref", `--format=${format}`, "refs/tags", "refs/heads"]));
  const current = await git.ask(["symbolic-ref", "-q", "HEAD"]);
  const ranked = all.map((line) => {
    const [, own = "", peeled = "", ref = ""] = /^(\S+) (\S*) (.*)$/.exec(line) ?? [];
    return { commit: peeled || own, ref, rank: ref === current ? 0 : ref.startsWith("refs/tags/") ? 1 : 2 };
  });
  for (const { commit, ref } of ranked.sort((a, b) => a.rank - b.rank))
    if (wanted.has(commit) && !names.has(commit)) names.set(commit, ref.replace(/^refs\/(?:tags|heads)\//, ""));
  return names;
}

function lines(text: string): string[] {
  return text === "" ? [] : text.split("\n");
}
