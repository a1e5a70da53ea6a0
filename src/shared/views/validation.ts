import { boolean, object, optional, type Reader, string } from "../readers";

/** What a page of a validation is about: a table, and a suite or the wish for one. */
export interface ValidationParams {
  /** Address of a table: a path, `data.csv@HEAD~3`, `predictions:churn`. */
  readonly data: string;
  /** Path of the suite, from the folder; none: one is proposed from the table. */
  readonly suite?: string;
  readonly propose?: boolean;
}

export const readValidationParams = object<ValidationParams>({
  data: string,
  suite: optional(string) as Reader<string>,
  propose: optional(boolean) as Reader<boolean>,
});
