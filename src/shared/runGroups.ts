import { integer, list, object, optional, type Reader, string } from "./readers";

/** Runs that have something in common: their experiment, their state, a script, the value of a param or a tag. */
export interface RunGroup {
  /** An experiment's id, a status, a text; absent: the runs that have none. */
  readonly value?: string;
  readonly runs: number;
  readonly running: number;
  readonly failed: number;
  /** Start of the newest. */
  readonly last_run_time: number;
}

export const readRunGroups = object<{ groups: RunGroup[] }>({
  groups: list(
    object<RunGroup>({
      value: optional(string) as Reader<string>,
      runs: integer,
      running: integer,
      failed: integer,
      last_run_time: integer,
    }),
  ),
});
