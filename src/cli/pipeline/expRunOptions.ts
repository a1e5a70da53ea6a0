import type { ReproOptions } from "../../runtime/pipeline/pipeline";
import type { Values } from "../args";
import { UsageError } from "../args";

export const expRunOptions = {
  name: { kind: "text", short: "n", value: "NAME", help: "of the experiment (default: two words, as dvc's)" },
  "set-param": {
    kind: "texts",
    short: "S",
    value: "[FILE:]KEY=VALUE",
    help: "set a parameter, as dvc does; may be repeated",
  },
  temp: { kind: "flag", help: "in a work tree of its own; the workspace stays as it is" },
  queue: { kind: "flag", help: "put into tidemark's queue, to be run by --run-all" },
  "run-all": { kind: "flag", help: "run what is in tidemark's queue" },
  jobs: { kind: "integer", short: "j", value: "N", help: "experiments at the same time; of a single run its stages" },
  "copy-paths": {
    kind: "texts",
    short: "C",
    value: "PATH",
    help: "files git does not have, for --temp and sweeps; may be repeated",
  },
  message: { kind: "text", short: "m", value: "TEXT", help: "of the commit" },
  sweep: { kind: "text", value: "FILE|NAME", help: "a sweep from a YAML file, or one of tidemark.yaml's sweeps" },
  search: {
    kind: "text",
    value: "grid|random|tpe",
    help: "how a sweep goes (default: grid of single values, else random)",
  },
  trials: { kind: "integer", value: "N", help: "of a sweep at most (default: all of a grid, else 20)" },
  metric: { kind: "text", value: "NAME", help: "what a sweep looks for" },
  goal: { kind: "text", value: "max|min", help: "where it shall go (default: by the metric's name)" },
  seed: { kind: "integer", value: "N", help: "of a sweep (default 0): the same seed, the same trials" },
  fresh: { kind: "flag", help: "run a sweep's trials again that were run before" },
  force: { kind: "flag", short: "f", help: "run what has not changed; replace an experiment of the name" },
  "force-downstream": { kind: "flag", help: "run all that comes after a stage that ran" },
  dry: { kind: "flag", help: "only say what would run" },
  "single-item": { kind: "flag", short: "s", help: "the targets alone, not what they need" },
  downstream: { kind: "flag", help: "the targets and all that comes after them" },
  pipeline: { kind: "flag", short: "p", help: "the whole pipelines of the targets" },
  "all-pipelines": { kind: "flag", short: "P", help: "all pipelines of the project" },
  recursive: { kind: "flag", short: "R", help: "all stages below the folders that are named" },
  glob: { kind: "flag", help: "targets are patterns" },
  "keep-going": { kind: "flag", short: "k", help: "after a failure go on with what does not need it" },
  "ignore-errors": { kind: "flag", help: "after a failure go on with everything" },
  pull: { kind: "flag", help: "get what is missing from the remotes" },
  "allow-missing": { kind: "flag", help: "leave out what only lacks its data" },
  "no-commit": { kind: "flag", help: "keep nothing in the cache" },
  "no-run-cache": { kind: "flag", help: "run even what was run with the same inputs before" },
  "no-hydra": { kind: "flag", help: "as always here: tidemark composes no Hydra configuration" },
  "no-track": { kind: "flag", help: "record no runs" },
} as const;

export type ExpRunValues = Values<typeof expRunOptions>;

export function reproOptionsOf(given: ExpRunValues, targets: readonly string[]): ReproOptions {
  return {
    targets,
    force: given.force,
    forceDownstream: given["force-downstream"],
    dry: given.dry,
    singleItem: given["single-item"],
    downstream: given.downstream,
    pipeline: given.pipeline,
    allPipelines: given["all-pipelines"],
    recursive: given.recursive,
    glob: given.glob,
    pull: given.pull,
    allowMissing: given["allow-missing"],
    noCommit: given["no-commit"],
    noRunCache: given["no-run-cache"],
    onFailure: given["ignore-errors"] ? "ignore" : given["keep-going"] ? "keep-going" : "stop",
    jobs: given.jobs ?? 1,
  };
}

/** What does not go together, before anything is looked at. */
export function checkExpRun(given: ExpRunValues): void {
  if ((given.jobs ?? 1) < 1) throw new UsageError(`--jobs: expected 1 or more, got ${given.jobs}`);
  if ((given.trials ?? 1) < 1) throw new UsageError(`--trials: expected 1 or more, got ${given.trials}`);
  if ((given.seed ?? 0) < 0) throw new UsageError(`--seed: expected 0 or more, got ${given.seed}`);
  if (given.queue && given["run-all"]) throw new UsageError("--queue and --run-all exclude each other");
  if (given.queue && given.temp) throw new UsageError("--queue and --temp exclude each other");
  if (given["run-all"] && (given["set-param"].length > 0 || given.sweep || given.name))
    throw new UsageError("--run-all runs what is queued as it was queued; leave out -S, -n and --sweep");
  const isSweep = given.sweep ?? given.search ?? given.trials ?? given.metric ?? given.goal ?? given.seed;
  if (isSweep !== undefined && (given.queue || given["run-all"]))
    throw new UsageError("a sweep chooses its trials as it goes; leave out --queue and --run-all");
}
