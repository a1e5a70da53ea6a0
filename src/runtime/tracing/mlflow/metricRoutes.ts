import { invalid } from "../../../shared/apiError";
import { integer, list, number, object, optional, type Reader, string } from "../../../shared/readers";
import { ok, type Route } from "../../kernel/http/route";
import type { Aggregation, View } from "../metricCatalog";
import type { Tracing } from "../tracing";

/** Enums that count from 1 in the protocol. */
function counted<const T extends string>(...names: readonly T[]): Reader<T> {
  return (value, at) =>
    names.find((name, i) => name === value || i + 1 === value) ?? invalid(`${at}: expected one of ${names.join(", ")}`);
}

const readQuery = object({
  experiment_ids: list(string),
  view_type: counted<View>("TRACES", "SPANS", "ASSESSMENTS"),
  metric_name: string,
  aggregations: list(
    object({
      aggregation_type: counted<Aggregation>("COUNT", "SUM", "AVG", "PERCENTILE", "MIN", "MAX"),
      percentile_value: optional(number),
    }),
  ),
  dimensions: optional(list(string), []),
  filters: optional(list(string), []),
  time_interval_seconds: optional(integer),
  start_time_ms: optional(integer),
  end_time_ms: optional(integer),
  max_results: optional(integer, 1000),
});

export function metricRoutes(tracing: Tracing): Route[] {
  return [
    {
      method: "POST",
      path: "/api/3.0/mlflow/traces/metrics",
      async handle({ body }) {
        const asked = readQuery(body, "");
        const points = await tracing.metrics({
          experiments: asked.experiment_ids,
          view: asked.view_type,
          metric: asked.metric_name,
          aggregations: asked.aggregations.map((each) => ({
            kind: each.aggregation_type,
            percentile: each.percentile_value,
          })),
          dimensions: asked.dimensions,
          filters: asked.filters,
          interval: asked.time_interval_seconds,
          from: asked.start_time_ms,
          to: asked.end_time_ms,
          most: Math.min(Math.max(asked.max_results, 0), 10_000),
        });
        return ok({ data_points: points });
      },
    },
  ];
}
