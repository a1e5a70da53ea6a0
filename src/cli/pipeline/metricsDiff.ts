import { diffFiles } from "../../core/dvc/compare/diffValues";
import { dataOf, gatherMetrics } from "../../runtime/pipeline/compare/gather";
import { defineVerb } from "../verb";
import { compareOptions } from "./compareWords";
import { runDiff } from "./runDiff";

const usualDigits = 5;

export const metricsDiff = defineVerb({
  usage: "[OLD [NEW]] [--all] [--targets FILE]… [--md] [--precision N]",
  about: `What metrics have become between two revisions; HEAD and the workspace when none are named.

Examples:
  tidemark metrics diff
  tidemark metrics diff v1.0 main --all
  tidemark metrics diff HEAD~3 --targets eval/scores.json --json`,
  words: { least: 0, most: 2 },
  options: {
    ...compareOptions,
    recursive: { kind: "flag", short: "R", help: "files below a folder that is named (they are looked for anyway)" },
    precision: { kind: "integer", value: "N", help: `digits behind the point (default ${usualDigits})` },
  },
  run: (call) =>
    runDiff(call, {
      what: "Metric",
      hasChange: true,
      digits: call.options.precision ?? usualDigits,
      gather: (project, targets) => gatherMetrics(project, { targets }),
      compare: (old, fresh) => diffFiles(dataOf(old), dataOf(fresh), call.options.all),
    }),
});
