import { openPipelines, type ReproResult } from "../../runtime/pipeline/pipeline";
import { UsageError } from "../args";
import { askYes } from "../terminal/ask";
import { screenOf } from "../terminal/terminal";
import { defineVerb } from "../verb";
import { createReproReport } from "./reproReport";
import { reproOptionsOf, stageOptions } from "./stageOptions";
import { stopOnSignals } from "./stopOnSignals";
import { trackerFor } from "./trackerFor";

const options = {
  force: { kind: "flag", short: "f", help: "run even what has not changed" },
  ...stageOptions,
  interactive: { kind: "flag", short: "i", help: "ask before each stage" },
  jobs: { kind: "integer", short: "j", value: "N", help: "stages at the same time (default: 1)" },
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
    const asked = reproOptionsOf(call.options, words);
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
