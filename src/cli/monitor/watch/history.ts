import { readMonitorDocument } from "../../../shared/monitorDocument";
import type { WindowResult } from "../../../shared/monitors";
import { type Column, writeTable } from "../../terminal/table";
import { defineVerb } from "../../verb";
import { monitorPath, timeText } from "./paths";

export const history = defineVerb({
  usage: "NAME [--last N]",
  about: `The past windows of a monitor, the newest first.

Examples:
  tidemark monitor history churn
  tidemark monitor history churn --last 100 --json`,
  options: { last: { kind: "integer", value: "N", help: "so many (20)" } },
  words: { least: 1, most: 1 },
  async run({ door, words: [name = ""], options: { last = 20 }, json, out }) {
    const { windows } = readMonitorDocument(await (await door()).call("GET", monitorPath(name)), "reply");
    const shown = last <= 0 ? [] : windows.slice(-last).reverse();
    if (json) out.document({ windows: shown });
    else if (shown.length > 0 || !out.isTerminal) writeTable(out, columns, shown);
    else out.note(`${name} has not been looked at yet`);
    return 0;
  },
});

const columns: Column<WindowResult>[] = [
  { title: "window", text: ({ id }) => id, least: "whole" },
  { title: "from", text: ({ from }) => timeText(from), yields: 2 },
  { title: "to", text: ({ to }) => timeText(to), yields: 1 },
  { title: "rows", align: "right", text: ({ rows }) => String(rows) },
  { title: "health", text: ({ health }) => health, least: "whole" },
  { title: "says", text: ({ says }) => says },
];
