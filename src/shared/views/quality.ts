import { list, object, optional, type Reader, string } from "../readers";

/** What a page of a model's quality is about: a table and which of its columns is what. */
export interface QualityParams {
  /** Addresses of tables: a path, `data.csv@HEAD~3`, `predictions:churn`. */
  readonly data: string;
  readonly reference?: string;
  readonly actual?: string;
  readonly prediction?: string;
  readonly probability?: readonly string[];
  readonly positive?: string;
}

const maybe = optional(string) as Reader<string>;

export const readQualityParams = object<QualityParams>({
  data: string,
  reference: maybe,
  actual: maybe,
  prediction: maybe,
  probability: optional(list(string)) as Reader<readonly string[]>,
  positive: maybe,
});
