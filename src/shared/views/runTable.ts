import { list, object, optional, type Reader, string } from "../readers";

/** Which runs the table begins with; none named: those of the newest experiment. */
export interface RunTableParams {
  readonly experiments?: readonly string[];
  /** In MLflow's grammar. */
  readonly filter?: string;
  /** The run that others are measured against. */
  readonly baseline?: string;
}

export const readRunTableParams = object<RunTableParams>({
  experiments: optional(list(string)) as Reader<string[]>,
  filter: optional(string) as Reader<string>,
  baseline: optional(string) as Reader<string>,
});
