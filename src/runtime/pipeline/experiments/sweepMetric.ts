import { addLeaves } from "../../../core/dvc/compare/diffValues";
import { isMap } from "../../../core/dvc/mapKeys";
import { type Value, WholeFloat } from "../../../core/dvc/values";
import { ApiError, invalid } from "../../../shared/apiError";
import { didYouMean } from "../../../shared/suggest";
import type { StateData } from "./experimentState";

/** Before anything runs: each trial would fail after it ran. One that is not there yet may come of the trials. */
export function checkMetric(state: StateData, name: string): void {
  const { found } = metricsCalled(state, name);
  if (found.size > 1) saidTwice(name, found);
}

/** `val_auc`, `eval.val_auc` or `metrics.json:eval.val_auc`. Throws where no metric, or more than one, is called that. */
export function metricOf(state: StateData, name: string): number {
  const { found, all } = metricsCalled(state, name);
  const [first] = found.values();
  if (found.size > 1) return saidTwice(name, found);
  const value = first instanceof WholeFloat ? first.value : Number(first);
  const meant = didYouMean(name, [...all]);
  if (first === undefined)
    throw new NoMetric(
      `no metric '${name}' came of it; there are ${[...all].join(", ") || "none"}${meant && `.${meant}`}`,
    );
  if (typeof first === "string" || Number.isNaN(value)) return invalid(`metric '${name}' is no number: ${first}`);
  return value;
}

/** A trial that ended well says nothing of the metric: nor will the next one. */
export class NoMetric extends ApiError {
  constructor(message: string) {
    super("INVALID_PARAMETER_VALUE", message);
  }
}

function saidTwice(name: string, found: ReadonlyMap<string, Value>): never {
  throw new NoMetric(`metric '${name}' may be ${[...found.keys()].join(" or ")}; say which`);
}

function metricsCalled({ metrics }: StateData, name: string) {
  const found = new Map<string, Value>();
  const all = new Set<string>();
  for (const [file, each] of Object.entries(metrics)) {
    if (!("data" in each) || !isMap(each.data)) continue;
    const leaves = new Map<string, Value>();
    addLeaves(leaves, each.data, "");
    for (const [leaf, value] of leaves) {
      all.add(leaf);
      if (leaf === name || `${file}:${leaf}` === name) found.set(`${file}:${leaf}`, value);
    }
  }
  return { found, all };
}
