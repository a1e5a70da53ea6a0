import { isMap } from "../mapKeys";
import type { Value } from "../values";

/** What dvc takes of a file as metrics: numbers and texts, in maps. Lists and nulls fall away. */
export function metricsOf(value: Value): Value {
  return extracted(value) ?? {};
}

function extracted(value: Value): Value | undefined {
  if (!isMap(value)) return value === null || Array.isArray(value) ? undefined : value;
  const kept: Record<string, Value> = {};
  for (const [key, each] of Object.entries(value)) {
    const metric = extracted(each);
    if (metric !== undefined && !(isMap(metric) && Object.keys(metric).length === 0)) kept[key] = metric;
  }
  return kept;
}
