import { formatBytes, formatCount } from "../../shared/format";
import { integer, list, object, optional, string } from "../../shared/readers";
import { readAge } from "../age";
import { UsageError } from "../args";
import type { Door } from "../door";
import { listExperiments, quote, searchRuns } from "../runs/findRuns";
import type { Experiment } from "../runs/run";
import { askYes } from "../terminal/ask";
import { createProgress } from "../terminal/progress";
import { screenOf } from "../terminal/terminal";
import { defineVerb } from "../verb";

interface Collected {
  readonly runs: readonly string[];
  readonly experiments: readonly string[];
  readonly logged_models: readonly string[];
  readonly bytes: number;
}

const ids = optional(list(string), []);
const readCollected = object<Collected>({
  runs: ids,
  experiments: ids,
  logged_models: ids,
  bytes: optional(integer, 0),
});

const usualAge = "30d";
const named = 20;

export const gc = defineVerb({
  usage: "[--older-than AGE] [--yes]",
  about: `Takes deleted runs and experiments away for good, with their artifacts, and gives the space back.
Only what was deleted at least AGE ago; it says what goes and asks first.

Examples:
  tidemark gc
  tidemark gc --older-than 0d --yes
  tidemark gc --older-than 2w --json`,
  options: {
    "older-than": { kind: "text", value: "AGE", help: `e.g. 12h, 30d, 2w (default ${usualAge})` },
    yes: { kind: "flag", help: "do not ask" },
  },
  async run({ door, options, out, json }) {
    // as milliseconds, so that what was checked here is what is done there
    const older_than = String(readAge(options["older-than"] ?? usualAge, "--older-than"));
    const opened = await door();
    const path = "/api/tidemark/v1/gc";
    const plan = readCollected(await opened.call("POST", path, { older_than, dry_run: true }), "reply");
    const isEmpty = plan.runs.length + plan.experiments.length + plan.logged_models.length === 0;
    if (!isEmpty && !options.yes) {
      for (const line of await describe(plan, opened)) out.note(line);
      if (!screenOf(out).canAsk)
        throw new UsageError("gc: nobody is here to ask; look at the list above and repeat with --yes");
      if (!(await askYes(out, `Delete ${count(plan)} for good?`))) {
        out.note("nothing deleted");
        return 1;
      }
    }
    const progress = createProgress(out, { label: "Cleaning" });
    const timer = setInterval(() => progress.update(0), 500);
    try {
      const done = readCollected(await opened.call("POST", path, { older_than }), "reply");
      progress.end();
      if (json) out.document(done);
      else
        out.print(isEmpty ? `nothing was deleted that long ago; ${formatBytes(done.bytes)} given back` : summary(done));
    } finally {
      clearInterval(timer);
      progress.end();
    }
    return 0;
  },
});

async function describe({ runs, experiments, logged_models }: Collected, door: Door): Promise<string[]> {
  const known = await listExperiments(door, "ALL");
  const lines = [
    ...experiments.map((id) => `  experiment ${known.find((each) => each.id === id)?.name ?? ""} (${id})`),
    ...(await runLines(runs.slice(0, named), known, door)),
    ...logged_models.map((id) => `  logged model ${id}`),
  ].slice(0, named);
  const more = runs.length + experiments.length + logged_models.length - lines.length;
  return ["These go for good:", ...lines, ...(more > 0 ? [`  and ${formatCount(more)} more`] : [])];
}

async function runLines(runs: readonly string[], experiments: readonly Experiment[], door: Door): Promise<string[]> {
  if (runs.length === 0) return [];
  const filter = `attributes.run_id IN (${runs.map(quote).join(", ")})`;
  const found = await searchRuns(door, { experiments, filter, limit: runs.length, view: "DELETED_ONLY" });
  return found.map(({ id, name, experiment }) => `  run ${name} of ${experiment.name} (${id})`);
}

function count({ runs, experiments, logged_models }: Collected): string {
  const parts = [
    plural(runs.length, "run"),
    plural(experiments.length, "experiment"),
    plural(logged_models.length, "logged model"),
  ].filter((part) => part !== "");
  return parts.length > 1 ? `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}` : (parts[0] ?? "");
}

function plural(many: number, thing: string): string {
  return many === 0 ? "" : `${formatCount(many)} ${thing}${many === 1 ? "" : "s"}`;
}

function summary(done: Collected): string {
  return `deleted ${count(done) || "nothing"} for good; ${formatBytes(done.bytes)} given back`;
}
