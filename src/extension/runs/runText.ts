import { formatDate, formatDuration, formatNumber } from "../../shared/format";
import type { MetricSummary, RunStatus, RunSummary } from "../../shared/runs";
import { failureTag, starTag } from "../../shared/tags";

/** Words for a run's state and how far it is; handed in, because translating is the editor's. */
export type StatusWords = Readonly<Record<RunStatus, string>> & { step(step: number): string };

const separator = " · ";

/** What a line of the tree knows of a run beside the run itself. */
export interface RunMarks {
  readonly metric: string | undefined;
  readonly trend?: "up" | "down" | undefined;
  /** A word for it, if this run is the one that others are measured against. */
  readonly baseline?: string | undefined;
}

/** What stands beside a run's name: metric, then time. A state that is not shown by a number is said in a word. */
export function describeRun(run: RunSummary, marks: RunMarks, words: StatusWords): string {
  const star = isStarred(run) ? "★ " : "";
  return star + join(...factsOf(run, marks, words), marks.baseline);
}

function factsOf(run: RunSummary, { metric, trend }: RunMarks, words: StatusWords): (string | false | undefined)[] {
  const shown = findMetric(run, metric);
  const value = shown && formatNumber(shown.value);
  switch (run.status) {
    case "RUNNING": {
      const arrow = trend === undefined ? "" : trend === "up" ? " ▲" : " ▼";
      return [
        value && value + arrow,
        shown && shown.step > 0 ? stepOf(run, shown, words) : value === undefined && words.RUNNING,
      ];
    }
    case "SCHEDULED":
      return [words.SCHEDULED];
    case "FINISHED":
      return [value, duration(run)];
    case "FAILED":
      return [failureOf(run) ?? value ?? words.FAILED, duration(run)];
    case "KILLED":
      return [value ?? words.KILLED, duration(run)];
    default:
      return run.status satisfies never;
  }
}

export function isStarred(run: RunSummary): boolean {
  return tagOf(run, starTag) === "true";
}

export function tagOf({ tags }: RunSummary, key: string): string | undefined {
  return tags?.find((each) => each.key === key)?.value;
}

/** Why it failed, if somebody said so: one line, short enough to stand beside a name. */
function failureOf(run: RunSummary): string | undefined {
  const reason = tagOf(run, failureTag)?.replaceAll(/\s+/g, " ").trim();
  return reason ? cut(reason, 40) : undefined;
}

/** `23/60` where a param says how many there will be, `step 23` where none does. */
export function stepOf({ params }: RunSummary, { step }: MetricSummary, words: Pick<StatusWords, "step">): string {
  const total = params.find(({ key }) => /^(n_|num_|max_)?epochs$/.test(key.split(/[./]/).at(-1) ?? ""))?.value;
  return total !== undefined && /^\d{1,9}$/.test(total) && Number(total) >= step
    ? `${step}/${total}`
    : words.step(step);
}

export function findMetric({ metrics }: RunSummary, key: string | undefined): MetricSummary | undefined {
  return metrics.find((each) => each.key === key);
}

function duration({ start_time, end_time }: RunSummary): string | false {
  return end_time !== undefined && formatDuration(end_time - start_time);
}

function join(...parts: (string | false | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== false && part !== "").join(separator);
}

/** So many metrics and params a hover holds. */
const mostRows = 10;

/** The hover of a run in Markdown. Names and values come from scripts, so they are shown as text whatever they hold. */
export function runHover(run: RunSummary, words: StatusWords, now: number): string {
  const ended = run.end_time === undefined ? undefined : formatDuration(run.end_time - run.start_time);
  const facts = [words[run.status], formatDate(run.start_time, { now }), ended, run.source, run.user];
  const lines = [`**${plain(run.name)}**`, "", join(...facts.map((fact) => fact && plain(fact)))];
  const reason = tagOf(run, failureTag);
  if (run.status === "FAILED" && reason) lines.push("", plain(cut(reason, 400)));
  const table = (rows: [string, string][], count: number) =>
    rows.length === 0
      ? []
      : [
          "",
          "| | |",
          "|:--|--:|",
          ...rows.map(([key, value]) => `| ${plain(key)} | ${plain(cut(value))} |`),
          ...(count > rows.length ? [`| … | +${count - rows.length} |`] : []),
        ];
  lines.push(
    ...table(
      run.metrics.slice(0, mostRows).map(({ key, value }) => [key, String(value)]),
      run.metric_count,
    ),
  );
  lines.push(
    ...table(
      run.params.slice(0, mostRows).map(({ key, value }) => [key, value]),
      run.param_count,
    ),
  );
  return lines.join("\n");
}

function cut(value: string, most = 80): string {
  return value.length > most ? `${value.slice(0, most - 1)}…` : value;
}

/** Text that Markdown leaves alone. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[\\`*_{}[\]()#+\-.!~|<>&$:]/g, (mark) => `\\${mark}`);
}
