import { defineVerb } from "../verb";
import { plotOptions, runPlots } from "./plots/runPlots";

export const plotsDiff = defineVerb({
  usage: "[REVISION]… [--targets PLOT]… [-t TEMPLATE] [-x FIELD] [-y FIELD] [-o DIR]",
  about: `Draws plots of several revisions over each other: HEAD and the workspace when none are named.

Examples:
  tidemark plots diff
  tidemark plots diff v1.0 main
  tidemark plots diff HEAD~2 --targets logs/loss.csv`,
  words: { least: 0, most: 1000 },
  options: {
    ...plotOptions,
    targets: { kind: "texts", value: "PLOT", help: "only this plot or file; may be repeated" },
  },
  run: (call) =>
    runPlots(call, call.options.targets, async ({ revisions, states }) => {
      if (!(await revisions.hasCommits())) return new Map();
      const revs = [...call.words];
      if (revs.length === 0 && (await revisions.isDirty())) revs.push("HEAD");
      if (revs.length <= 1) revs.push("workspace");
      return states({ revs, workspace: revs.includes("workspace") });
    }),
});
