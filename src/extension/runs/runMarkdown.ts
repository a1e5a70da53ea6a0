import { formatDate, formatDuration, formatNumber } from "../../shared/format";
import type { RunDetail } from "../../shared/runs";

/** Runs as a Markdown table: a row a run, then its metrics, then the params in which they differ (of one run: all). */
export function runsMarkdown(runs: readonly RunDetail[], now: number): string {
  const metrics = keysOf(runs.map((run) => run.metrics.filter(({ key }) => !key.startsWith("system/"))));
  const params = keysOf(runs.map((run) => run.params)).filter((key) => runs.length === 1 || differs(runs, key));
  const head = ["Run", "Status", "Started", "Duration", ...metrics, ...params];
  const rows = runs.map((run) => [
    run.name,
    run.status.toLowerCase(),
    formatDate(run.start_time, { now }),
    run.end_time === undefined ? "" : formatDuration(run.end_time - run.start_time),
    ...metrics.map((key) => {
      const found = run.metrics.find((each) => each.key === key);
      return found === undefined ? "" : formatNumber(found.value);
    }),
    ...params.map((key) => paramOf(run, key) ?? ""),
  ]);
  const isNumber = (place: number) => place >= 4 && place < 4 + metrics.length;
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), `|${head.map((_, i) => (isNumber(i) ? "--:" : ":--")).join("|")}|`, ...rows.map(line), ""].join(
    "\n",
  );
}

function keysOf(lists: readonly (readonly { readonly key: string }[])[]): string[] {
  return [...new Set(lists.flatMap((list) => list.map(({ key }) => key)))];
}

function paramOf({ params }: RunDetail, key: string): string | undefined {
  return params.find((each) => each.key === key)?.value;
}

function differs(runs: readonly RunDetail[], key: string): boolean {
  return new Set(runs.map((run) => paramOf(run, key))).size > 1;
}

/** Text that stays in its cell. */
function cell(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .replaceAll(/[\\|]/g, (mark) => `\\${mark}`)
    .replaceAll("<", "&lt;");
}
