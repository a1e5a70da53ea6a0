import type { OtlpSpan } from "../../core/protobuf/otlp";
import { isKey } from "../tracking/tracking";
import { preview } from "./preview";
import { milliseconds, plain, type SpanDoc, spanAttribute, textOf } from "./spanDoc";
import { own, spansHere, type Texts, type TraceDoc, traceMetadata, traceTag } from "./traceDoc";
import { checkLong } from "./traceKeys";
import { aggregate, printCost, printTokens, type UsageNode } from "./usage";

/** Spans of one trace that arrived together. */
export interface Batch {
  readonly traceId: string;
  readonly spans: readonly SpanDoc[];
  readonly resource: ReadonlyMap<string, string>;
}

export function rootOf({ spans }: Batch): SpanDoc | undefined {
  return spans.findLast((span) => span.parent === undefined);
}

/** What the trace becomes with them. `nodes` are the figures of all its spans, these included. */
export function addSpans(before: TraceDoc, batch: Batch, nodes: ReadonlyMap<string, UsageNode>): TraceDoc {
  const root = rootOf(batch);
  const isFinal = own(before.metadata, traceMetadata.final) !== undefined;
  const open = before.state === "IN_PROGRESS" || before.state === "STATE_UNSPECIFIED";
  const inputs = root && own(root.attributes, spanAttribute.inputs);
  const outputs = root && own(root.attributes, spanAttribute.outputs);
  return {
    ...before,
    ...(isFinal ? {} : span(before, batch)),
    ...(root && open && { state: root.status === "ERROR" ? "ERROR" : "OK" }),
    ...(inputs !== undefined && before.request_preview === undefined && { request_preview: preview(inputs, "user") }),
    ...(outputs !== undefined &&
      before.response_preview === undefined && { response_preview: preview(outputs, "assistant") }),
    ...(root && { root: root.name }),
    metadata: { ...before.metadata, ...figures(before, batch, nodes, isFinal), ...people(before, batch) },
    tags: { ...before.tags, [traceTag.spans]: spansHere, ...resourceTags(batch.resource), ...(root && ownTags(root)) },
  };
}

/** From the first start to the last end of any of its spans. */
function span(before: TraceDoc, { spans }: Batch): Pick<TraceDoc, "time" | "duration"> {
  const isNew = before.chunks === 0 && before.time === 0;
  const starts = spans.map(({ start }) => milliseconds(start));
  const time = Math.min(...starts, ...(isNew ? [] : [before.time]));
  const ends = spans.flatMap(({ end }) => (end === undefined ? [] : [milliseconds(end)]));
  if (before.duration !== undefined) ends.push(before.time + before.duration);
  return ends.length === 0 ? { time } : { time, duration: Math.max(...ends) - time };
}

/** Tokens and cost of the whole tree; what the client declared stays. */
function figures(before: TraceDoc, { spans }: Batch, nodes: ReadonlyMap<string, UsageNode>, isFinal: boolean): Texts {
  const has = (key: string) => spans.some(({ attributes }) => Object.hasOwn(attributes, key));
  const declared = (key: string) => isFinal && own(before.metadata, key) !== undefined;
  const tokens =
    has(spanAttribute.usage) && !declared(traceMetadata.tokens) ? printTokens(aggregate(nodes, "tokens")) : undefined;
  const cost =
    has(spanAttribute.cost) && !declared(traceMetadata.cost) ? printCost(aggregate(nodes, "cost")) : undefined;
  return {
    ...(tokens !== undefined && { [traceMetadata.tokens]: tokens }),
    ...(cost !== undefined && { [traceMetadata.cost]: cost }),
  };
}

/** Session and user, from the first span that names one. */
function people(before: TraceDoc, { spans }: Batch): Texts {
  const named = (...keys: string[]) => {
    for (const { attributes } of spans)
      for (const key of keys) {
        const json = own(attributes, key);
        if (json !== undefined) return textOf(json) ?? json;
      }
    return undefined;
  };
  const session =
    own(before.metadata, traceMetadata.session) === undefined
      ? named("session.id", "gen_ai.conversation.id")
      : undefined;
  const user = own(before.metadata, traceMetadata.user) === undefined ? named("user.id") : undefined;
  if (session !== undefined) checkLong("Session ID", session, 250);
  return {
    ...(session !== undefined && { [traceMetadata.session]: session }),
    ...(user !== undefined && { [traceMetadata.user]: user }),
  };
}

/** What the process says of itself becomes tags, but for the SDK's own words and names that are MLflow's. */
function resourceTags(resource: ReadonlyMap<string, string>): Texts {
  return Object.fromEntries(
    Array.from(resource)
      .filter(([key]) => !key.startsWith("telemetry.sdk.") && !key.startsWith("mlflow.") && isKey(key))
      .map(([key, json]) => [key, (textOf(json) ?? json).slice(0, 8000)]),
  );
}

function ownTags(root: SpanDoc): Texts {
  const prefix = spanAttribute.traceTagPrefix;
  return Object.fromEntries(
    Object.entries(root.attributes)
      .filter(([key]) => key.startsWith(prefix) && isKey(key.slice(prefix.length)))
      .map(([key, json]) => [key.slice(prefix.length), (textOf(json) ?? json).slice(0, 8000)]),
  );
}

/** Clients of which it is worth telling that they made a trace; anything else could be any text. */
const knownServices = ["claude-code", "codex_cli_rs", "codex_vscode", "gemini-cli", "qwen-code"];

/** The root span says which of the known programs it comes from. */
export function withService(span: SpanDoc, resource: OtlpSpan["resource"]): SpanDoc {
  const service = span.parent === undefined ? plain(resource.get("service.name")) : undefined;
  return typeof service === "string" && knownServices.includes(service)
    ? { ...span, attributes: { ...span.attributes, "service.name": JSON.stringify(service) } }
    : span;
}
