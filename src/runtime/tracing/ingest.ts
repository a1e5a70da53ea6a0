import type { OtlpSpan } from "../../core/protobuf/otlp";
import { groupBy } from "../../shared/groups";
import type { Kernel } from "../kernel/kernel";
import type { Op } from "../kernel/store/change";
import { createTurns } from "../kernel/turns";
import type { Tracking } from "../tracking/tracking";
import { addSpans, type Batch, rootOf, withService } from "./addSpans";
import { type SpanDoc, spanDocOf, traceIdOf } from "./spanDoc";
import { dropSpans, loadSpans, putSpans } from "./spanStore";
import { own, type TraceDoc, traceMetadata, traceTag } from "./traceDoc";
import type { Traces } from "./traces";
import { translate } from "./translate";
import { type UsageNode, usageNode } from "./usage";

/** How many traces still being written are kept in mind, so that each batch need not read all before it. */
const openTraces = 200;

/** Documents of spans that a trace may consist of before they are put together: of one that is over, and of one that is not. */
const latecomers = 16;
const mostChunks = 256;

/** Takes in spans as OpenTelemetry sends them: all of a request or nothing. */
export function createIngest({ store }: Kernel, tracking: Tracking, traces: Traces) {
  const known = new Map<string, Map<string, UsageNode>>();
  const remember = (id: string, nodes: Map<string, UsageNode>) => {
    known.delete(id);
    known.set(id, nodes);
    const [oldest] = known.keys();
    if (known.size > openTraces && oldest !== undefined) known.delete(oldest);
  };
  const nodesOf = async (before: TraceDoc): Promise<Map<string, UsageNode>> => {
    const found = known.get(before.id);
    if (found && found.size === before.spans) return found;
    const spans = before.chunks === 0 ? [] : await loadSpans(store, before);
    return new Map(spans.map((span) => [span.id, usageNode(span)]));
  };
  const newTrace = (id: string, experiment: string): TraceDoc => ({
    id,
    experiment,
    time: 0,
    state: "IN_PROGRESS",
    metadata: {},
    tags: { [traceTag.artifacts]: traces.artifactUri(experiment, id) },
    assessments: [],
    chunks: 0,
    spans: 0,
  });
  const take = async (batch: Batch, before: TraceDoc): Promise<{ trace: TraceDoc; ops: Op[] }> => {
    const nodes = await nodesOf(before);
    for (const span of batch.spans) nodes.set(span.id, usageNode(span));
    const added = addSpans(before, batch, nodes);
    remember(batch.traceId, nodes);
    const isFinal = own(before.metadata, traceMetadata.final) !== undefined;
    const isOver = rootOf(batch) !== undefined || before.chunks >= (isFinal ? latecomers : mostChunks);
    if (!isOver || before.chunks === 0) {
      const trace = { ...added, chunks: before.chunks + 1, spans: nodes.size };
      return { trace, ops: [putSpans(trace.id, before.chunks, batch.spans), traces.put(trace)] };
    }
    const all = new Map<string, SpanDoc>();
    for (const span of [...(await loadSpans(store, before)), ...batch.spans]) all.set(span.id, span);
    const trace = { ...added, chunks: 1, spans: all.size };
    return { trace, ops: [putSpans(trace.id, 0, [...all.values()]), ...dropSpans(before, 1), traces.put(trace)] };
  };

  /** Returns the traces of which the root has come. */
  return async (experiment: string, spans: readonly OtlpSpan[]): Promise<string[]> => {
    const batches = await batchesOf(spans);
    const ids = batches.map(({ traceId }) => traceId);
    if (ids.some((id) => !traces.find(id))) tracking.experiments.get(experiment);
    await traces.exclusive(ids, async () => {
      const taken = [];
      try {
        for (const batch of batches)
          taken.push(await take(batch, traces.find(batch.traceId) ?? newTrace(batch.traceId, experiment)));
        await store.commit(taken.flatMap(({ ops }) => ops));
      } catch (error) {
        for (const id of ids) known.delete(id);
        throw error;
      }
      for (const { trace } of taken) traces.announce(trace);
    });
    return batches.filter((batch) => rootOf(batch) !== undefined).map(({ traceId }) => traceId);
  };
}

async function batchesOf(spans: readonly OtlpSpan[]): Promise<Batch[]> {
  const turn = createTurns();
  const batches: Batch[] = [];
  for (const [traceId, of] of groupBy(spans, ({ traceId }) => traceIdOf(traceId))) {
    const byId = new Map<string, SpanDoc>();
    for (const span of of) {
      byId.set(span.spanId, translate(withService(spanDocOf(span), span.resource)));
      await turn();
    }
    const resource = of.find((span) => span.resource.size > 0)?.resource ?? new Map<string, string>();
    batches.push({ traceId, spans: [...byId.values()], resource });
  }
  return batches;
}
