import { formatDate } from "../../shared/format";
import { writeTable } from "../terminal/table";
import { defineVerb } from "../verb";

export const expQueue = defineVerb({
  usage: "",
  about: `Runs that wait, run or have failed, in tidemark's queue and in dvc's. dvc's own is only looked at:
\`dvc queue start\` and \`dvc queue remove\` work on it. Ours are run by \`tidemark exp run --run-all -j 4\`.

Example:
  tidemark exp queue`,
  options: {},
  async run({ workspace, out, json }) {
    const { openExperiments } = await import("../../runtime/pipeline/experiments/openExperiments");
    const { readQueues } = await import("../../runtime/pipeline/experiments/queues");
    const waiting = await readQueues(openExperiments(workspace));
    if (json) {
      out.document({
        runs: waiting.map(({ rev, name, baseline, state, executor, pid, committed, why }) => ({
          rev,
          name,
          baseline,
          state,
          executor,
          pid,
          queued: committed === undefined ? null : new Date(committed * 1000).toISOString(),
          failure: why ?? null,
        })),
      });
      return 0;
    }
    if (waiting.length === 0) {
      out.note("no runs wait: `tidemark exp run --queue -S lr=0.1` puts one in");
      return 0;
    }
    const now = Date.now();
    writeTable(
      out,
      [
        { title: "name", least: 16, text: ({ name, rev }) => name ?? rev.slice(0, 7) },
        { title: "state", least: "whole", text: ({ state }) => state },
        { title: "queue", least: "whole", text: ({ executor }) => (executor === "dvc-task" ? "dvc" : executor) },
        {
          title: "since",
          least: "whole",
          text: ({ committed }) => (committed === undefined ? "" : formatDate(committed * 1000, { now })),
          plain: ({ committed }) => (committed === undefined ? "" : new Date(committed * 1000).toISOString()),
        },
        { title: "why", yields: 1, text: ({ why }) => why ?? "" },
      ],
      waiting,
    );
    return 0;
  },
});
