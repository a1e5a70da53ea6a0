import { invalid } from "../../shared/apiError";
import { createTurns } from "../kernel/turns";
import { plainValue } from "./assessmentJson";
import { typeOf } from "./compileFilter";
import { type Aggregation, measures, type View } from "./metricCatalog";
import { compileMetricFilters, type MetricFilter } from "./metricFilter";
import { milliseconds, plain, type SpanDoc, spanAttribute, textOf } from "./spanDoc";
import { type AssessmentDoc, own, type TraceDoc, traceMetadata, traceTag } from "./traceDoc";
import type { Traces } from "./traces";

export interface MetricQuery {
  readonly experiments: readonly string[];
  readonly view: View;
  readonly metric: string;
  readonly aggregations: readonly { readonly kind: Aggregation; readonly percentile?: number | undefined }[];
  readonly dimensions: readonly string[];
  readonly filters: readonly string[];
  readonly interval?: number | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly most: number;
}

export interface DataPoint {
  readonly metric_name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, number>>;
}

/** One thing measured. */
interface Row {
  readonly time: number;
  readonly value: number | string | undefined;
  dimension(name: string): string | undefined;
}

export async function queryMetrics(traces: Traces, query: MetricQuery): Promise<DataPoint[]> {
  check(query);
  const filter = compileMetricFilters(query.filters, query.view);
  const groups = new Map<string, { dimensions: string[]; values: (number | string)[] }>();
  for await (const row of rowsOf(traces, query, filter)) {
    if (row.value === undefined) continue;
    const dimensions = query.dimensions.map(row.dimension);
    if (dimensions.includes(undefined)) continue;
    const all = [...bucketOf(row.time, query.interval), ...(dimensions as string[])];
    const key = JSON.stringify(all);
    const group = groups.get(key) ?? { dimensions: all, values: [] };
    group.values.push(row.value);
    groups.set(key, group);
  }
  const isSplit = query.interval !== undefined || query.dimensions.length > 0;
  if (groups.size === 0 && !isSplit) groups.set("", { dimensions: [], values: [] });
  const names = [...(query.interval === undefined ? [] : ["time_bucket"]), ...query.dimensions];
  return [...groups.values()]
    .sort((a, b) => compareLists(a.dimensions, b.dimensions))
    .slice(0, query.most)
    .map(({ dimensions, values }) => ({
      metric_name: query.metric,
      dimensions: Object.fromEntries(names.map((name, i) => [name, dimensions[i] as string])),
      values: aggregated(values, query),
    }))
    .filter((point) => Object.keys(point.values).length > 0);
}

function check({ view, metric, aggregations, dimensions, interval, from, to }: MetricQuery): void {
  const measure =
    measures[view].get(metric) ??
    invalid(`metric_name must be one of ${[...measures[view].keys()].join(", ")}, got '${metric}'`);
  for (const { kind, percentile } of aggregations) {
    if (!measure.aggregations.includes(kind))
      invalid(
        `Found invalid aggregation_type(s): ${kind}. Supported aggregation types: ${measure.aggregations.join(", ")}`,
      );
    if (kind === "PERCENTILE" && (percentile === undefined || !(percentile >= 0 && percentile <= 100)))
      invalid("percentile_value must be between 0 and 100 for the PERCENTILE aggregation");
  }
  for (const dimension of dimensions)
    if (!measure.dimensions.includes(dimension))
      invalid(`Found invalid dimension(s): ${dimension}. Supported dimensions: ${measure.dimensions.join(", ")}`);
  if (interval !== undefined && (from === undefined || to === undefined))
    invalid("start_time_ms and end_time_ms are required if time_interval_seconds is set");
  if (interval !== undefined && interval <= 0) invalid("time_interval_seconds: must be positive");
}

async function* rowsOf(traces: Traces, query: MetricQuery, filter: MetricFilter): AsyncIterable<Row> {
  const owners = new Set(query.experiments);
  const within = (time: number) =>
    (query.from === undefined || time >= query.from) && (query.to === undefined || time <= query.to);
  const turn = createTurns();
  const bySpanTime = query.metric.endsWith("_cost");
  for (const trace of traces.docs().values()) {
    if (!owners.has(trace.experiment) || !filter.trace(trace)) continue;
    if (!bySpanTime && !within(trace.time)) continue;
    await turn();
    if (query.view === "TRACES") yield traceRow(trace, query.metric);
    else if (query.view === "ASSESSMENTS") {
      for (const each of trace.assessments)
        if (each.valid && filter.assessment(each)) yield assessmentRow(trace, each, query.metric);
    } else if (trace.chunks > 0) {
      for (const span of (await traces.spans(trace)) ?? [])
        if (filter.span(span) && (!bySpanTime || within(milliseconds(span.start)))) yield spanRow(span, query.metric);
    }
  }
}

