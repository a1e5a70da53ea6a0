import { object, optional, type Reader, string } from "../readers";

/** What a page of drift is about: a monitor and one of its windows, or two tables. */
export interface DriftParams {
  /** The name of a monitor. */
  readonly monitor?: string;
  readonly window?: string;
  /** Addresses of tables: a path, `data.csv@HEAD~3`, `predictions:churn`. */
  readonly reference?: string;
  readonly current?: string;
  /** The column that is looked at first. */
  readonly column?: string;
}

const maybe = optional(string) as Reader<string>;

export const readDriftParams = object<DriftParams>({
  monitor: maybe,
  window: maybe,
  reference: maybe,
  current: maybe,
  column: maybe,
});
