import { guessDirection } from "../../core/metrics/direction";
import { list, object, oneOf, optional, type Reader, string } from "../../shared/readers";

/** How the view shows runs. Kept in the workspace. */
export interface Arrangement {
  /** MLflow's search grammar, and `now-24h` for a time; empty: all. */
  readonly filter: string;
  readonly sort: Sort;
  /** `experiment`, `status`, `script`, `params.NAME` or `tags.NAME`. */
  readonly group: string;
  /** The metric that the user chose for a group, by the group's id. */
  readonly metrics: Readonly<Record<string, string>>;
  /** Filters, the last one first. */
  readonly recent: readonly string[];
}

const sorts = ["newest", "best", "name", "duration"] as const;
export type Sort = (typeof sorts)[number];

export const plain: Arrangement = { filter: "", sort: "newest", group: "experiment", metrics: {}, recent: [] };

const readTexts: Reader<Record<string, string>> = (value, at) =>
  Object.fromEntries(Object.entries(value as object).map(([key, each]) => [key, string(each, `${at}.${key}`)]));

export const readArrangement: Reader<Arrangement> = optional(
  object<Arrangement>({
    filter: optional(string, ""),
    sort: optional(oneOf(...sorts), "newest"),
    group: optional(string, "experiment"),
    metrics: optional(readTexts, {}),
    recent: optional(list(string), []),
  }),
  plain,
);

/** True: experiments, the runs of each newest first, nested runs under their parents. */
export function isNested({ filter, group }: Arrangement): boolean {
  return filter === "" && group === "experiment";
}

const mostRecent = 8;

export function withFilter(arrangement: Arrangement, filter: string): Arrangement {
  const others = arrangement.recent.filter((each) => each !== filter);
  return { ...arrangement, filter, recent: filter === "" ? others : [filter, ...others].slice(0, mostRecent) };
}

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** What the runtime is asked: times that move with the clock become milliseconds, outside quoted text. */
export function expandFilter(filter: string, now: number): string {
  return filter.replaceAll(/'[^']*'|"[^"]*"|`[^`]*`|\bnow-(\d{1,6})([mhd])\b/g, (found, amount?: string, unit = "") =>
    amount === undefined ? found : String(now - Number(amount) * (units[unit] ?? 0)),
  );
}

/** The clause that finds the runs of one group; undefined where the experiment's id does it. */
export function groupClause(by: string, value: string | undefined): string | undefined {
  if (by === "experiment") return undefined;
  const name =
    by === "status" ? "attributes.status" : by === "script" ? nameOf("tags", "mlflow.source.name") : quoted(by);
  return value === undefined ? `${name} IS NULL` : `${name} = ${quoteText(value)}`;
}

function quoted(by: string): string {
  const dot = by.indexOf(".");
  return nameOf(by.slice(0, dot), by.slice(dot + 1));
}

/** `metrics.\`val auc\``: a key may hold what the grammar would read as something else. */
export function nameOf(family: string, key: string): string {
  return `${family}.\`${key.replaceAll("`", "``")}\``;
}

function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function join(...clauses: (string | undefined)[]): string {
  return clauses.filter((clause) => clause !== undefined && clause !== "").join(" and ");
}

/** The runtime's order; undefined: as it comes, newest first. */
export function orderOf(sort: Sort, metric: string | undefined): string | undefined {
  switch (sort) {
    case "newest":
      return undefined;
    case "best":
      return metric === undefined
        ? undefined
        : `${nameOf("metrics", metric)} ${isLowerBetter(metric) ? "ASC" : "DESC"}`;
    case "name":
      return "attributes.run_name ASC";
    case "duration":
      return "duration DESC";
    default:
      return sort satisfies never;
  }
}

/** Whether less of a metric is better, as far as its name tells. */
export function isLowerBetter(metric: string): boolean {
  return guessDirection(metric) === "lower";
}
