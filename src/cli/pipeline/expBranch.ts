import { defineVerb } from "../verb";

export const expBranch = defineVerb({
  usage: "EXPERIMENT [BRANCH]",
  about: `Makes a branch of git from an experiment; without a name it is EXPERIMENT-branch.

Example:
  tidemark exp branch lively-otter better-lr && git checkout better-lr`,
  options: {},
  words: { least: 1, most: 2 },
  async run({ workspace, words: [name = "", branch], out, json }) {
    const { openExperiments } = await import("../../runtime/pipeline/experiments/openExperiments");
    const { branchExperiment } = await import("../../runtime/pipeline/experiments/manageExperiments");
    const { git } = openExperiments(workspace);
    const made = await branchExperiment(git, name, branch);
    if (json) out.document({ branch: made });
    else out.print(`Branch '${made}' made from experiment '${name}'; switch to it: git checkout ${made}`);
    return 0;
  },
});
