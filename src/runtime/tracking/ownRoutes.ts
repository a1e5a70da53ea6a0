import type { Order } from "../../core/search/orderBy";
import { invalid } from "../../shared/apiError";
import {
  integer,
  list,
  number,
  object,
  oneOf,
  oneOrMore,
  optional,
  type Reader,
  string,
  text,
} from "../../shared/readers";
import { ok, okNumbers, okText, type Route } from "../kernel/http/route";
import type { Kernel } from "../kernel/kernel";
import { noPoints } from "../kernel/store/points";
import { double, quote } from "./mlflow/json";
import { sieve } from "./search/clauses";
import { runsOf, runsTable } from "./store";
import type { Tracking } from "./tracking";

const root = "/api/tidemark/v1";

interface ListQuery {
  readonly experiment_id?: readonly string[];
  /** A run's id: its children. `none`: only runs that are nested in no other. `any`: all. Without a filter `none` is meant. */
  readonly parent?: string;
  readonly filter?: string;
  /** As MLflow has it, and `duration` besides. */
  readonly order_by?: readonly string[];
  /** Metrics that are told of first, and tags that are told of at all. */
  readonly metric?: readonly string[];
  readonly tag?: readonly string[];
  readonly limit?: number;
  readonly page_token?: string;
  readonly view?: "active" | "deleted" | "all";
}

const readListQuery = object<ListQuery>({
  experiment_id: optional(oneOrMore(string)) as Reader<readonly string[]>,
  parent: optional(string) as Reader<string>,
  filter: optional(string) as Reader<string>,
  order_by: optional(oneOrMore(string)) as Reader<readonly string[]>,
  metric: optional(oneOrMore(string), []),
  tag: optional(oneOrMore(string), []),
  limit: optional(integer) as Reader<number>,
  page_token: optional(string) as Reader<string>,
  view: optional(oneOf("active", "deleted", "all")) as Reader<"active">,
});

const readChartQuery = object<{
  readonly metric: string;
  readonly axis: "step" | "time";
  readonly from?: number;
  readonly to?: number;
  readonly points: number;
}>({
  metric: string,
  axis: optional(oneOf("step", "time"), "step"),
  from: optional(number) as Reader<number>,
  to: optional(number) as Reader<number>,
  points: optional(integer, 2000),
});

const readPurge = object<{
  readonly older_than?: string;
  /** Milliseconds since 1970 from which `older_than` counts back; default: now. */
  readonly as_of?: number;
  readonly run_ids?: readonly string[];
  readonly experiment_ids?: readonly string[];
  readonly dry_run?: boolean;
}>({
  older_than: optional(text) as Reader<string>,
  as_of: optional(integer) as Reader<number>,
  run_ids: optional(list(string)) as Reader<readonly string[]>,
  experiment_ids: optional(list(string)) as Reader<readonly string[]>,
  dry_run: optional((value) => value === true || value === "true") as Reader<boolean>,
});

/** How long a run took is no word of MLflow's grammar; it may stand first in ours. */
function splitOrder([first, ...rest]: readonly string[]): [Order[], string[]] {
  if (first === undefined) return [[], []];
  const [isDuration, direction = ""] = /^duration( ASC| DESC)?$/i.exec(first) ?? [];
  if (isDuration === undefined) return [[], [first, ...rest]];
  const ascending = direction.trim().toUpperCase() !== "DESC";
  return [[{ entity: "attribute", key: "duration", value: "number", ascending }], rest];
}

const views = { active: "ACTIVE_ONLY", deleted: "DELETED_ONLY", all: "ALL" } as const;
const largestPage = 5000;

/** Experiments and runs for our own windows. */
export function ownRoutes({ experiments, runs, search, summaries, purge }: Tracking, { store }: Kernel): Route[] {
  return [
    {
      method: "GET",
      path: `${root}/experiments`,
      handle: () => ok({ experiments: summaries.experiments() }),
    },
    {
      method: "GET",
      path: `${root}/runs`,
      handle({ body }) {
        const query = readListQuery(body, "");
        const { limit = 200, view = "active", parent = query.filter ? "any" : "none" } = query;
        if (limit < 1 || limit > largestPage) invalid(`limit: expected 1 to ${largestPage}`);
        const [byDuration, orderBy] = splitOrder(query.order_by ?? []);
        const found = search.runs({
          experiments: query.experiment_id ?? experiments.all().map((doc) => doc.experiment_id),
          view: views[view],
          filter: query.filter,
          orderBy,
          firstOrders: byDuration,
          limit,
          pageToken: query.page_token,
          also: parent === "any" ? [] : [sieve(ofParent(parent, view === "deleted" ? "deleted" : "active"))],
        });
        return okNumbers({
          runs: summaries.runs(found.rows, query),
          next_page_token: found.nextPageToken,
          total: found.total,
        });
      },
    },
    {
      method: "GET",
      path: `${root}/runs/{id}`,
      handle: ({ params }) => okNumbers(summaries.run(params.id ?? "")),
    },
    {
      method: "GET",
      path: `${root}/runs/{id}/chart`,
      async handle({ params, body }) {
        const { metric, axis, from, to, points: most } = readChartQuery(body, "");
        if (most < 2 || most > 100_000) invalid("points: expected 2 to 100000");
        const id = params.id ?? "";
        const series = runsOf(store).series.get(metric);
        const count = series?.count(runs.ordinalOf(id)) ?? 0;
        const range = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
        const found =
          count === 0 ? noPoints : await store.chart(runsTable, id, metric, { axis, ...range, buckets: most >> 1 });
        const along = axis === "step" ? found.steps : found.times;
        const points = Array.from(found.values, (value, i) => `[${along[i]},${double(value)}]`);
        const reduced = points.length < count && count > most;
        return okText(
          `{"metric":${quote(metric)},"axis":"${axis}","points":[${points.join(",")}],"reduced":${reduced}}`,
        );
      },
    },
    {
      method: "POST",
      path: `${root}/gc`,
      async handle({ body }) {
        const asked = readPurge(body, "");
        return ok(
          await purge.purge({
            olderThanMs: asked.older_than === undefined ? undefined : readDuration(asked.older_than),
            asOf: asked.as_of,
            runIds: asked.run_ids,
            experimentIds: asked.experiment_ids,
            dryRun: asked.dry_run,
          }),
        );
      },
    },
  ];

  function ofParent(parent: string, lifecycle: "active" | "deleted"): (ordinal: number) => boolean {
    return parent === "none" ? summaries.isTopLevel(lifecycle) : summaries.isChildOf(parent);
  }
}

const units: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };

/** `30d`, `1d12h`, `90s`; a bare number is milliseconds. */
function readDuration(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  if (!/^(\d+(\.\d+)?[dhms])+$/.test(text)) return invalid(`older_than: '${text}' is not a time such as 30d or 1d12h`);
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(/([\d.]+)([dhms])/g))
    sum += Number(amount) * (units[unit as string] ?? 0);
  return sum;
}
