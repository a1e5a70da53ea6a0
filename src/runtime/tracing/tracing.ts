import type { Readable } from "node:stream";
import { isDeepStrictEqual } from "node:util";
import type { ForeignTrace } from "../../core/mlflow/foreign";
import type { OtlpSpan } from "../../core/protobuf/otlp";
import { ApiError, invalid } from "../../shared/apiError";
import type { Kernel } from "../kernel/kernel";
import type { Op } from "../kernel/store/change";
import type { Tracking } from "../tracking/tracking";
import { createAssessments, newAssessmentId } from "./assessments";
import { npmi } from "./correlation";
import { readForeignSpan } from "./foreignSpans";
import { type TraceInput, traceInputIn } from "./infoJson";
import { createIngest } from "./ingest";
import { matchingTraces, searchTraces, type TraceQuery } from "./searchTraces";
import type { SpanDoc } from "./spanDoc";
import { dropSpans, joinSpans, putSpans } from "./spanStore";
import { declaredMetadata, type Given, startTrace, stored } from "./startTrace";
import { own, runsOf, spansHere, type Texts, type TraceDoc, type TraceState, traceTag, without } from "./traceDoc";
import { checkFree, checkTag } from "./traceKeys";
import { type MetricQuery, queryMetrics } from "./traceMetrics";
import { checkIds, createTraces, tracesCollection } from "./traces";

export { tracingViews } from "./views";

export type Tracing = ReturnType<typeof createTracing>;

/** Which traces to delete: these, or those up to a time, the oldest first. */
export interface Deletion {
  readonly experiment: string;
  readonly ids?: readonly string[] | undefined;
  readonly upTo?: number | undefined;
  readonly most?: number | undefined;
}

