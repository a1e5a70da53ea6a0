import { invalid } from "../../../shared/apiError";
import {
  boolean,
  integer,
  list,
  object,
  oneOf,
  oneOrMore,
  optional,
  type Reader,
  string,
} from "../../../shared/readers";
import type { CellsQuery, SparksQuery, TableQuery } from "../../../shared/runTable";
import { ok, okText, packedHeaders, type Route } from "../../kernel/http/route";
import type { RunTables } from "./runTable";

const root = "/api/tidemark/v1/table";

const readTableQuery = object<TableQuery>({
  experiments: optional(oneOrMore(string)) as Reader<readonly string[]>,
  filter: optional(string) as Reader<string>,
  view: optional(oneOf("active", "deleted", "all")) as Reader<"active">,
  runs: optional(list(string)) as Reader<readonly string[]>,
  columns: optional(boolean) as Reader<boolean>,
});

const readCellsQuery = object<CellsQuery>({
  runs: list(string),
  columns: list(string),
  facts: optional(oneOf("all", "last")) as Reader<"all">,
});

const readSparksQuery = object<SparksQuery>({
  runs: list(string),
  metric: string,
  points: optional(integer) as Reader<number>,
});

/** Numbers in one answer of cells. */
const mostCells = 1_000_000;
const mostSparks = 200;
const mostSparkPoints = 64;

/** The run table, for its page. */
export function runTableRoutes(tables: RunTables): Route[] {
  return [
    {
      method: "POST",
      path: root,
      handle: async ({ body }) => okText(await tables.table(readTableQuery(body, ""))),
    },
    {
      method: "POST",
      path: `${root}/cells`,
      async handle({ body }) {
        const query = readCellsQuery(body, "");
        if (query.runs.length * query.columns.length > mostCells)
          invalid(`columns: more than ${mostCells} cells; ask for fewer runs or columns at once`);
        return { status: 200, headers: packedHeaders, body: await tables.cells(query) };
      },
    },
    {
      method: "POST",
      path: `${root}/sparks`,
      async handle({ body }) {
        const query = readSparksQuery(body, "");
        if (query.runs.length > mostSparks) invalid(`runs: at most ${mostSparks} at once`);
        const { points = 2 } = query;
        if (points < 2 || points > mostSparkPoints) invalid(`points: expected 2 to ${mostSparkPoints}`);
        return ok({ metric: query.metric, sparks: await tables.sparks(query) });
      },
    },
  ];
}
