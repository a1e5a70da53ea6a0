import { type RunColumn, type RunRow, readCells, readRunTable } from "../../src/shared/runTable";
import { host } from "../kit/host";
import { t } from "../kit/words";

export interface MetricFacts {
  readonly points: number;
  readonly last: number;
  readonly lastStep: number;
  readonly min: number;
  readonly max: number;
}

/** What is known of the runs that are compared. */
export interface Comparison {
  readonly rows: readonly RunRow[];
  /** Asked for, but not there any more. */
  readonly missing: readonly string[];
  readonly columns: readonly RunColumn[];
  /** By the key of a param or tag column, then by run. */
  readonly texts: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** By the key of a metric as it was logged, then by run. */
  readonly metrics: ReadonlyMap<string, ReadonlyMap<string, MetricFacts>>;
}

const cellsAtOnce = 500_000;

export interface Wish {
  readonly runs?: readonly string[];
  /** Not these runs but all of an experiment. */
  readonly experiments?: readonly string[];
  /** Which columns to read the cells of; all unless said. */
  isWanted?(column: RunColumn): boolean;
}

/** Reads the runs and their cells. */
export async function readComparison({ runs, experiments, isWanted }: Wish): Promise<Comparison> {
  const query = { view: runs ? "all" : "active", runs, experiments, columns: true };
  const table = await host.post("/api/tidemark/v1/table", query, readRunTable);
  const byId = new Map(table.rows.map((row) => [row.id, row]));
  const rows = runs ? runs.flatMap((id) => byId.get(id) ?? []) : table.rows.filter(({ deleted }) => !deleted);
  const ids = rows.map(({ id }) => id);
  const texts = new Map<string, Map<string, string>>();
  const metrics = new Map<string, Map<string, MetricFacts>>();
  const step = Math.max(1, Math.floor(cellsAtOnce / Math.max(1, ids.length)));
  const read = isWanted ? table.columns.filter(isWanted) : table.columns;
  for (let first = 0; first < read.length; first += step) {
    const columns = read.slice(first, first + step).map(({ key }) => key);
    const bytes = await host.bytes("POST", "/api/tidemark/v1/table/cells", { runs: ids, columns });
    for (const column of readCells(bytes)) {
      if (column.kind === "metric") {
        const { count, last, lastStep, min, max } = column;
        const of = new Map<string, MetricFacts>();
        ids.forEach((id, i) => {
          if (count[i])
            of.set(id, {
              points: count[i] as number,
              last: last[i] as number,
              lastStep: lastStep[i] as number,
              min: min?.[i] ?? Number.NaN,
              max: max?.[i] ?? Number.NaN,
            });
        });
        metrics.set(column.key.slice("metrics.".length), of);
      } else
        texts.set(
          column.key,
          new Map(
            ids.flatMap((id, i) => {
              const value = column.values[i];
              return typeof value === "string" ? [[id, value] as const] : [];
            }),
          ),
        );
    }
  }
  return { rows, missing: (runs ?? []).filter((id) => !byId.has(id)), columns: table.columns, texts, metrics };
}

/** Metrics by the part before the first "/"; those without one come first, under no name. */
export function sectionsOf(metrics: Iterable<string>, isMinor: (metric: string) => boolean): Map<string, string[]> {
  const sections = new Map<string, string[]>();
  for (const metric of [...metrics].sort((a, b) => Number(isMinor(a)) - Number(isMinor(b)) || byRank(a, b))) {
    const name = sectionOf(metric);
    sections.set(name, [...(sections.get(name) ?? []), metric]);
  }
  const rank = ([name, own]: readonly [string, readonly string[]]) =>
    Math.max(rankOf(name), own.every(isMinor) ? 2 : 0);
  return new Map([...sections].sort((a, b) => rank(a) - rank(b)));
}

/** With some of the runs read anew. How far columns differ is counted when all are read. */
export function withChanged(of: Comparison, fresh: Comparison): Comparison {
  const byId = new Map(fresh.rows.map((row) => [row.id, row]));
  const known = new Set(of.columns.map(({ key }) => key));
  return {
    rows: of.rows.map((row) => byId.get(row.id) ?? row),
    missing: of.missing,
    columns: [...of.columns, ...fresh.columns.filter(({ key }) => !known.has(key))],
    texts: merged(of.texts, fresh.texts),
    metrics: merged(of.metrics, fresh.metrics),
  };
}

type ByRun<T> = ReadonlyMap<string, ReadonlyMap<string, T>>;

function merged<T>(of: ByRun<T>, fresh: ByRun<T>): ByRun<T> {
  const all = new Map(of);
  for (const [key, values] of fresh) all.set(key, new Map([...(of.get(key) ?? []), ...values]));
  return all;
}

/** The part before the first "/". */
export function sectionOf(metric: string): string {
  return metric.slice(0, Math.max(0, metric.indexOf("/")));
}

/** What is measured on held-out data is looked at first, the machine last. */
function rankOf(section: string): number {
  if (section === "system") return 3;
  if (section === "") return 0;
  return /^(val|valid|validation|eval|test)/i.test(section) ? 1 : 2;
}

function byRank(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Of the editor's tab. */
export function titleOf({ rows }: Comparison): string {
  const [first, second] = rows;
  if (first === undefined) return t("Compare");
  if (second === undefined) return t("Compare: {0}", first.name);
  if (rows.length === 2) return t("Compare: {0}, {1}", first.name, second.name);
  return t("Compare: {0} and {1} more", first.name, rows.length - 1);
}
