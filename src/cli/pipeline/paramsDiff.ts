import { diffFiles } from "../../core/dvc/compare/diffValues";
import { dataOf, gatherParams } from "../../runtime/pipeline/compare/gather";
import { defineVerb } from "../verb";
import { compareOptions } from "./compareWords";
import { runDiff } from "./runDiff";

export const paramsDiff = defineVerb({
  usage: "[OLD [NEW]] [--all] [--deps] [--targets FILE]… [--md]",
  about: `What parameters have become between two revisions; HEAD and the workspace when none are named.

Examples:
  tidemark params diff
  tidemark params diff main experiment-3 --deps
  tidemark params diff --targets params.toml --json`,
  words: { least: 0, most: 2 },
  options: { ...compareOptions, deps: { kind: "flag", help: "only what stages depend on" } },
  run: (call) =>
    runDiff(call, {
      what: "Param",
      hasChange: false,
      gather: (project, targets) => gatherParams(project, { targets, depsOnly: call.options.deps }),
      compare: (old, fresh) => diffFiles(dataOf(old), dataOf(fresh), call.options.all),
    }),
});
