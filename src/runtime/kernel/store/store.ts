import type { Json, Op } from "./change";
import type { Point } from "./columns";
import type { Table } from "./table";

/** A chart's worth of one series: per bucket the lowest and highest point, so that no spike is hidden. */
export interface ChartWindow {
  readonly axis: "step" | "time";
  readonly from?: number;
  readonly to?: number;
  readonly buckets: number;
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
  /** Every point of a series in the order of time, step, value; identical points once. */
  history(table: string, id: string, series: string): Promise<Point[]>;
  chart(table: string, id: string, series: string, window: ChartWindow): Promise<Point[]>;
  /** Rows of a read-only SQL query over the relational image, as of now. */
  sql(query: string, limit?: number): Promise<{ columns: string[]; rows: (string | number | null)[][] }>;
  /** Seals, snapshots and compacts now; returns the bytes given back. */
  compact(): Promise<number>;
  close(): Promise<void>;
}
