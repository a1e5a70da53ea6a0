/** What can be counted and measured of traces, and by what it can be split: MLflow's list. */
export type View = "TRACES" | "SPANS" | "ASSESSMENTS";
export type Aggregation = "COUNT" | "SUM" | "AVG" | "PERCENTILE" | "MIN" | "MAX";

export interface Measure {
  readonly aggregations: readonly Aggregation[];
  readonly dimensions: readonly string[];
}

const spread: readonly Aggregation[] = ["AVG", "MIN", "MAX", "PERCENTILE"];
const total: readonly Aggregation[] = ["SUM", ...spread];

const tokens: Measure = { aggregations: total, dimensions: ["trace_name"] };
const cost: Measure = { aggregations: total, dimensions: ["span_model_name", "span_model_provider"] };

export const measures: Readonly<Record<View, ReadonlyMap<string, Measure>>> = {
  TRACES: new Map<string, Measure>([
    ["trace_count", { aggregations: ["COUNT"], dimensions: ["trace_name", "trace_status"] }],
    ["session_count", { aggregations: ["COUNT"], dimensions: [] }],
    ["latency", { aggregations: spread, dimensions: ["trace_name"] }],
    ["input_tokens", tokens],
    ["output_tokens", tokens],
    ["total_tokens", tokens],
    ["cache_read_input_tokens", tokens],
    ["cache_creation_input_tokens", tokens],
  ]),
  SPANS: new Map<string, Measure>([
    [
      "span_count",
      {
        aggregations: ["COUNT"],
        dimensions: ["span_name", "span_type", "span_status", "span_model_name", "span_model_provider"],
      },
    ],
    ["latency", { aggregations: spread, dimensions: ["span_name", "span_status"] }],
    ["input_cost", cost],
    ["output_cost", cost],
    ["total_cost", cost],
  ]),
  ASSESSMENTS: new Map<string, Measure>([
    ["assessment_count", { aggregations: ["COUNT"], dimensions: ["assessment_name", "assessment_value"] }],
    ["assessment_value", { aggregations: spread, dimensions: ["assessment_name"] }],
  ]),
};
