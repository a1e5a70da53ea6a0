import { type MonitorState, readMonitored } from "../../../shared/monitors";
import { type Column, writeTable } from "../../terminal/table";
import { defineVerb } from "../../verb";
import { monitors, timeText } from "./paths";

export const list = defineVerb({
  usage: "",
  about: `The monitors of tidemark.yaml with what they last found. A runtime looks at them by itself while it is up.

Examples:
  tidemark monitor list
  tidemark monitor list --json`,
  options: {},
  async run({ door, json, out }) {
    const answer = readMonitored(await (await door()).call("GET", monitors), "reply");
    if (json) out.document(answer);
    else {
      if (answer.monitors.length > 0 || !out.isTerminal) writeTable(out, columns, answer.monitors);
      if (answer.monitors.length === 0)
        out.note("no monitors; `tidemark monitor init TARGET --reference R` writes one into tidemark.yaml");
      for (const fault of answer.faults) out.note(fault);
    }
    return 0;
  },
});

const columns: Column<MonitorState>[] = [
  { title: "name", text: ({ name }) => name },
  { title: "health", text: ({ health }) => health, least: "whole" },
  { title: "watches", text: ({ target }) => target.name, yields: 1 },
  { title: "says", text: ({ says }) => says },
  { title: "window", text: ({ last }) => (last ? timeText(last.to) : "-"), least: "whole", yields: 2 },
  { title: "rows", align: "right", text: ({ last }) => (last ? String(last.rows) : "-"), yields: 3 },
  { title: "alerts", align: "right", text: ({ open }) => String(open) },
];
