import type { RevisionChoice } from "../../runtime/pipeline/experiments/revisions";

/** The options of dvc that say on which commits experiments are looked for. */
export const choiceOptions = {
  "all-commits": { kind: "flag", short: "A", help: "all experiments of the repository" },
  rev: { kind: "texts", value: "COMMIT", help: "experiments derived from it (default: HEAD); may be repeated" },
  num: { kind: "integer", short: "n", value: "N", help: "and from the first parents, N commits in all; -1: all" },
} as const;

interface Chosen {
  readonly "all-commits": boolean;
  readonly rev: readonly string[];
  readonly num: number | undefined;
}

export function choiceOf(options: Chosen): RevisionChoice {
  return { revs: options.rev, num: options.num ?? 1, allCommits: options["all-commits"] };
}
