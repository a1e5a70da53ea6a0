export interface Limits {
  /** Bytes of a body. */
  readonly body: number;
  readonly rows: number;
  /** Requests that wait at the same time. */
  readonly queue: number;
  /** Milliseconds after which a request that has no answer gets none. */
  readonly answer: number;
}

export const usualLimits: Limits = { body: 32 * 1024 * 1024, rows: 100_000, queue: 4096, answer: 30_000 };
