import { integer, object, optional, string } from "../../shared/readers";
import type { SpanSummary, TextPair, TraceDetail, TraceSummary } from "../../shared/traces";
import { ok, type Route } from "../kernel/http/route";
import { typeOf } from "./compileFilter";
import { compareDigits, type SpanDoc, spanAttribute } from "./spanDoc";
import { own, runsOf, type Texts, type TraceDoc, traceMetadata, traceTag } from "./traceDoc";
import { figure } from "./traceMetrics";
import type { Tracing } from "./tracing";

const readQuery = object({
  experiment_id: optional(string),
  run_id: optional(string),
  limit: optional(integer, 100),
});

/** Traces for the editor's own views. */
export function tidemarkTraceRoutes(tracing: Tracing): Route[] {
  return [
    {
      method: "GET",
      path: "/api/tidemark/v1/traces",
      handle({ body }) {
        const { experiment_id: experiment, run_id: run, limit } = readQuery(body, "");
        const found: TraceDoc[] = [];
        for (const trace of tracing.all())
          if (
            (experiment === undefined || trace.experiment === experiment) &&
            (run === undefined || runsOf(trace).includes(run))
          )
            found.push(trace);
        const newest = found.reverse().sort((a, b) => b.time - a.time);
        return ok({ traces: newest.slice(0, Math.min(Math.max(limit, 0), 1000)).map(summaryOf) });
      },
    },
    {
      method: "GET",
      path: "/api/tidemark/v1/traces/{trace_id}",
      async handle({ params }) {
        const { trace, spans } = await tracing.whole(params.trace_id ?? "", true);
        return ok(detailOf(trace, spans));
      },
    },
  ];
}

function summaryOf(trace: TraceDoc): TraceSummary {
  const tokens = figure(own(trace.metadata, traceMetadata.tokens), "total_tokens");
  const cost = figure(own(trace.metadata, traceMetadata.cost), "total_cost");
  return {
    id: trace.id,
    experiment_id: trace.experiment,
    name: own(trace.tags, traceTag.name) ?? trace.root ?? "",
    state: trace.state,
    time: trace.time,
    ...(trace.duration !== undefined && { duration: trace.duration }),
    runs: runsOf(trace),
    ...(trace.request_preview !== undefined && { request: trace.request_preview }),
    ...(trace.response_preview !== undefined && { response: trace.response_preview }),
    spans: trace.spans,
    ...(tokens !== undefined && { tokens }),
    ...(cost !== undefined && { cost }),
    assessments: trace.assessments.map((each) => ({
      id: each.id,
      name: each.name,
      kind: each.kind,
      value: each.value,
      source_type: each.source_type,
      ...(each.source_id !== undefined && { source: each.source_id }),
      ...(each.rationale !== undefined && { rationale: each.rationale }),
      ...(each.span_id !== undefined && { span: each.span_id }),
      valid: each.valid,
    })),
  };
}

function detailOf(trace: TraceDoc, spans: readonly SpanDoc[]): TraceDetail {
  const [first = "0"] = spans.map(({ start }) => start).sort(compareDigits);
  return {
    ...summaryOf(trace),
    spans: spans.length,
    tags: pairs(trace.tags),
    metadata: pairs(trace.metadata),
    tree: spans.map((span) => spanSummary(span, first)),
  };
}

const shownApart: readonly string[] = [
  spanAttribute.inputs,
  spanAttribute.outputs,
  spanAttribute.type,
  spanAttribute.traceId,
];

function spanSummary(span: SpanDoc, origin: string): SpanSummary {
  const inputs = own(span.attributes, spanAttribute.inputs);
  const outputs = own(span.attributes, spanAttribute.outputs);
  return {
    id: span.id,
    ...(span.parent !== undefined && { parent: span.parent }),
    name: span.name,
    type: typeOf(span),
    status: span.status,
    ...(span.message !== undefined && { message: span.message }),
    start: microseconds(origin, span.start),
    ...(span.end !== undefined && { duration: microseconds(span.start, span.end) }),
    ...(inputs !== undefined && { inputs }),
    ...(outputs !== undefined && { outputs }),
    attributes: pairs(span.attributes).filter(({ key }) => !shownApart.includes(key)),
    events: (span.events ?? []).map(({ name, time, attributes }) => ({
      name,
      at: microseconds(origin, time),
      attributes: pairs(attributes),
    })),
  };
}

/** Between two times in nanoseconds since 1970, which are too long for a double. */
function microseconds(from: string, to: string): number {
  return Number(BigInt(to) - BigInt(from)) / 1000;
}

function pairs(entries: Texts): TextPair[] {
  return Object.entries(entries).map(([key, value]) => ({ key, value }));
}
