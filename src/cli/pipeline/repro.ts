import { openPipelines, type ReproOptions, type ReproResult } from "../../runtime/pipeline/pipeline";
import { UsageError } from "../args";
import { askYes } from "../terminal/ask";
import { screenOf } from "../terminal/terminal";
import { type Call, defineVerb } from "../verb";
import { createReproReport } from "./reproReport";
import { stopOnSignals } from "./stopOnSignals";
import { trackerFor } from "./trackerFor";

const options = {
  force: { kind: "flag", short: "f", help: "run even what has not changed" },
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
  interactive: { kind: "flag", short: "i", help: "ask before each stage" },
  jobs: { kind: "integer", short: "j", value: "N", help: "stages at the same time (default: 1)" },
  "no-track": { kind: "flag", help: "record no runs" },
} as const;

export const repro = defineVerb({
  usage: "[TARGET…] [-j N]",
  about: `Runs the stages of dvc.yaml whose command, dependencies, parameters or outputs changed, in order; what was
run with the same inputs before comes from the cache. The files are those of DVC: after it \`dvc repro\` has
nothing to do. Each stage that runs is recorded as a run, with its output, duration, processor time and memory;
what it logs through MLflow lands there.

A target is a stage, a group, group@key, path/dvc.yaml, path/dvc.yaml:stage or an output.

Examples:
  tidemark repro
  tidemark repro -j 4 --keep-going
  tidemark repro train --force
  tidemark repro --dry`,
  options,
  words: { least: 0, most: Number.POSITIVE_INFINITY },
  takesRest: true,
  async run(call) {
    const { workspace, json, out } = call;
    // a target may begin with a dash
    const words = [...call.words, ...call.rest];
    const asked = optionsOf(call.options, words);
    const pipelines = openPipelines(workspace);
    const stopping = stopOnSignals();
    const report = createReproReport(out, { json, jobs: asked.jobs, isDry: asked.dry });
    const tracking = call.options["no-track"] || asked.dry ? undefined : trackerFor(call, pipelines.root);
    const canAsk = screenOf(out).canAsk;
    if (call.options.interactive && !canAsk) throw new UsageError("--interactive: there is no terminal to ask on");
    try {
      const result = await pipelines.repro({
        options: asked,
        folder: workspace,
        env: process.env,
        tracker: tracking?.tracker,
        signal: stopping.signal,
        command: `tidemark repro ${words.join(" ")}`.trim(),
        hooks: {
          event: report.event,
          output: report.output,
          note: (line) => out.note(`tidemark: ${line}`),
          confirm: async (stage) => !call.options.interactive || askYes(out, `Run ${stage}?`),
        },
      });
      report.end(result);
      return stopping.code ?? exitCode(result);
    } finally {
      await pipelines.close();
      await tracking?.close();
      stopping.end();
    }
  },
});

function exitCode({ outcome }: ReproResult): number {
  return outcome === "done" ? 0 : 1;
}

function optionsOf(given: Call<typeof options>["options"], targets: readonly string[]): ReproOptions {
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
