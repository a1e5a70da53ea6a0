import type { CellsQuery, RunColumn, Spark, SparksQuery, TableQuery } from "../../../shared/runTable";
import type { Kernel } from "../../kernel/kernel";
import { createTurns } from "../../kernel/turns";
import { groupRows } from "../cells";
import type { Experiments } from "../experiments";
import type { Inputs } from "../inputs";
import { sieve } from "../search/clauses";
import { matchRuns, type RunChoice } from "../search/searchRuns";
import { family, paramCell, runsOf, runsTable, tagCell } from "../store";
import { readCellsOf } from "./cellsAnswer";
import { metricFacts, textFacts } from "./columnFacts";
import { isOwnTag, prefixes } from "./columnKeys";
import { createExtents } from "./extents";
import { countStatuses, newestFirst, writeRows } from "./tableRows";

const views = { active: "ACTIVE_ONLY", deleted: "DELETED_ONLY", all: "ALL" } as const;

export type RunTables = ReturnType<typeof createRunTables>;

interface Rooms {
  readonly experiments: Experiments;
  readonly inputs: Inputs;
}

/** What the page of the run table asks for. Long work, so it is done in turns. */
export function createRunTables({ store }: Kernel, { experiments, inputs }: Rooms) {
  const extents = createExtents(store);
  const table = () => runsOf(store);

  async function columnsOf(rows: Int32Array): Promise<RunColumn[]> {
    const takeTurn = createTurns();
    const groups = groupRows(rows);
    const columns: RunColumn[] = [];
    const add = async (column: RunColumn | undefined) => {
      if (column) columns.push(column);
      await takeTurn();
    };
    for (const [name, column] of [...family(table(), paramCell)])
      await add(textFacts(prefixes.param + name, "param", column, groups));
    for (const [name, column] of [...table().series]) await add(metricFacts(prefixes.metric + name, column, groups));
    for (const [name, column] of [...family(table(), tagCell)])
      if (!isOwnTag(name)) await add(textFacts(prefixes.tag + name, "tag", column, groups));
    return columns;
  }

  return {
    /** As the text of its JSON. */
    async table({
      experiments: asked,
      filter,
      view = "active",
      runs,
      columns = runs === undefined,
    }: TableQuery): Promise<string> {
      const open = experiments.all().filter((doc) => view !== "active" || doc.lifecycle_stage === "active");
      const base: RunChoice = { experiments: asked ?? open.map((doc) => doc.experiment_id), view: views[view] };
      const all = matchRuns(table(), inputs, base);
      const statuses = countStatuses(table(), all);
      const only = runs && new Set(runs.map((id) => table().ordinal(id)));
      const also = only ? [sieve((ordinal) => only.has(ordinal))] : [];
      const rows = newestFirst(table(), matchRuns(table(), inputs, { ...base, filter, also }));
      const parts = [`"total":${all.length},"statuses":${JSON.stringify(statuses)}`];
      const takeTurn = createTurns();
      for (const [name, part] of Object.entries(writeRows(table(), rows))) {
        parts.push(`"${name}":${JSON.stringify(part)}`);
        await takeTurn();
      }
      parts.push(`"columns":${JSON.stringify(columns ? await columnsOf(rows) : [])}`);
      return `{${parts.join(",")}}`;
    },

    cells: (query: CellsQuery): Promise<Uint8Array> => readCellsOf(table(), extents, query),

    async sparks({ runs, metric, points = 32 }: SparksQuery): Promise<Spark[]> {
      const takeTurn = createTurns();
      const sparks: Spark[] = [];
      for (const run of runs) {
        const found = await store.chart(runsTable, run, metric, { axis: "step", buckets: points >> 1 });
        const finite = [...found.values.keys()].filter((i) => Number.isFinite(found.values[i]));
        sparks.push({
          steps: finite.map((i) => found.steps[i] as number),
          values: finite.map((i) => found.values[i] as number),
        });
        await takeTurn();
      }
      return sparks;
    },
  };
}
