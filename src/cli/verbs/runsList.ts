import { UsageError } from "../args";
import { namedColumns, usualColumns } from "../runs/columns";
import { listExperiments, pickExperiments, searchRuns } from "../runs/findRuns";
import { runDocument } from "../runs/run";
import { writeTable } from "../terminal/table";
import { palette, screenOf } from "../terminal/terminal";
import { defineVerb } from "../verb";

const usualLimit = 50;

export const runsList = defineVerb({
  usage: "[--experiment NAME]… [--filter TEXT] [--order-by FIELD]… [--limit N] [--columns LIST]",
  about: `Filters are MLflow's: comparisons joined with AND.

Examples:
  tidemark runs list
  tidemark runs list --filter "metrics.val_loss < 0.4 AND params.model = 'forest'"
  tidemark runs list --order-by "metrics.val_auc DESC" --limit 5
  tidemark runs list --columns id,name,metrics.val_auc,params.learning_rate,tags.team
  tidemark runs list --experiment churn --json | jq '.runs[].run_id'

Piped, it writes tab-separated lines with full ids, full numbers and ISO dates.`,
  options: {
    experiment: { kind: "texts", value: "NAME", help: "only this experiment, by name or id; may be repeated" },
    filter: { kind: "text", value: "TEXT", help: 'only runs that match, e.g. "metrics.loss < 0.3"' },
    "order-by": {
      kind: "texts",
      value: "FIELD",
      help: 'e.g. "metrics.loss ASC"; may be repeated (default: newest first)',
    },
    limit: { kind: "integer", value: "N", help: `at most this many (default ${usualLimit})` },
    columns: {
      kind: "text",
      value: "LIST",
      help: "what to show: id,name,status,started,metrics.KEY,params.KEY,tags.KEY…",
    },
    deleted: { kind: "flag", help: "deleted runs instead" },
  },
  async run({ door, options, out, json }) {
    const limit = options.limit ?? usualLimit;
    if (limit < 1) throw new UsageError(`--limit: expected 1 or more, got ${limit}`);
    const opened = await door();
    const view = options.deleted ? "DELETED_ONLY" : "ACTIVE_ONLY";
    const all = await listExperiments(opened, options.deleted ? "ALL" : "ACTIVE_ONLY");
    const experiments = pickExperiments(all, options.experiment);
    const asked = { experiments, filter: options.filter, orderBy: options["order-by"], view } as const;
    // one more than is shown tells whether there are more
    const found = await searchRuns(opened, { ...asked, limit: limit + 1 });
    const runs = found.slice(0, limit);
    if (json) {
      out.document({ runs: runs.map(runDocument), more: found.length > limit });
      return 0;
    }
    const style = { now: Date.now(), palette: palette(screenOf(out).colour) };
    const columns = options.columns === undefined ? usualColumns(runs, style) : namedColumns(options.columns, style);
    if (runs.length > 0 || !out.isTerminal) writeTable(out, columns, runs);
    if (runs.length === 0) out.note(emptyNote(options.filter));
    else if (found.length > limit) out.note(`the first ${limit} runs; --limit ${limit * 10} shows more`);
    return 0;
  },
});

function emptyNote(filter: string | undefined): string {
  return filter === undefined
    ? "no runs yet: `tidemark run -- python train.py` records one, `tidemark demo` makes some to look at"
    : "no run matches the filter";
}
