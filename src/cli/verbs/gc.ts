import { type Collected, deletedBefore, readCollected } from "../../shared/collected";
import { formatBytes, formatCount } from "../../shared/format";
import { readAge } from "../age";
import { UsageError } from "../args";
import { askYes } from "../terminal/ask";
import { createProgress } from "../terminal/progress";
import { screenOf } from "../terminal/terminal";
import { defineVerb } from "../verb";

const usualAge = "30d";
const mostNamed = 20;

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
    const age = readAge(options["older-than"] ?? usualAge, "--older-than");
    const opened = await door();
    const path = "/api/tidemark/v1/gc";
    const asked = deletedBefore(age, Date.now());
    const plan = readCollected(await opened.call("POST", path, { ...asked, dry_run: true }), "reply");
    const isEmpty = plan.runs.length + plan.experiments.length + plan.logged_models.length === 0;
    if (!isEmpty && !options.yes) {
      for (const line of describe(plan)) out.note(line);
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
      const done = readCollected(await opened.call("POST", path, asked), "reply");
      progress.end();
      if (json) out.document(done);
      else
        out.print(isEmpty ? `nothing was deleted that long ago; ${formatBytes(done.bytes)} given back` : summary(done));
      if (done.held.length > 0)
        out.note(`${plural(done.held.length, "deleted run")} kept: a registered version still needs their files`);
    } finally {
      clearInterval(timer);
      progress.end();
    }
    return 0;
  },
});

function describe({ runs, experiments, logged_models }: Collected): string[] {
  const lines = [
    ...experiments.map(({ id, name }) => `  experiment ${name} (${id})`),
    ...runs.map(({ id, name }) => `  run ${name} (${id})`),
    ...logged_models.map((id) => `  logged model ${id}`),
  ];
  const more = lines.length - mostNamed;
  return ["These go for good:", ...lines.slice(0, mostNamed), ...(more > 0 ? [`  and ${formatCount(more)} more`] : [])];
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
