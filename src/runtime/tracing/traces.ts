import { ApiError, invalid } from "../../shared/apiError";
import type { Kernel } from "../kernel/kernel";
import type { Op } from "../kernel/store/change";
import { appendToUri, type Tracking } from "../tracking/tracking";
import { readTracesJson } from "./foreignSpans";
import type { SpanDoc } from "./spanDoc";
import { loadSpans } from "./spanStore";
import { own, spansHere, type TraceDoc, traceMetadata, traceTag } from "./traceDoc";

export const tracesCollection = "traces";

export type Traces = ReturnType<typeof createTraces>;

/** Finding and changing traces one at a time; what they are made of is elsewhere. */
export function createTraces({ store, events }: Kernel, tracking: Tracking) {
  const docs = () => store.docs<TraceDoc>(tracesCollection);
  const get = (id: string): TraceDoc =>
    docs().get(id) ??
    (() => {
      throw new ApiError("RESOURCE_DOES_NOT_EXIST", `Trace with ID '${id.slice(0, 300)}' not found.`);
    })();
  const announce = (trace: TraceDoc, act: "changed" | "deleted" = "changed") =>
    events.emit({ kind: "trace", id: trace.id, experiment: trace.experiment, act });

  return {
    docs,
    get,
    find: (id: string): TraceDoc | undefined => docs().get(id),
    put: (trace: TraceDoc): Op => ({ do: "put", in: tracesCollection, key: trace.id, doc: trace }),
    announce,

    /** Runs alone among all that change one of these traces. */
    exclusive: <T>(ids: readonly string[], work: () => Promise<T>): Promise<T> =>
      store.exclusive(
        [...new Set(ids)].map((id) => `trace:${id}`),
        work,
      ),

    async change(id: string, make: (before: TraceDoc) => TraceDoc): Promise<TraceDoc> {
      return this.exclusive([id], async () => {
        const before = get(id);
        const after = make(before);
        if (after !== before) {
          await store.commit([this.put(after)]);
          announce(after);
        }
        return after;
      });
    },

    /** Where the client puts what does not fit a trace, and its spans if it is an old one. */
    artifactUri(experiment: string, id: string): string {
      const { artifact_location: location } = tracking.experiments.get(experiment);
      return appendToUri(location, "traces", id, "artifacts");
    },

    /** Its spans, wherever they are; undefined when they are nowhere that we can read. */
    async spans(trace: TraceDoc): Promise<SpanDoc[] | undefined> {
      if (trace.chunks > 0) return loadSpans(store, trace);
      const path = artifactPath(trace);
      if (path === undefined || own(trace.tags, traceTag.spans) === spansHere) return undefined;
      try {
        return readTracesJson((await tracking.artifacts.readWhole(`${path}/traces.json`)).toString("utf8"));
      } catch (error) {
        if (error instanceof ApiError && error.code === "RESOURCE_DOES_NOT_EXIST") return undefined;
        throw error;
      }
    },

    /** The folder of its artifacts, relative to all artifacts, if it lies with us. */
    artifactFolder: (trace: TraceDoc): string | undefined => artifactPath(trace)?.replace(/\/artifacts$/, ""),

    /** Spans that its client says it has; undefined when it did not say. */
    expected: (trace: TraceDoc): number | undefined => spanCount(own(trace.metadata, traceMetadata.sizes)),
  };
}

/** Only ids that are plain names lead to files: the rest of the path is the experiment's, not the sender's. */
function artifactPath(trace: TraceDoc): string | undefined {
  const uri = own(trace.tags, traceTag.artifacts);
  const path = /^mlflow-artifacts:\/+(.+)$/.exec(uri ?? "")?.[1];
  return path !== undefined && /^[\w-]+$/.test(trace.id) && path.endsWith(`/traces/${trace.id}/artifacts`)
    ? path
    : undefined;
}

function spanCount(sizes: string | undefined): number | undefined {
  const count = /"num_spans":\s*(\d{1,9})/.exec(sizes ?? "")?.[1];
  return count === undefined ? undefined : Number(count);
}

export function checkIds(ids: readonly string[], most: number, at: string): void {
  if (ids.length > most) invalid(`${at}: at most ${most} in one request, got ${ids.length}`);
}
