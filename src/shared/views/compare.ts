import { list, object, optional, type Reader, string } from "../readers";

export interface CompareParams {
  readonly runs: readonly string[];
  /** The metric to begin with. */
  readonly metric?: string;
}

export const readCompareParams = object<CompareParams>({
  runs: list(string),
  metric: optional(string) as Reader<string>,
});
