import { checkFaults, openPipelines } from "../../runtime/pipeline/pipeline";
import { palette, screenOf } from "../terminal/terminal";
import { defineVerb } from "../verb";

export const pipelineStatus = defineVerb({
  usage: "[TARGET…]",
  about: `Which stages and tracked files changed since they were last brought up to date, and why. With --json what
\`dvc status --json\` prints; --all adds what is up to date.

Examples:
  tidemark pipeline status
  tidemark pipeline status train evaluate
  tidemark pipeline status --json`,
  options: {
    all: { kind: "flag", help: "also what is up to date" },
    "with-deps": { kind: "flag", short: "d", help: "also what the targets need" },
    recursive: { kind: "flag", short: "R", help: "all below the folders that are named" },
  },
  words: { least: 0, most: Number.POSITIVE_INFINITY },
  async run({ workspace, words, options, json, out }) {
    const pipelines = openPipelines(workspace);
    try {
      const project = await pipelines.project();
      checkFaults(project);
      const status = await pipelines.status({
        project,
        targets: words,
        folder: workspace,
        withDeps: options["with-deps"],
        recursive: options.recursive,
      });
      if (json) {
        const upToDate = options.all ? status.rows.filter(({ why }) => why === "").map(({ name }) => [name, []]) : [];
        out.document({ ...Object.fromEntries(upToDate), ...status.dvc });
        return 0;
      }
      const { muted, yellow, bold } = palette(screenOf(out).colour);
      const rows = options.all ? status.rows : status.rows.filter(({ why }) => why !== "");
      const width = Math.max(0, ...rows.map(({ name }) => name.length));
      for (const { name, why, values } of rows) {
        const gap = " ".repeat(width - name.length);
        if (why === "") out.print(`${muted("✓")} ${name}${gap}  ${muted("up to date")}`);
        else out.print(`${yellow("●")} ${bold(name)}${gap}  ${why}`);
        for (const line of values) out.print(`${" ".repeat(width + 4)}${muted(line)}`);
      }
      if (status.rows.length === 0) out.print("There are no stages and no tracked files yet.");
      else if (status.rows.every(({ why }) => why === "")) out.print("Data and pipelines are up to date.");
      return 0;
    } finally {
      await pipelines.close();
    }
  },
});