/** Traces, their spans and what people and judges say of them. */
export function createTracing(kernel: Kernel, tracking: Tracking) {
  const { store, clock } = kernel;
  const traces = createTraces(kernel, tracking);
  const given = (experiment: string, id: string): Given => ({
    artifacts: traces.artifactUri(experiment, id),
    now: clock.now(),
    newId: newAssessmentId,
  });
  const remove = async (doomed: readonly TraceDoc[]): Promise<number> => {
    const ids = doomed.map(({ id }) => id);
    return traces.exclusive(ids, async () => {
      const present = ids.flatMap((id) => traces.find(id) ?? []);
      await store.commit(present.flatMap(dropOps));
      for (const trace of present) {
        traces.announce(trace, "deleted");
        const folder = traces.artifactFolder(trace);
        if (folder !== undefined) await tracking.artifacts.remove(folder);
      }
      return present.length;
    });
  };

  return {
    get: traces.get,
    find: traces.find,
    spans: traces.spans,
    all: () => traces.docs().values(),
    assessments: createAssessments(kernel, traces),
    addSpans: createIngest(kernel, tracking, traces) as (
      experiment: string,
      spans: readonly OtlpSpan[],
    ) => Promise<string[]>,
    search: (query: TraceQuery) => searchTraces(traces, query),
    metrics: (query: MetricQuery) => queryMetrics(traces, query),

    async start(input: TraceInput): Promise<TraceDoc> {
      tracking.experiments.getActive(input.experiment);
      return traces.exclusive([input.id], async () => {
        const started = startTrace(traces.find(input.id), input, given(input.experiment, input.id));
        const { trace, ops } = await joinSpans(store, started);
        await store.commit([...ops, traces.put(trace)]);
        traces.announce(trace);
        return trace;
      });
    },

    /** The 2.0 protocol: a trace is declared when it begins… */
    async begin(input: TraceInput): Promise<TraceDoc> {
      tracking.experiments.getActive(input.experiment);
      const trace: TraceDoc = {
        ...startTrace(undefined, input, given(input.experiment, input.id)),
        metadata: declaredMetadata(input.metadata),
      };
      await store.commit([traces.put(trace)]);
      traces.announce(trace);
      return trace;
    },

    /** …and when it ends. */
    end: (id: string, end: { time: number; state: TraceState; metadata: Texts; tags: Texts }): Promise<TraceDoc> =>
      traces.change(id, (before) => ({
        ...before,
        duration: end.time - before.time,
        state: end.state,
        metadata: { ...before.metadata, ...declaredMetadata(end.metadata) },
        tags: { ...before.tags, ...stored(end.tags) },
      })),

    /** A trace and its spans; waits a moment for spans still on their way, as its client announced them. */
    async whole(id: string, allowPartial: boolean): Promise<{ trace: TraceDoc; spans: SpanDoc[] }> {
      for (const deadline = clock.now() + patience; ; ) {
        const trace = traces.get(id);
        const spans = (await traces.spans(trace)) ?? [];
        if (allowPartial || isComplete(trace, spans)) return { trace, spans };
        const left = deadline - clock.now();
        if (left <= 0) break;
        await change(id, left);
      }
      throw new ApiError(
        "RESOURCE_DOES_NOT_EXIST",
        `Trace with ID ${id} is not fully exported yet, please try again later.`,
      );
    },

    /** A file that its client attached to a span. */
    async attachment(id: string, name: string): Promise<Readable> {
      const folder = traces.artifactFolder(traces.get(id));
      if (folder === undefined || name.includes("/") || name.includes("\\"))
        throw new ApiError(
          "RESOURCE_DOES_NOT_EXIST",
          `Trace with ID '${id}' has no attachment '${name.slice(0, 300)}'`,
        );
      const { handle } = await tracking.artifacts.open(`${folder}/artifacts/attachments/${name}`);
      return handle.createReadStream();
    },

    /** Those that are here whole; `experiments` undefined is all of them. */
    async wholeOnes(
      ids: readonly string[],
      experiments?: readonly string[],
    ): Promise<{ trace: TraceDoc; spans: SpanDoc[] }[]> {
      const found = [];
      for (const trace of this.present(ids, experiments)) {
        const spans = (await traces.spans(trace)) ?? [];
        if (isComplete(trace, spans)) found.push({ trace, spans });
      }
      return found;
    },

    present: (ids: readonly string[], experiments?: readonly string[]): TraceDoc[] =>
      [...new Set(ids)]
        .flatMap((id) => traces.find(id) ?? [])
        .filter((trace) => experiments === undefined || experiments.includes(trace.experiment)),

    setTag(id: string, key: string, value: string): Promise<TraceDoc> {
      checkFree(key, "set");
      const [name, kept] = checkTag(key, value);
      return traces.change(id, (before) => ({ ...before, tags: { ...before.tags, [name]: kept } }));
    },

    deleteTag(id: string, key: string): Promise<TraceDoc> {
      checkFree(key, "deleted");
      return traces.change(id, (before) => {
        if (own(before.tags, key) === undefined)
          throw new ApiError("RESOURCE_DOES_NOT_EXIST", `No trace tag with key '${key}' for trace with ID '${id}'`);
        return { ...before, tags: without(before.tags, key) };
      });
    },

    /** The run may live elsewhere, as may some of the traces. */
    async linkToRun(ids: readonly string[], run: string): Promise<void> {
      checkIds(ids, 100, "trace_ids");
      await traces.exclusive(ids, async () => {
        const linked = ids
          .flatMap((id) => traces.find(id) ?? [])
          .filter((trace) => !trace.runs?.includes(run))
          .map((trace) => ({ ...trace, runs: [...(trace.runs ?? []), run] }));
        await store.commit(linked.map(traces.put));
        for (const trace of linked) traces.announce(trace);
      });
    },

    linkPrompts: (id: string, prompts: readonly string[]): Promise<TraceDoc> =>
      traces.change(id, (before) => ({ ...before, prompts: [...new Set([...(before.prompts ?? []), ...prompts])] })),

    delete(deletion: Deletion): Promise<number> {
      return remove(doomedBy(traces.docs().values(), deletion));
    },

    /** For the purge of experiments and runs: traces that have nothing left to belong to. Returns how many. */
    purge: (gone: { experiments: ReadonlySet<string>; runs: ReadonlySet<string> }): Promise<number> =>
      remove(
        [...traces.docs().values()].filter((trace) => {
          const runs = runsOf(trace);
          return gone.experiments.has(trace.experiment) || (runs.length > 0 && runs.every((run) => gone.runs.has(run)));
        }),
      ),

    async correlate(experiments: readonly string[], first: string, second: string, base: string | undefined) {
      const ids = async (filter: string | undefined) =>
        new Set((await matchingTraces(traces, experiments, filter)).map(({ id }) => id));
      const both = (filter: string) => (base === undefined || base === "" ? filter : `${base} AND ${filter}`);
      const [all, left, right] = [await ids(base), await ids(both(first)), await ids(both(second))];
      const counts = {
        both: [...left].filter((id) => right.has(id)).length,
        first: left.size,
        second: right.size,
        total: all.size,
      };
      return { ...counts, ...npmi(counts) };
    },

    /** A trace out of another store, under its own id; what is left to change. Taking it in twice changes nothing. */
    adopt(theirs: Pick<ForeignTrace, "id" | "info" | "spans">, experiment: string): Op[] {
      const input = traceInputIn(experiment)({ ...theirs.info, trace_id: theirs.id }, `trace ${theirs.id}`);
      const spans = theirs.spans.map((span, i) => readForeignSpan(span, `trace ${theirs.id}, span ${i}`));
      const before = traces.find(theirs.id);
      const place = given(experiment, theirs.id);
      // what was said of it here stays; where both say something, theirs holds
      const started = startTrace(before, input, place);
      const { [traceTag.spans]: _, ...tags } = started.tags;
      const trace: TraceDoc = {
        ...started,
        metadata: { ...before?.metadata, ...declaredMetadata(input.metadata) },
        tags: spans.length > 0 || (before?.chunks ?? 0) > 0 ? { ...tags, [traceTag.spans]: spansHere } : tags,
        assessments: started.assessments.map((each) => ({ ...each, valid: validOf(input, each.id) ?? each.valid })),
        ...(spans.length > 0 && {
          chunks: 1,
          spans: spans.length,
          root: spans.find(({ parent }) => parent === undefined)?.name ?? "",
        }),
      };
      if (isDeepStrictEqual(before, trace)) return [];
      const put: Op = { do: "put", in: tracesCollection, key: trace.id, doc: trace };
      return spans.length === 0 ? [put] : [putSpans(trace.id, 0, spans), ...(before ? dropSpans(before, 1) : []), put];
    },
  };

  function isComplete(trace: TraceDoc, spans: readonly SpanDoc[]): boolean {
    return spans.length > 0 && spans.length >= (traces.expected(trace) ?? 0);
  }

  /** Resolves when the trace changes, or when the time is up. */
  function change(id: string, milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const stop = kernel.events.listen((each) => {
        if (each.kind === "trace" && each.id === id) done();
      });
      const timer = setTimeout(done, milliseconds);
    });
  }
}

