import { parseFilter } from "../../core/search/filter";
import type { Entity, Grammar } from "../../core/search/grammar";
import { invalid } from "../../shared/apiError";
import { typeOf } from "./compileFilter";
import type { View } from "./metricCatalog";
import type { SpanDoc } from "./spanDoc";
import { type AssessmentDoc, own, runsOf, type TraceDoc, traceMetadata } from "./traceDoc";

/** Filters of the metrics of traces: one equality each, on the trace, or on what the view is made of. */
export interface MetricFilter {
  trace(trace: TraceDoc): boolean;
  span(span: SpanDoc): boolean;
  assessment(assessment: AssessmentDoc): boolean;
}

const entity = (name: string): Entity => ({ value: "text", comparators: ["="], aliases: [name] });
const grammar: Grammar = {
  entities: { trace: entity("trace"), span: entity("span"), assessment: entity("assessment") },
  attributes: {},
  attributePrefixes: [],
};

export function compileMetricFilters(filters: readonly string[], view: View): MetricFilter {
  const traces: ((trace: TraceDoc) => boolean)[] = [];
  const spans: ((span: SpanDoc) => boolean)[] = [];
  const assessments: ((assessment: AssessmentDoc) => boolean)[] = [];
  for (const source of filters) {
    const [clause, more] = parseFilter(grammar, source);
    if (!clause || more) return invalid(`Invalid filter: '${source}'. Expected one filter clause.`);
    const value = String(clause.value);
    if (clause.entity === "trace") traces.push(traceTest(clause.key, value));
    else if (clause.entity === "span") {
      if (view !== "SPANS") return invalid(`Filtering by span is only supported for SPANS view type, got ${view}`);
      spans.push(spanTest(clause.key, value));
    } else {
      if (view !== "ASSESSMENTS")
        return invalid(`Filtering by assessment is only supported for ASSESSMENTS view type, got ${view}`);
      assessments.push(assessmentTest(clause.key, value));
    }
  }
  return {
    trace: (trace) => traces.every((test) => test(trace)),
    span: (span) => spans.every((test) => test(span)),
    assessment: (assessment) => assessments.every((test) => test(assessment)),
  };
}

function traceTest(key: string, value: string): (trace: TraceDoc) => boolean {
  if (key === "status") return ({ state }) => state === value;
  const [, family, name = ""] = /^(tag|metadata)\.(.+)$/s.exec(key) ?? [];
  if (family === "tag") return ({ tags }) => own(tags, name) === value;
  if (family === "metadata" && name === traceMetadata.sourceRun) return (trace) => runsOf(trace).includes(value);
  if (family === "metadata") return ({ metadata }) => own(metadata, name) === value;
  return invalid(
    `Invalid entity '${key}' specified for view type 'trace'. Valid entities are status, tag.<key>, metadata.<key>`,
  );
}

function spanTest(key: string, value: string): (span: SpanDoc) => boolean {
  if (key === "name") return ({ name }) => name === value;
  if (key === "status") return ({ status }) => status === value;
  if (key === "type") return (span) => typeOf(span) === value;
  return invalid(`Invalid entity '${key}' specified for view type 'span'. Valid entities are name, status, type`);
}

function assessmentTest(key: string, value: string): (assessment: AssessmentDoc) => boolean {
  if (key === "name") return ({ name }) => name === value;
  if (key === "type") return ({ kind }) => kind === value;
  return invalid(`Invalid entity '${key}' specified for view type 'assessment'. Valid entities are name, type`);
}
