import { ApiError, notFound } from "../../../shared/apiError";
import { type Experiment, isExperimentName, listExperiments, listRemote, refOf, refs } from "./experimentRefs";
import type { Git } from "./git";
import { chosenCommits, findExperiment, getExperiment, type RevisionChoice } from "./revisions";

export interface Listed {
  readonly name: string;
  readonly ref: string;
  readonly baseline: string;
  /** Not known of another repository's. */
  readonly commit?: string;
}

/** By baseline, in git's order. */
export async function listChosen(git: Git, choice: RevisionChoice, remote?: string): Promise<Map<string, Listed[]>> {
  const all: readonly Listed[] = remote === undefined ? await listExperiments(git) : await listRemote(git, remote);
  const wanted = choice.allCommits ? undefined : new Set(await chosenCommits(git, withHead(choice)));
  const byBaseline = new Map<string, Listed[]>();
  for (const each of all) {
    if (wanted && !wanted.has(each.baseline)) continue;
    const listed = byBaseline.get(each.baseline);
    if (listed) listed.push(each);
    else byBaseline.set(each.baseline, [each]);
  }
  return byBaseline;
}

function withHead(choice: RevisionChoice): RevisionChoice {
  const isChosen = choice.revs.length > 0 || choice.allBranches || choice.allTags;
  return isChosen ? choice : { ...choice, revs: ["HEAD"] };
}

/** Answers the branch's name. */
export async function branchExperiment(git: Git, name: string, branch?: string): Promise<string> {
  const experiment = await getExperiment(git, name);
  const made = branch ?? `${experiment.name}-branch`;
  if ((await git.ask(["check-ref-format", "--branch", made])) === undefined)
    throw new ApiError("INVALID_PARAMETER_VALUE", `'${made}' is no name for a branch`);
  if ((await git.ask(["rev-parse", "--verify", "-q", `refs/heads/${made}`])) !== undefined)
    throw new ApiError("RESOURCE_ALREADY_EXISTS", `the branch '${made}' exists already; give another name behind`);
  const message = `dvc: Created from experiment '${experiment.name}'`;
  const { commit } = experiment;
  await git.run(["update-ref", "-m", message, `refs/heads/${made}`, commit, nothingOf(commit)]);
  return made;
}

export interface Removal {
  readonly names: readonly string[];
  readonly choice: RevisionChoice | undefined;
  /** All others instead. */
  readonly keep: boolean;
  readonly remote: string | undefined;
}

/** Answers the names. When one of them is none, nothing is removed. */
export async function removeExperiments(git: Git, { names, choice, keep, remote }: Removal): Promise<string[]> {
  const chosen: Listed[] = [];
  const missing: string[] = [];
  const remotes = remote === undefined ? undefined : await listRemote(git, remote);
  for (const name of names) {
    const found = remotes
      ? remotes.find((each) => each.name === name || each.ref === name)
      : await findExperiment(git, name);
    if (found) chosen.push(found);
    else missing.push(name);
  }
  if (missing.length > 0)
    notFound(`Experiment ${missing.map((name) => `'${name}'`).join(", ")}${remote ? ` in ${remote}` : ""}`);
  if (choice) for (const listed of (await listChosen(git, choice, remote)).values()) chosen.push(...listed);
  let doomed: readonly Listed[] = chosen;
  if (keep) {
    const spared = new Set(chosen.map(({ ref }) => ref));
    doomed = (remotes ?? (await listExperiments(git))).filter(({ ref }) => !spared.has(ref));
  }
  if (doomed.length === 0) return [];
  if (remote !== undefined) await git.run(["push", "-q", remote, ...doomed.map(({ ref }) => `:${ref}`)]);
  else await deleteRefs(git, doomed);
  return doomed.map(({ name }) => name);
}

/** What dvc remembers as applied, or as running, goes with it. */
async function deleteRefs(git: Git, doomed: readonly Listed[]): Promise<void> {
  const applied = await git.ask(["rev-parse", "--verify", "-q", refs.applied]);
  const lines = doomed.map(({ ref }) => `delete ${ref}\n`);
  if (applied && doomed.some(({ commit }) => commit === applied)) lines.push(`delete ${refs.applied}\n`);
  await git.run(["update-ref", "--stdin"], { input: lines.join("") });
}

export async function renameExperiment(git: Git, from: string, to: string, force: boolean): Promise<void> {
  const experiment = (await findExperiment(git, from)) ?? notFound(`Experiment '${from}'`);
  if (experiment.name === to) return;
  await checkName(git, experiment.baseline, to, force);
  const made = `${force ? "update" : "create"} ${refOf(experiment.baseline, to)} ${experiment.commit}`;
  const input = `${made}\ndelete ${experiment.ref} ${experiment.commit}\n`;
  await git.run(["update-ref", "--stdin"], { input });
}

/** Refuses a name that git does not take, and one that is taken unless `force` says so. */
export async function checkName(git: Git, baseline: string, name: string, force: boolean): Promise<void> {
  if (!(await isExperimentName(git, name)))
    throw new ApiError(
      "INVALID_PARAMETER_VALUE",
      `'${name}' is no name for an experiment: no blanks, / ~ ^ : ? * [ or ..`,
    );
  if (!force && (await git.ask(["rev-parse", "--verify", "-q", refOf(baseline, name)])) !== undefined)
    throw new ApiError(
      "RESOURCE_ALREADY_EXISTS",
      `the experiment '${name}' exists already on ${baseline.slice(0, 7)}; give another name, or --force to replace it`,
    );
}

/** Points the name at a commit. Another one under that name stays unless `force` says so; an equal one is kept. */
export async function keepExperiment(
  git: Git,
  { baseline, name, commit, force }: { baseline: string; name: string; commit: string; force: boolean },
): Promise<Experiment> {
  const ref = refOf(baseline, name);
  if (force) await git.run(["update-ref", ref, commit]);
  else if ((await git.ask(["update-ref", ref, commit, nothingOf(commit)])) === undefined) {
    // it is there, or came while this one ran
    const old = await git.ask(["rev-parse", "--verify", "-q", ref]);
    if (old === undefined) await git.run(["update-ref", ref, commit]);
    else {
      const [before, now] = (await git.run(["rev-parse", `${old}^{tree}`, `${commit}^{tree}`])).split("\n");
      if (before !== now) await checkName(git, baseline, name, false);
    }
  }
  const [kept] = await listExperiments(git, ref);
  return kept ?? notFound(ref);
}

/** As the old value of a ref: it must not be there. */
function nothingOf(commit: string): string {
  return "0".repeat(commit.length);
}
