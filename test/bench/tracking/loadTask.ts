import type { Target } from "./wire";

/** What the load generator is asked to do. */
export type Task = Target & {
  readonly kind: "log-metric" | "log-batch";
  readonly runs: readonly string[];
  readonly connections: number;
  readonly seconds: number;
};

export interface Outcome {
  readonly seconds: number;
  readonly requests: number;
  readonly failed: number;
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
}

export const batchSize = 1000;
