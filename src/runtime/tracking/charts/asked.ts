import type { ChartsQuery } from "../../../shared/charts";
import type { Point } from "../../kernel/store/columns";

/** A series that is there, and how it is to be shown. */
export interface AskedSeries {
  readonly run: string;
  readonly metric: string;
  readonly query: ChartsQuery;
  readonly count: number;
  readonly latest: Point;
  /** When the run began, in ms. */
  readonly began: number | undefined;
}

/** The metric that the axis is made of, if it is. */
export function otherOf({ axis }: ChartsQuery): string | undefined {
  return axis.startsWith("metric:") ? axis.slice("metric:".length) : undefined;
}

/** Where time begins on the axis: a run's clock starts with it, or with its first point where the start is said to be later. */
export function originOf({ query, began }: AskedSeries, firstTime: number): number {
  return query.axis === "relative" ? Math.min(began ?? firstTime, firstTime) : 0;
}
