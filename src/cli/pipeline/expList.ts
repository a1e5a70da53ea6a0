import { UsageError } from "../args";
import { defineVerb } from "../verb";
import { choiceOf, choiceOptions } from "./expChoice";

export const expList = defineVerb({
  usage: "[-A] [--rev COMMIT]… [-n N] [--name-only | --sha-only] [GIT_REMOTE]",
  about: `Experiments of dvc and of tidemark: both keep them as commits under refs/exps.

Examples:
  tidemark exp list
  tidemark exp list -A --name-only
  tidemark exp list origin`,
  options: {
    ...choiceOptions,
    "name-only": { kind: "flag", help: "names and nothing else" },
    "sha-only": { kind: "flag", help: "commits and nothing else" },
  },
  words: { least: 0, most: 1 },
  async run({ workspace, options, words: [remote], out, json }) {
    if (options["name-only"] && options["sha-only"])
      throw new UsageError("--name-only and --sha-only exclude each other");
    if (options["sha-only"] && remote) throw new UsageError("--sha-only: commits of another repository are not known");
    const { openExperiments } = await import("../../runtime/pipeline/experiments/openExperiments");
    const { listChosen } = await import("../../runtime/pipeline/experiments/manageExperiments");
    const { nameCommits } = await import("../../runtime/pipeline/experiments/revisions");
    const { git } = openExperiments(workspace);
    const listed = await listChosen(git, choiceOf(options), remote);
    const names = await nameCommits(git, [...listed.keys()]);
    if (json) {
      const experiments = [...listed.values()].flat().map(({ name, ref, baseline, commit }) => ({
        name,
        ref,
        baseline,
        baseline_name: names.get(baseline) ?? null,
        commit: commit ?? null,
      }));
      out.document({ experiments });
      return 0;
    }
    for (const [baseline, experiments] of listed) {
      if (!options["name-only"] && !options["sha-only"]) out.print(`${names.get(baseline) ?? baseline.slice(0, 7)}:`);
      for (const { name, commit = "" } of experiments) {
        if (options["name-only"]) out.print(name);
        else if (options["sha-only"]) out.print(commit);
        else out.print(commit ? `\t${commit.slice(0, 7)} [${name}]` : `\t${name}`);
      }
    }
    return 0;
  },
});
