import { formatBytes, formatCount } from "../../shared/format";
import { integer, list, object, optional, string } from "../../shared/readers";
import { readAge } from "../age";
import { UsageError } from "../args";
import { askYes } from "../terminal/ask";
import { createProgress } from "../terminal/progress";
import { screenOf } from "../terminal/terminal";
import { defineVerb } from "../verb";

interface Named {
  readonly id: string;
  readonly name: string;
}

interface Collected {
  readonly runs: readonly Named[];
  readonly experiments: readonly Named[];
  readonly bytes: number;
}

const readNamed = object<Named>({ id: string, name: optional(string, "") });
const readCollected = object<Collected>({
  runs: optional(list(readNamed), []),
  experiments: optional(list(readNamed), []),
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
    const older_than = readAge(options["older-than"] ?? usualAge, "--older-than");
    const opened = await door();
    const path = "/api/tidemark/v1/gc";
    const plan = readCollected(await opened.call("POST", path, { older_than, dry_run: true }), "reply");
    const isEmpty = plan.runs.length + plan.experiments.length === 0;
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

function describe({ runs, experiments }: Collected): string[] {
  const lines = [
    ...experiments.map(({ id, name }) => `  experiment ${name} (${id})`),
    ...runs.map(({ id, name }) => `  run ${name} (${id})`),
  ];
  const more = lines.length - named;
  return ["These go for good:", ...lines.slice(0, named), ...(more > 0 ? [`  and ${formatCount(more)} more`] : [])];
}

function count({ runs, experiments }: Collected): string {
  const parts = [plural(runs.length, "run"), plural(experiments.length, "experiment")];
  return parts.filter((part) => part !== "").join(" and ");
}

function plural(many: number, thing: string): string {
  return many === 0 ? "" : `${formatCount(many)} ${thing}${many === 1 ? "" : "s"}`;
}

function summary(done: Collected): string {
  return `deleted ${count(done) || "nothing"} for good; ${formatBytes(done.bytes)} given back`;
}
