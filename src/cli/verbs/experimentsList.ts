import { formatCount, formatDate } from "../../shared/format";
import { type ExperimentSummary, readExperiments } from "../../shared/runs";
import { type Column, writeTable } from "../terminal/table";
import { defineVerb } from "../verb";

export const experimentsList = defineVerb({
  usage: "[--deleted]",
  about: `Examples:
  tidemark experiments list
  tidemark experiments list --json`,
  options: { deleted: { kind: "flag", help: "deleted experiments instead" } },
  async run({ door, options, out, json }) {
    const opened = await door();
    const wanted = options.deleted ? "deleted" : "active";
    const reply = readExperiments(await opened.call("GET", "/api/tidemark/v1/experiments"), "reply");
    const experiments = reply.experiments.filter(({ lifecycle }) => lifecycle === wanted);
    if (json) out.document({ experiments });
    else writeTable(out, columns(Date.now()), experiments);
    return 0;
  },
});

function columns(now: number): Column<ExperimentSummary>[] {
  return [
    { title: "id", text: ({ id }) => id },
    { title: "name", text: ({ name }) => name },
    { title: "runs", align: "right", text: ({ runs }) => formatCount(runs), plain: ({ runs }) => String(runs) },
    { title: "running", align: "right", text: ({ running }) => String(running), yields: 2 },
    {
      title: "last run",
      least: "whole",
      text: ({ last_run_time }) => (last_run_time === undefined ? "" : formatDate(last_run_time, { now })),
      plain: ({ last_run_time }) => (last_run_time === undefined ? "" : new Date(last_run_time).toISOString()),
      yields: 1,
    },
  ];
}
