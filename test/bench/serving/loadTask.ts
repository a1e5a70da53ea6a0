/** What the load generator is asked to do. */
export interface Task {
  readonly port: number;
  /** Whole requests, one after the other in one file: each connection sends them in turn. */
  readonly file: string;
  readonly lengths: readonly number[];
  readonly connections: number;
  readonly seconds: number;
}

/** Times in milliseconds. */
export interface Outcome {
  readonly seconds: number;
  readonly requests: number;
  readonly failed: number;
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
}

export function rate({ requests, seconds }: Outcome): number {
  return requests / seconds;
}
