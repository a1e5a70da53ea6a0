import { invalid } from "../../shared/apiError";
import { object, optional, string } from "../../shared/readers";
import type { RunGroup } from "../../shared/runGroups";
import { ok, type Route } from "../kernel/http/route";
import type { Kernel } from "../kernel/kernel";
import type { TextColumn } from "../kernel/store/columns";
import type { Table } from "../kernel/store/table";
import { paramCell, runsOf, tagCell } from "./store";
import type { Tracking } from "./tracking";

const readQuery = object({ by: optional(string, "experiment"), filter: optional(string) });

/** How many active runs there are of each kind, counted in one pass over the columns. */
export function runGroupRoutes({ experiments, search }: Tracking, { store }: Kernel): Route[] {
  return [
    {
      method: "GET",
      path: "/api/tidemark/v1/run-groups",
      handle({ body }) {
        const { by, filter } = readQuery(body, "");
        const all = experiments.all().map((doc) => doc.experiment_id);
        const rows = search.match({ experiments: all, view: "ACTIVE_ONLY", filter });
        return ok({ groups: countGroups(runsOf(store), rows, columnOf(runsOf(store), by)) });
      },
    },
  ];
}

/** `experiment`, `status`, `script`, `params.depth`, `tags.team`. */
function columnOf({ texts }: Table, by: string): TextColumn | undefined {
  if (by === "experiment") return texts.get("experiment_id");
  if (by === "status") return texts.get("status");
  if (by === "script") return texts.get(`${tagCell}mlflow.source.name`);
  const [, family, key = ""] = /^(params|tags)\.([\s\S]+)$/.exec(by) ?? [];
  if (family === undefined)
    return invalid(`by: expected experiment, status, script, params.NAME or tags.NAME, got '${by}'`);
  return texts.get((family === "params" ? paramCell : tagCell) + key);
}

interface Count {
  runs: number;
  running: number;
  failed: number;
  last_run_time: number;
}

/** Newest first. */
function countGroups(table: Table, rows: Int32Array, column: TextColumn | undefined): RunGroup[] {
  const status = table.texts.get("status");
  const start = table.numbers.get("start_time");
  const running = status?.codeOf("RUNNING") ?? 0;
  const failed = status?.codeOf("FAILED") ?? 0;
  const counts = new Map<number, Count>();
  for (const row of rows) {
    const code = column?.code(row) ?? 0;
    let count = counts.get(code);
    if (count === undefined) {
      count = { runs: 0, running: 0, failed: 0, last_run_time: 0 };
      counts.set(code, count);
    }
    const state = status?.code(row) ?? 0;
    count.runs++;
    if (state !== 0 && state === running) count.running++;
    if (state !== 0 && state === failed) count.failed++;
    count.last_run_time = Math.max(count.last_run_time, start?.get(row) ?? 0);
  }
  return [...counts]
    .map(([code, count]) => ({ ...(code === 0 ? {} : { value: column?.words[code - 1] as string }), ...count }))
    .sort((a, b) => b.last_run_time - a.last_run_time);
}
