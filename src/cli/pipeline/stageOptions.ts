import type { ReproOptions } from "../../runtime/pipeline/pipeline";
import { UsageError, type Values } from "../args";

/** Of every command that runs stages: which, and how. */
export const stageOptions = {
  "force-downstream": { kind: "flag", help: "run all that comes after a stage that ran" },
  dry: { kind: "flag", help: "only say what would run" },
  "single-item": { kind: "flag", short: "s", help: "the targets alone, not what they need" },
  downstream: { kind: "flag", help: "the targets and all that comes after them" },
  pipeline: { kind: "flag", short: "p", help: "the whole pipelines of the targets" },
  "all-pipelines": { kind: "flag", short: "P", help: "all pipelines of the project" },
  recursive: { kind: "flag", short: "R", help: "all stages below the folders that are named" },
  glob: { kind: "flag", help: "targets are patterns: 'train*'" },
  "keep-going": { kind: "flag", short: "k", help: "after a failure go on with what does not need it" },
  "ignore-errors": { kind: "flag", help: "after a failure go on with everything" },
  pull: { kind: "flag", help: "get what is missing from the remotes" },
  "allow-missing": { kind: "flag", help: "leave out what only lacks its data" },
  "no-commit": { kind: "flag", help: "keep nothing in the cache" },
  "no-run-cache": { kind: "flag", help: "run even what was run with the same inputs before" },
  "no-track": { kind: "flag", help: "record no runs" },
} as const;

type Given = Values<typeof stageOptions> & { readonly force: boolean; readonly jobs: number | undefined };

export function reproOptionsOf(given: Given, targets: readonly string[]): ReproOptions {
  const { jobs = 1 } = given;
  if (jobs < 1) throw new UsageError(`--jobs: expected 1 or more, got ${jobs}`);
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
    jobs,
  };
}
