import type { OtlpSpan } from "../../core/protobuf/otlp";
import type { Texts } from "./traceDoc";

/** A span as it lies in `cold:spans`. Times are decimal nanoseconds since 1970, attribute values JSON text. */
export type SpanDoc = {
  /** 16 hex digits. */
  readonly id: string;
  readonly parent?: string;
  readonly name: string;
  readonly start: string;
  readonly end?: string;
  readonly status: SpanStatus;
  readonly message?: string;
  readonly attributes: Texts;
  readonly events?: readonly SpanEventDoc[];
  readonly links?: readonly SpanLinkDoc[];
};

export type SpanStatus = "UNSET" | "OK" | "ERROR";

export type SpanEventDoc = { readonly name: string; readonly time: string; readonly attributes: Texts };

/** `trace` is an id such as tr-… . */
export type SpanLinkDoc = { readonly trace: string; readonly span: string; readonly attributes?: Texts };

export type SpansDoc = { readonly spans: readonly SpanDoc[] };

export const spanAttribute = {
  traceId: "mlflow.traceRequestId",
  type: "mlflow.spanType",
  inputs: "mlflow.spanInputs",
  outputs: "mlflow.spanOutputs",
  usage: "mlflow.chat.tokenUsage",
  cost: "mlflow.llm.cost",
  model: "mlflow.llm.model",
  provider: "mlflow.llm.provider",
  format: "mlflow.message.format",
  tools: "mlflow.chat.tools",
  /** Tags of the trace travel on its root span under this prefix. */
  traceTagPrefix: "mlflow.traceTag.",
} as const;

export function traceIdOf(otelId: string): string {
  return `tr-${otelId}`;
}

/** The 32 hex digits within an id such as tr-…; other ids have none. */
export function otelIdOf(traceId: string): string | undefined {
  return /([0-9a-f]{32})$/.exec(traceId)?.[1];
}

export function spanDocOf(span: OtlpSpan): SpanDoc {
  const attributes = Object.fromEntries(Array.from(span.attributes, ([key, json]) => [key, unwrapped(json)]));
  return {
    id: span.spanId,
    ...(span.parentId !== undefined && { parent: span.parentId }),
    name: span.name,
    start: span.start,
    ...(span.end !== undefined && { end: span.end }),
    status: span.code === 1 ? "OK" : span.code === 2 ? "ERROR" : "UNSET",
    ...(span.message !== undefined && { message: span.message }),
    // never what the sender says of it
    attributes: { ...attributes, [spanAttribute.traceId]: JSON.stringify(traceIdOf(span.traceId)) },
    ...(span.events.length > 0 && {
      events: span.events.map(({ name, time, attributes }) => ({
        name,
        time,
        attributes: Object.fromEntries(attributes),
      })),
    }),
    ...(span.links.length > 0 && {
      links: span.links.map(({ traceId, spanId, attributes }) => ({
        trace: traceIdOf(traceId),
        span: spanId,
        ...(attributes.size > 0 && { attributes: Object.fromEntries(attributes) }),
      })),
    }),
  };
}

/** Producers other than MLflow send structures as JSON in a string; MLflow keeps what is in it. */
function unwrapped(json: string): string {
  if (!json.startsWith('"') || !/^"\s*(?:\\"|\{|\[)/.test(json)) return json;
  const inner = plain(json);
  const within = typeof inner === "string" ? plain(inner) : undefined;
  return typeof inner === "string" && (typeof within === "string" || (typeof within === "object" && within !== null))
    ? inner
    : json;
}

/** What an attribute's JSON says, when it is JSON. */
export function plain(json: string | undefined): unknown {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** An attribute that should be one text. */
export function textOf(json: string | undefined): string | undefined {
  const value = plain(json);
  return typeof value === "string" ? value : undefined;
}

/** Roots first, then by start, as MLflow hands them out. */
export function inOrder(spans: readonly SpanDoc[]): SpanDoc[] {
  return [...spans].sort(
    (a, b) => Number(a.parent !== undefined) - Number(b.parent !== undefined) || compareDigits(a.start, b.start),
  );
}

export function compareDigits(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

export function milliseconds(nanoseconds: string): number {
  return nanoseconds.length > 6 ? Number(nanoseconds.slice(0, -6)) : 0;
}
