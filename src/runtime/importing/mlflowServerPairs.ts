import type { Pair } from "../../core/mlflow/foreign";
import { list, object, optional, type Reader, text } from "../../shared/readers";

const readPair = object({ key: text, value: optional(text, "") });

const pair: Reader<Pair> = (value, at) => {
  const read = readPair(value, at);
  return [read.key, read.value];
};

/** How params and tags come over REST. */
export const pairs = optional(list(pair), []);