function traceRow(trace: TraceDoc, metric: string): Row {
  return {
    time: trace.time,
    value:
      metric === "trace_count"
        ? trace.id
        : metric === "session_count"
          ? own(trace.metadata, traceMetadata.session)
          : metric === "latency"
            ? trace.duration
            : figure(own(trace.metadata, traceMetadata.tokens), metric),
    dimension: (name) => (name === "trace_name" ? own(trace.tags, traceTag.name) : trace.state),
  };
}

function spanRow(span: SpanDoc, metric: string): Row {
  const latency = () =>
    span.end === undefined ? undefined : Number((BigInt(span.end) - BigInt(span.start)) / 1_000_000n);
  return {
    time: milliseconds(span.start),
    value:
      metric === "span_count"
        ? span.id
        : metric === "latency"
          ? latency()
          : figure(own(span.attributes, spanAttribute.cost), metric),
    dimension: (name) => spanDimension(span, name),
  };
}

function spanDimension(span: SpanDoc, name: string): string | undefined {
  switch (name) {
    case "span_name":
      return span.name;
    case "span_type":
      return typeOf(span);
    case "span_status":
      return span.status;
    case "span_model_name":
      return textOf(own(span.attributes, spanAttribute.model))?.slice(0, 500);
    default:
      return textOf(own(span.attributes, spanAttribute.provider))?.slice(0, 500);
  }
}

function assessmentRow(trace: TraceDoc, assessment: AssessmentDoc, metric: string): Row {
  return {
    time: trace.time,
    value: metric === "assessment_count" ? assessment.id : worth(plainValue(assessment.value)),
    dimension: (name) => (name === "assessment_name" ? assessment.name : assessment.value),
  };
}

/** Truth and yes are 1, falsehood and no 0. */
function worth(value: unknown): number | undefined {
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  const word = typeof value === "string" ? value.trim().toLowerCase() : "";
  return word === "yes" ? 1 : word === "no" ? 0 : undefined;
}

export function figure(json: string | undefined, key: string): number | undefined {
  const value = plain(json);
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  const found = (value as Readonly<Record<string, unknown>>)[key];
  return typeof found === "number" && Number.isFinite(found) ? found : undefined;
}

function bucketOf(time: number, seconds: number | undefined): string[] {
  if (seconds === undefined) return [];
  const size = seconds * 1000;
  return [new Date(Math.floor(time / size) * size).toISOString().replace(/\.000Z$/, "+00:00")];
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  for (const [i, left] of a.entries()) {
    const right = b[i] as string;
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

function aggregated(
  values: readonly (number | string)[],
  { aggregations, metric }: MetricQuery,
): Record<string, number> {
  const numbers = values.filter((value) => typeof value === "number").sort((a, b) => a - b);
  const results: [string, number][] = [];
  for (const { kind, percentile } of aggregations) {
    const count = metric === "session_count" ? new Set(values).size : values.length;
    if (kind === "COUNT") results.push(["COUNT", count]);
    else if (numbers.length > 0)
      results.push([kind === "PERCENTILE" ? `P${printed(percentile ?? 0)}` : kind, of(kind, numbers, percentile ?? 0)]);
  }
  return Object.fromEntries(results);
}

function printed(percentile: number): string {
  return Number.isInteger(percentile) ? `${percentile}.0` : String(percentile);
}

function of(kind: Exclude<Aggregation, "COUNT">, sorted: readonly number[], percentile: number): number {
  const sum = () => sorted.reduce((all, value) => all + value, 0);
  const at = (i: number) => sorted[Math.min(i, sorted.length - 1)] as number;
  switch (kind) {
    case "SUM":
      return sum();
    case "AVG":
      return sum() / sorted.length;
    case "MIN":
      return at(0);
    case "MAX":
      return at(sorted.length - 1);
    case "PERCENTILE": {
      const place = (percentile / 100) * (sorted.length - 1);
      const low = Math.floor(place);
      return at(low) + (place - low) * (at(low + 1) - at(low));
    }
    default:
      return kind satisfies never;
  }
}
