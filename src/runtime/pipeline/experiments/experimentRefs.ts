import { invalid } from "../../../shared/apiError";
import type { Git } from "./git";

/** An experiment of dvc: a commit on its baseline, under a name. */
export interface Experiment {
  readonly ref: string;
  readonly name: string;
  /** The commit that it was derived from. */
  readonly baseline: string;
  readonly commit: string;
  readonly tree: string;
  /** Seconds since 1970. */
  readonly committed: number;
}

const namespace = "refs/exps";
/** What dvc keeps there beside experiments. */
const others = /^refs\/exps\/(?:apply|celery|exec|temp)\b|^refs\/exps\/stash$/;

export const refs = {
  applied: `${namespace}/exec/EXEC_APPLY`,
  branch: `${namespace}/exec/EXEC_BRANCH`,
  applyStash: `${namespace}/apply/stash`,
  applyHead: `${namespace}/apply/ORIG_HEAD`,
  queued: `${namespace}/celery/stash`,
  failed: `${namespace}/celery/failed`,
  /** dvc looks at nothing in there. Ours: commits that queued runs begin with. */
  ownQueue: `${namespace}/temp/tidemark-queue`,
} as const;

export function refOf(baseline: string, name: string): string {
  return `${namespace}/${baseline.slice(0, 2)}/${baseline.slice(2)}/${name}`;
}

/** Undefined for what is no experiment. */
export function readRef(ref: string): { readonly baseline: string; readonly name: string } | undefined {
  const [, start, rest, name] = /^refs\/exps\/([0-9a-f]{2})\/([0-9a-f]{38,})\/([^/]+)$/.exec(ref) ?? [];
  if (others.test(ref) || !start || !rest || !name) return undefined;
  return { baseline: start + rest, name };
}

/** All of the repository, by name of the ref. */
export async function listExperiments(git: Git, under: string = namespace): Promise<Experiment[]> {
  const format = "%(objectname) %(tree) %(committerdate:unix) %(refname)";
  const lines = await git.run(["for-each-ref", `--format=${format}`, under]);
  return lines.split("\n").flatMap((line) => {
    const [commit = "", tree = "", date = "", ...ref] = line.split(" ");
    const read = readRef(ref.join(" "));
    return read ? [{ ...read, ref: ref.join(" "), commit, tree, committed: Number(date) }] : [];
  });
}

/** Experiments of another repository, by `git ls-remote`; trees and dates are not known. */
export async function listRemote(git: Git, remote: string): Promise<Pick<Experiment, "ref" | "name" | "baseline">[]> {
  // a word that git would take for one of its options
  if (remote.startsWith("-")) invalid(`'${remote}' is no remote of git: a name or an address`);
  const lines = await git.run(["ls-remote", "--refs", remote, `${namespace}/*`]);
  return lines.split("\n").flatMap((line) => {
    const ref = line.split("\t")[1] ?? "";
    const read = readRef(ref);
    return read ? [{ ...read, ref }] : [];
  });
}

/** A name that git and dvc take. */
export async function isExperimentName(git: Git, name: string): Promise<boolean> {
  if (name === "" || name.includes("/") || name.startsWith("-")) return false;
  return (await git.ask(["check-ref-format", `${namespace}/${name}`])) !== undefined;
}
