import { existsSync } from "node:fs";
import { join } from "node:path";
import { projectsBelow } from "../../runtime/data/data";
import { checkFaults, openPipelines, warningsOf } from "../../runtime/pipeline/pipeline";
import { palette, screenOf } from "../terminal/terminal";
import { defineVerb } from "../verb";

export const pipelineStatus = defineVerb({
  usage: "[TARGET…]",
  about: `Which stages and tracked files changed since they were last brought up to date, and why. With --json what
\`dvc status --json\` prints; --all adds what is up to date.

Examples:
  tidemark pipeline status
  tidemark pipeline status train evaluate
  tidemark pipeline status --json

What lies elsewhere (addresses, other repositories) is asked what it has now; where one cannot be reached the exit code is 1.`,
  options: {
    all: { kind: "flag", help: "also what is up to date" },
    "with-deps": { kind: "flag", short: "d", help: "also what the targets need" },
    "no-updates": { kind: "flag", help: "ask nothing over the network: no addresses, no other repositories" },
    recursive: { kind: "flag", short: "R", help: "all below the folders that are named" },
  },
  words: { least: 0, most: Number.POSITIVE_INFINITY },
  async run({ workspace, words, options, json, quiet, out }) {
    const pipelines = openPipelines(workspace);
    try {
      const project = await pipelines.project();
      checkFaults(project);
      for (const line of warningsOf(project)) out.note(`tidemark: ${line}`);
      for (const folder of new Set([workspace, pipelines.root]))
        if (existsSync(join(folder, "tidemark.yaml"))) {
          const { checkShared } = await import("../../runtime/pipeline/schedule/checkShared");
          for (const line of (await checkShared(folder)).faults) out.note(`tidemark: ${line}`);
        }
      const unreached: string[] = [];
      const status = await pipelines.status({
        project,
        targets: words,
        folder: workspace,
        withDeps: options["with-deps"],
        recursive: options.recursive,
        ...(options["no-updates"] ? {} : { unreached: (line: string) => unreached.push(line) }),
      });
      for (const line of unreached) out.note(`tidemark: ${line}`);
      const code = unreached.length > 0 ? 1 : 0;
      if (json) {
        const upToDate = options.all ? status.rows.filter(({ why }) => why === "").map(({ name }) => [name, []]) : [];
        out.document({ ...Object.fromEntries(upToDate), ...status.dvc });
        return code;
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
      if (status.rows.length === 0) {
        const below = projectsBelow(workspace);
        out.print(`There are no stages and no tracked files yet${below === undefined ? "." : `; ${below}`}`);
      } else if (status.rows.every(({ why }) => why === "")) out.print("Data and pipelines are up to date.");
      return quiet && status.rows.some(({ why }) => why !== "") ? 1 : 0;
    } finally {
      await pipelines.close();
    }
  },
});