/** How long a reader waits for spans that were announced, in milliseconds. */
const patience = 3000;

function validOf(input: TraceInput, id: string): boolean | undefined {
  return input.assessments.find((each) => each.id === id)?.valid;
}

function dropOps(trace: TraceDoc): Op[] {
  return [{ do: "drop", in: tracesCollection, key: trace.id }, ...dropSpans(trace)];
}

function doomedBy(all: Iterable<TraceDoc>, { experiment, ids, upTo, most }: Deletion): TraceDoc[] {
  const named = ids !== undefined && ids.length > 0;
  if (upTo === undefined && !named) invalid("Either `max_timestamp_millis` or `trace_ids` must be specified.");
  if (upTo !== undefined && named) invalid("Only one of `max_timestamp_millis` and `trace_ids` can be specified.");
  if (named && most !== undefined) invalid("`max_traces` can't be specified if `trace_ids` is specified.");
  if (most !== undefined && most <= 0) invalid(`\`max_traces\` must be a positive integer, received ${most}.`);
  const wanted = named ? new Set(ids) : undefined;
  const found = Array.from(all).filter(
    (trace) =>
      trace.experiment === experiment && (wanted?.has(trace.id) ?? true) && (upTo === undefined || trace.time <= upTo),
  );
  if (most === undefined) return found;
  return found.sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1)).slice(0, most);
}
