import type { Json, Op } from "./change";
import type { Extent } from "./extent";
import type { PackedPoints } from "./points";
import type { Table } from "./table";

/** A chart's worth of one series: per bucket the lowest and highest point, so that no spike is hidden. */
export interface ChartWindow {
  readonly axis: "step" | "time";
  readonly from?: number;
  readonly to?: number;
  readonly buckets: number;
}

export interface SqlRows {
  readonly columns: string[];
  readonly rows: (string | number | null)[][];
  /** There was more than the limit. */
  readonly truncated: boolean;
}

/**
 * One journal a workspace. A change is durable, whole, before it is seen: reads show durable state only.
 * What must hold between reading and writing (a name is free, a param is not yet set) goes inside `exclusive`.
 */
export interface Store {
  /** All of it or nothing; resolves with its sequence number once it is on disk and applied. Rejects with an ApiError when the disk refuses. */
  commit(ops: readonly Op[]): Promise<number>;
  /** Runs alone among all that name one of these keys. */
  exclusive<T>(keys: readonly string[], work: () => Promise<T>): Promise<T>;
  /** Documents by key, in order of first writing. */
  docs<T extends Json>(collection: string): ReadonlyMap<string, T>;
  /** Documents that live on disk: only their keys are in memory. For what is large and seldom read. `collection` must start with "cold:". */
  cold<T extends Json>(collection: string, key: string): Promise<T | undefined>;
  table(name: string): Table;
  /** Every point of a series in the order of time, step, value; identical points once. Not to be changed: it may be shared. */
  history(table: string, id: string, series: string): Promise<PackedPoints>;
  /**
   * In the order of the axis. Values that are no finite number stand for themselves (at most one of each kind a bucket)
   * and hide no lowest or highest.
   */
  chart(table: string, id: string, series: string, window: ChartWindow): Promise<PackedPoints>;
  /** Out of the summaries of blocks and the points in memory; undefined when there is no point. */
  extent(table: string, id: string, series: string): Extent | undefined;
  /** Rows of a read-only SQL query over the relational image, as of now; at most `limit` (10,000 unless told). */
  sql(query: string, limit?: number): Promise<SqlRows>;
  /** Seals, snapshots and compacts now; returns the bytes given back. */
  compact(): Promise<number>;
  /** Why no commit is taken at the moment; undefined when all is well. */
  readonly readonly: string | undefined;
  close(): Promise<void>;
}
