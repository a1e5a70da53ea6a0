import { formatDate, formatDuration, formatNumber } from "../../shared/format";
import type { MetricSummary, RunStatus, RunSummary } from "../../shared/runs";

/** Words for a run's state; handed in, because translating is the editor's. */
export type StatusWords = Readonly<Record<RunStatus, string>>;

const separator = " · ";

/** What stands beside a run's name: metric, then time. A state that is not shown by a number is said in a word. */
export function describeRun(run: RunSummary, metric: string | undefined, words: StatusWords): string {
  const shown = findMetric(run, metric);
  const value = shown && formatNumber(shown.value);
  switch (run.status) {
    case "RUNNING":
      return join(value, shown && shown.step > 0 ? `step ${shown.step}` : value === undefined && words.RUNNING);
    case "SCHEDULED":
      return words.SCHEDULED;
    case "FINISHED":
      return join(value, duration(run));
    case "FAILED":
    case "KILLED":
      return join(value ?? words[run.status], duration(run));
    default:
      return run.status satisfies never;
  }
}

function findMetric({ metrics }: RunSummary, key: string | undefined): MetricSummary | undefined {
  return metrics.find((each) => each.key === key);
}

function duration({ start_time, end_time }: RunSummary): string | false {
  return end_time !== undefined && formatDuration(end_time - start_time);
}

function join(...parts: (string | false | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== false && part !== "").join(separator);
}

/** The hover of a run in Markdown. Names and values come from scripts, so they are shown as text whatever they hold. */
export function runHover(run: RunSummary, words: StatusWords, now: number): string {
  const ended = run.end_time === undefined ? undefined : formatDuration(run.end_time - run.start_time);
  const facts = [words[run.status], formatDate(run.start_time, { now }), ended, run.source, run.user];
  const lines = [`**${plain(run.name)}**`, "", join(...facts.map((fact) => fact && plain(fact)))];
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
      run.metrics.map(({ key, value }) => [key, String(value)]),
      run.metric_count,
    ),
  );
  lines.push(
    ...table(
      run.params.map(({ key, value }) => [key, value]),
      run.param_count,
    ),
  );
  return lines.join("\n");
}

function cut(value: string): string {
  return value.length > 80 ? `${value.slice(0, 79)}…` : value;
}

/** Text that Markdown leaves alone. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[\\`*_{}[\]()#+\-.!~|<>&$:]/g, (mark) => `\\${mark}`);
}
