import type { ColumnType, DriftTest } from "../../shared/drift";
import type { Cron } from "../cron/cron";

/** One of `monitors:` of tidemark.yaml. Times are milliseconds. */
export interface Monitor {
  readonly name: string;
  readonly target: { readonly kind: "deployment" | "data"; readonly name: string };
  /** The address of a table, or `training`: the dataset of the run that the registered version came from. */
  readonly reference: string | undefined;
  readonly window: Window;
  /** The next window begins where the one before ended; else it goes along with the time. */
  readonly isTumbling: boolean;
  readonly when: When;
  /** Undefined: all. */
  readonly columns: readonly string[] | undefined;
  readonly tests: Tests;
  /** From this share of drifted columns on the window fails. */
  readonly driftShare: number;
  readonly segment: string | undefined;
  /** A suite of expectations, from the workspace. */
  readonly validation: string | undefined;
  readonly quality: QualityWish | undefined;
  readonly health: readonly (readonly [HealthFigure, Range])[];
  readonly alert: AlertWish;
}

export type Window =
  | { readonly kind: "time"; readonly ms: number }
  | { readonly kind: "rows"; readonly rows: number }
  /** A table as it is. */
  | { readonly kind: "whole" };

export type When =
  | { readonly kind: "every"; readonly ms: number }
  | { readonly kind: "cron"; readonly cron: Cron; readonly zone: string };

export interface Tests {
  /** A column of a type that its test does not take is tested as it is without. */
  readonly of: Readonly<Partial<Record<ColumnType, DriftTest>>>;
  readonly columns: Readonly<Record<string, DriftTest>>;
  /** Undefined: that of the test. */
  readonly threshold: number | undefined;
  readonly thresholds: Readonly<Record<string, number>>;
}

export interface QualityWish {
  /** Of a deployment the metric that POST /feedback brings, of a table the column. */
  readonly actual: string;
  /** The column of a table that holds what was predicted. */
  readonly prediction: string | undefined;
  readonly metrics: readonly (readonly [string, Range])[];
}

export interface Range {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

export const healthFigures = [
  "p50-ms",
  "p95-ms",
  "p99-ms",
  "error-rate",
  "requests",
  "memory-mb",
  "queue",
  "disk-free-gb",
] as const;
export type HealthFigure = (typeof healthFigures)[number];

export interface AlertWish {
  /** From so many drifted columns on; undefined: as `drift-share` says. */
  readonly drifted: number | undefined;
  /** So many windows in a row have to be bad. */
  readonly after: number;
  /** While it stays bad; undefined: once. */
  readonly repeatAfter: number | undefined;
  readonly editor: boolean;
  readonly webhook: string | undefined;
  readonly command: string | undefined;
}
