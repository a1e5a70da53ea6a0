import { defineVerb } from "../verb";

export const expRename = defineVerb({
  usage: "[-f] EXPERIMENT NAME",
  about: `Gives an experiment another name.

Example:
  tidemark exp rename lively-otter lr-0.01`,
  options: { force: { kind: "flag", short: "f", help: "replace an experiment that has the name" } },
  words: { least: 2, most: 2 },
  async run({ workspace, options, words: [from = "", to = ""], out, json }) {
    const { openExperiments } = await import("../../runtime/pipeline/experiments/openExperiments");
    const { renameExperiment } = await import("../../runtime/pipeline/experiments/manageExperiments");
    await renameExperiment(openExperiments(workspace).git, from, to, options.force);
    if (json) out.document({ from, name: to });
    else out.print(`Experiment '${from}' is now '${to}'`);
    return 0;
  },
});
