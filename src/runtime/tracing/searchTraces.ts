import { type Order, parseOrderBy } from "../../core/search/orderBy";
import { invalid } from "../../shared/apiError";
import { readToken, writeToken } from "../kernel/http/pageToken";
import { createTurns } from "../kernel/turns";
import { compileFilter, type TraceFilter } from "./compileFilter";
import { own, type TraceDoc, traceMetadata, traceTag } from "./traceDoc";
import { traceGrammar } from "./traceGrammar";
import type { Traces } from "./traces";

export interface TraceQuery {
  readonly experiments: readonly string[];
  readonly filter?: string | undefined;
  readonly order_by?: readonly string[] | undefined;
  readonly max_results: number;
  readonly page_token?: string | undefined;
}

export interface TracePage {
  readonly traces: TraceDoc[];
  readonly next_page_token?: string;
}

/** Traces of the experiments that match, the newest first unless told otherwise. */
export async function searchTraces(traces: Traces, query: TraceQuery): Promise<TracePage> {
  const { max_results: size } = query;
  if (size < 1) invalid(`Invalid value ${size} for parameter 'max_results' supplied: It must be at least 1`);
  const offset = readToken(query.page_token);
  const order = parseOrderBy(traceGrammar, query.order_by ?? []);
  const compare = comparison(order);
  const found = await matchingTraces(traces, query.experiments, query.filter, { compare, most: offset + size });
  const page = found.slice(offset, offset + size);
  // a full page has a next one, if only an empty one: MLflow's clients go on until a page is not full
  return page.length === size ? { traces: page, next_page_token: writeToken(offset + size) } : { traces: page };
}

interface Wanted {
  readonly compare: (a: TraceDoc, b: TraceDoc) => number;
  /** Reading of spans may stop when this many are found. */
  readonly most: number;
}

export async function matchingTraces(
  traces: Traces,
  experiments: readonly string[],
  filter: string | undefined,
  wanted: Wanted = { compare: comparison([]), most: Number.POSITIVE_INFINITY },
): Promise<TraceDoc[]> {
  const owners = new Set(experiments);
  const scope = () => inExperiments(traces, owners);
  const compiled = compileFilter(filter, scope);
  const found: TraceDoc[] = [];
  for (const trace of scope()) if (compiled.matches(trace)) found.push(trace);
  // they lie in the order they came, so the newest first is almost in order
  found.reverse().sort(wanted.compare);
  return compiled.span ? withSpans(traces, found, compiled, wanted.most) : found;
}

function* inExperiments(traces: Traces, owners: ReadonlySet<string>): Iterable<TraceDoc> {
  for (const trace of traces.docs().values()) if (owners.has(trace.experiment)) yield trace;
}

async function withSpans(
  traces: Traces,
  candidates: readonly TraceDoc[],
  filter: TraceFilter,
  most: number,
): Promise<TraceDoc[]> {
  const found: TraceDoc[] = [];
  const turn = createTurns();
  for (const trace of candidates) {
    if (found.length >= most) break;
    await turn();
    const spans = trace.chunks === 0 ? [] : ((await traces.spans(trace)) ?? []);
    if (spans.some((span) => filter.span?.(trace, span))) found.push(trace);
  }
  return found;
}

type Key = (trace: TraceDoc) => string | number | undefined;

/** Absent values last in both directions; then the newest first, then by id. */
function comparison(order: readonly Order[]): (a: TraceDoc, b: TraceDoc) => number {
  const keys = order.map((each) => ({ key: keyOf(each), sign: each.ascending ? 1 : -1 }));
  return (a, b) => {
    for (const { key, sign } of keys) {
      const left = key(a);
      const right = key(b);
      if (left === right) continue;
      if (left === undefined) return 1;
      if (right === undefined) return -1;
      return left < right ? -sign : sign;
    }
    return b.time - a.time || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  };
}

function keyOf({ entity, key }: Order): Key {
  if (entity === "tag") return ({ tags }) => own(tags, key);
  if (entity === "metadata") {
    if (key === traceMetadata.tokens || key === traceMetadata.cost)
      return invalid(`order_by: Ordering by reserved metadata '${key}' is not supported.`);
    return ({ metadata }) => own(metadata, key);
  }
  if (entity !== "attribute") return invalid(`order_by: Invalid identifier type '${entity}'`);
  switch (key) {
    case "timestamp_ms":
      return ({ time }) => time;
    case "execution_time_ms":
      return ({ duration }) => duration;
    case "end_time_ms":
      return ({ time, duration }) => time + (duration ?? 0);
    case "status":
      return ({ state }) => state;
    case "request_id":
      return ({ id }) => id;
    case "experiment_id":
      return ({ experiment }) => Number(experiment);
    case "name":
      return ({ tags }) => own(tags, traceTag.name);
    case "run_id":
      return ({ metadata }) => own(metadata, traceMetadata.sourceRun);
    default:
      return invalid(`order_by: Invalid attribute key '${key}' specified.`);
  }
}
