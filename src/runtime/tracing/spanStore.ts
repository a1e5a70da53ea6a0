import type { Op } from "../kernel/store/change";
import type { Store } from "../kernel/store/store";
import { inOrder, type SpanDoc, type SpansDoc } from "./spanDoc";
import type { TraceDoc } from "./traceDoc";

/**
 * Spans lie on disk. They arrive one by one as they end, so each arrival is a document of its own beside the ones before
 * (never a rewrite of all of them); when the trace is declared complete they are put together into one.
 */
const collection = "cold:spans";

export function chunkKey(traceId: string, chunk: number): string {
  return chunk === 0 ? traceId : `${traceId}/${chunk}`;
}

export function putSpans(traceId: string, chunk: number, spans: readonly SpanDoc[]): Op {
  return { do: "put", in: collection, key: chunkKey(traceId, chunk), doc: { spans } satisfies SpansDoc };
}

/** All spans of a trace, the later of two with one id. */
export async function loadSpans(store: Store, trace: Pick<TraceDoc, "id" | "chunks">): Promise<SpanDoc[]> {
  const found = new Map<string, SpanDoc>();
  for (let chunk = 0; chunk < trace.chunks; chunk++) {
    const doc = await store.cold<SpansDoc>(collection, chunkKey(trace.id, chunk));
    for (const span of doc?.spans ?? []) found.set(span.id, span);
  }
  return inOrder([...found.values()]);
}

export function dropSpans(trace: Pick<TraceDoc, "id" | "chunks">, from = 0): Op[] {
  const ops: Op[] = [];
  for (let chunk = from; chunk < trace.chunks; chunk++)
    ops.push({ do: "drop", in: collection, key: chunkKey(trace.id, chunk) });
  return ops;
}

/** One document for all of them. */
export async function joinSpans(store: Store, trace: TraceDoc): Promise<{ trace: TraceDoc; ops: Op[] }> {
  if (trace.chunks < 2) return { trace, ops: [] };
  const spans = await loadSpans(store, trace);
  return {
    trace: { ...trace, chunks: 1, spans: spans.length },
    ops: [putSpans(trace.id, 0, spans), ...dropSpans(trace, 1)],
  };
}
