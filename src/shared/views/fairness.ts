import { list, object, optional, type Reader, string } from "../readers";

/** What a page of a model's fairness is about: a table, which of its columns is what, and whose groups are compared. */
export interface FairnessParams {
  /** Address of a table: a path, `data.csv@HEAD~3`, `predictions:churn`. */
  readonly data: string;
  readonly actual: string;
  readonly prediction?: string;
  readonly probability?: string;
  readonly sensitive: readonly string[];
  readonly positive?: string;
}

const maybe = optional(string) as Reader<string>;

export const readFairnessParams = object<FairnessParams>({
  data: string,
  actual: string,
  prediction: maybe,
  probability: maybe,
  sensitive: list(string),
  positive: maybe,
});
