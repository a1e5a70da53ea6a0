import { type Exact, isList, isMap, isNumber, isWhole, parseExact, printText } from "../../core/json/exact";
import { otelIdOf, type SpanDoc } from "./spanDoc";
import type { Texts } from "./traceDoc";

/** A span as protobuf prints OpenTelemetry's Span in JSON: what clients read. */
export function printOtelSpan(traceId: string, span: SpanDoc): Record<string, unknown> {
  return {
    trace_id: base64(otelIdOf(traceId) ?? ""),
    span_id: base64(span.id),
    ...(span.parent !== undefined && { parent_span_id: base64(span.parent) }),
    name: span.name,
    start_time_unix_nano: span.start,
    ...(span.end !== undefined && { end_time_unix_nano: span.end }),
    attributes: keyValues(span.attributes),
    ...(span.events && {
      events: span.events.map(({ name, time, attributes }) => ({
        time_unix_nano: time,
        name,
        attributes: keyValues(attributes),
      })),
    }),
    ...(span.links && {
      links: span.links.map(({ trace, span: linked, attributes }) => ({
        trace_id: base64(otelIdOf(trace) ?? ""),
        span_id: base64(linked),
        ...(attributes && { attributes: keyValues(attributes) }),
      })),
    }),
    status: {
      ...(span.message !== undefined && { message: span.message }),
      code: `STATUS_CODE_${span.status}`,
    },
  };
}

function keyValues(attributes: Texts): { key: string; value: unknown }[] {
  return Object.entries(attributes).map(([key, json]) => ({ key, value: anyValueOf(json) }));
}

/** An AnyValue in JSON; what is not JSON, or nests too deep for protobuf, goes out as the text it is. */
function anyValueOf(json: string): unknown {
  const value = parseExact(json);
  return value === undefined || nestsDeeper(value, 28) ? { string_value: json } : printAny(value);
}

/** A level of JSON is three messages of protobuf, whose readers stop at a hundred. */
function nestsDeeper(value: Exact, levels: number): boolean {
  if (value === null || typeof value !== "object" || isNumber(value)) return false;
  if (levels === 0) return true;
  const within = isMap(value) ? [...value.values()] : value;
  return within.some((each) => nestsDeeper(each, levels - 1));
}

function printAny(value: Exact): unknown {
  if (value === null) return {};
  if (typeof value === "string") return { string_value: value };
  if (typeof value === "boolean") return { bool_value: value };
  if (isList(value)) return { array_value: { values: value.map(printAny) } };
  if (isMap(value))
    return { kvlist_value: { values: Array.from(value, ([key, each]) => ({ key, value: printAny(each) })) } };
  if (isWhole(value) && fitsInt64(value.digits)) return { int_value: value.digits };
  const real = Number(value.digits);
  return { double_value: Number.isFinite(real) ? real : value.digits };
}

function fitsInt64(digits: string): boolean {
  const value = BigInt(digits);
  return BigInt.asIntN(64, value) === value;
}

/** A span as MLflow keeps it in files and searches it: Python's print of its dictionary. */
export function spanText(traceId: string, span: SpanDoc): string {
  const text = (value: string) => printText(value);
  const values = (attributes: Texts | undefined) =>
    attributes === undefined ? "null" : dictionary(attributes, (json) => json);
  const events = (span.events ?? []).map(
    (event) =>
      `{"name": ${text(event.name)}, "time_unix_nano": ${event.time}, "attributes": ${values(event.attributes)}}`,
  );
  const links = (span.links ?? []).map(
    (link) =>
      `{"trace_id": ${text(link.trace)}, "span_id": ${text(link.span)}, "attributes": ${values(link.attributes)}}`,
  );
  const fields = [
    `"trace_id": ${text(base64(otelIdOf(traceId) ?? ""))}`,
    `"span_id": ${text(base64(span.id))}`,
    `"parent_span_id": ${span.parent === undefined ? "null" : text(base64(span.parent))}`,
    `"name": ${text(span.name)}`,
    `"start_time_unix_nano": ${span.start}`,
    `"end_time_unix_nano": ${span.end ?? "null"}`,
    `"events": [${events.join(", ")}]`,
    `"status": {"code": "STATUS_CODE_${span.status}", "message": ${text(span.message ?? "")}}`,
    `"attributes": ${dictionary(span.attributes, printText)}`,
    `"links": [${links.join(", ")}]`,
  ];
  return `{${fields.join(", ")}}`;
}

function dictionary(entries: Texts, show: (value: string) => string): string {
  return `{${Object.entries(entries)
    .map(([key, value]) => `${printText(key)}: ${show(value)}`)
    .join(", ")}}`;
}

export function base64(hex: string): string {
  return Buffer.from(hex, "hex").toString("base64");
}
