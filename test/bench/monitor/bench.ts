import type { Row } from "../tracking/table";

/** What each part of the benchmark is given. */
export interface Bench {
  /** A Python that has the libraries that are measured against. */
  readonly python: string;
  /** dist/cli.js */
  readonly cli: string;
  /** A folder for what is made; it goes at the end. */
  readonly scratch: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ours and the peer's take turns so many times; medians count. */
  readonly rounds: number;
  /** Smaller tables, one round: to see that it runs. */
  readonly isQuick: boolean;
  add(row: Row): void;
  /** A line below the table. */
  note(line: string): void;
}
