import type { ColumnDrift } from "../../../shared/drift";
import { readMonitorDocument } from "../../../shared/monitorDocument";
import type { MonitorDocument } from "../../../shared/monitors";
import type { Output } from "../../output";
import { type Column, writeTable } from "../../terminal/table";
import { defineVerb } from "../../verb";
import { monitorPath, timeText } from "./paths";

export const status = defineVerb({
  usage: "NAME [--window ID]",
  about: `What a monitor found in a window, the last one unless another is named (\`tidemark monitor history\` has their ids).

Examples:
  tidemark monitor status churn
  tidemark monitor status churn --window 20261122T090000Z`,
  options: { window: { kind: "text", value: "ID", help: "of a past window" } },
  words: { least: 1, most: 1 },
  async run({ door, words: [name = ""], options, json, out }) {
    const query = options.window === undefined ? "" : `?window=${encodeURIComponent(options.window)}`;
    const document = readMonitorDocument(await (await door()).call("GET", monitorPath(name) + query), "reply");
    if (json) out.document(document);
    else tell(document, options.window, out);
    return 0;
  },
});

function tell({ state, windows, drift, alerts }: MonitorDocument, id: string | undefined, out: Output): void {
  const window = id === undefined ? state.last : windows.find((each) => each.id === id);
  out.print(`${state.name} (${state.target.name}): ${window?.health ?? state.health}, ${window?.says ?? state.says}`);
  if (state.fault !== undefined && state.fault !== window?.says) out.print(state.fault);
  if (window) {
    out.print(`${timeText(window.from)} to ${timeText(window.to)}, ${window.rows} rows`);
    for (const [name, value] of Object.entries(window.figures)) out.print(`  ${name} ${Number(value.toPrecision(6))}`);
  }
  if (drift) writeTable(out, columns, Object.entries(drift.report.columns));
  for (const alert of alerts.filter(({ acknowledged }) => !acknowledged).slice(0, 5))
    out.print(`alert of ${timeText(alert.at)}: ${alert.says}`);
}

const columns: Column<[string, ColumnDrift]>[] = [
  { title: "column", text: ([name]) => name },
  { title: "type", text: ([, { type }]) => type, yields: 1 },
  { title: "test", text: ([, { test }]) => test, yields: 2 },
  {
    title: "score",
    align: "right",
    text: ([, { score }]) => (score === null ? "-" : String(Number(score.toPrecision(4)))),
    plain: ([, { score }]) => (score === null ? "" : String(score)),
  },
  { title: "threshold", align: "right", text: ([, { threshold }]) => String(threshold), yields: 3 },
  { title: "drift", text: ([, { drift }]) => (drift ? "yes" : "no") },
];
