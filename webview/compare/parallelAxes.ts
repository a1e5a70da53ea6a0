import { guessDirection } from "../../src/core/metrics/direction";
import { differs, nameOfColumn, type RunColumn } from "../../src/shared/runTable";
import type { ParallelAxis } from "../charts/parallelModel";
import { type Comparison, sectionOf } from "./comparison";
import { valueIn } from "./fields";

/** Beyond these an axis says little: every run has a text of its own. */
const mostTexts = 20;
const mostParams = 7;

export interface AxesWish {
  readonly of: Comparison;
  /** The metric that ranks the runs. */
  readonly metric: string | undefined;
  /** Names of params, what decides most first. */
  readonly ranking: readonly string[];
  /** What the user chose; none: what differs, then the metrics. */
  readonly chosen: readonly string[];
}

/** Which axes are drawn, as keys of columns: params as causes left, metrics as effects right. */
export function chooseAxes({ of, metric, ranking, chosen }: AxesWish): string[] {
  const known = new Set(of.columns.map(({ key }) => key));
  const wanted = chosen.filter((key) => known.has(key));
  if (wanted.length > 0) return wanted;
  const rankOf = ({ key }: RunColumn) => {
    const rank = ranking.indexOf(nameOfColumn(key));
    return rank < 0 ? ranking.length : rank;
  };
  const params = of.columns
    .filter((column) => column.kind === "param" && differs(column, of.rows.length))
    .filter(({ numeric, distinct }) => numeric || distinct <= mostTexts)
    .sort((a, b) => rankOf(a) - rankOf(b))
    .slice(0, mostParams);
  return [...params.map(({ key }) => key), ...metricAxes(of, metric)];
}

/** The chosen metric last, before it the other of its section that says the same from the other side: loss and accuracy. */
export function metricAxes({ metrics }: Pick<Comparison, "metrics">, metric: string | undefined): string[] {
  if (metric === undefined) return [];
  const direction = guessDirection(metric);
  const other = [...metrics.keys()].find(
    (key) =>
      sectionOf(key) === sectionOf(metric) && guessDirection(key) !== direction && guessDirection(key) !== "none",
  );
  return [...(other === undefined ? [] : [`metrics.${other}`]), `metrics.${metric}`];
}

/** The axes with the value of every run, in the order of the rows. */
export function axesOf(of: Comparison, keys: readonly string[]): ParallelAxis[] {
  const isRoomy = keys.length <= 7;
  return keys.map((key) => {
    const isMetric = key.startsWith("metrics.");
    return {
      key,
      label: isMetric || !isRoomy ? nameOfColumn(key) : key,
      values: of.rows.map(({ id }) => valueIn(of, key, id)),
      direction: isMetric ? guessDirection(nameOfColumn(key)) : "none",
    };
  });
}
