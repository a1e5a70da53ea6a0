import type { Values } from "../args";
import { UsageError } from "../args";
import { stageOptions } from "./stageOptions";

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
  ...stageOptions,
  "no-hydra": { kind: "flag", help: "as always here: tidemark composes no Hydra configuration" },
} as const;

export type ExpRunValues = Values<typeof expRunOptions>;

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
