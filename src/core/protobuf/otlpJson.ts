import { invalid } from "../../shared/apiError";
import { type Exact, isList, isMap, isNumber, parseExact, printExact, printFloat, printText } from "../json/exact";
import { type OtlpEvent, type OtlpLink, type OtlpSpan, spanOf } from "./otlp";

type Fields = ReadonlyMap<string, Exact>;

/** An ExportTraceServiceRequest as OTLP prints it in JSON: ids in hex, int64 as text, names in camel case. */
export function readOtlpJson(text: string): OtlpSpan[] {
  const request = parseExact(text);
  if (request === undefined || !isMap(request)) return invalid("body: not readable as OTLP JSON");
  return messages(request, "resourceSpans").flatMap((resourceSpans) => {
    const resource = keyValues(messages(field(resourceSpans, "resource"), "attributes"));
    return messages(resourceSpans, "scopeSpans").flatMap((scope) =>
      messages(scope, "spans").map((span, i) => readSpan(span, resource, `span ${i}`)),
    );
  });
}

function readSpan(span: Fields, resource: ReadonlyMap<string, string>, at: string): OtlpSpan {
  const status = field(span, "status");
  const end = decimal(field(span, "endTimeUnixNano"));
  return spanOf(
    {
      ids: {
        trace: hex(field(span, "traceId"), `${at}.traceId`),
        span: hex(field(span, "spanId"), `${at}.spanId`),
        parent: hex(field(span, "parentSpanId"), `${at}.parentSpanId`),
      },
      name: words(field(span, "name")),
      times: { start: decimal(field(span, "startTimeUnixNano")), end: end === "0" ? undefined : end },
      status: { code: codeOf(field(status, "code")), message: words(field(status, "message")) },
      attributes: keyValues(messages(span, "attributes")),
      events: messages(span, "events").map(readEvent),
      links: messages(span, "links").map(readLink),
      resource,
    },
    at,
  );
}

function readEvent(event: Fields): OtlpEvent {
  return {
    name: words(field(event, "name")),
    time: decimal(field(event, "timeUnixNano")),
    attributes: keyValues(messages(event, "attributes")),
  };
}

function readLink(link: Fields): OtlpLink {
  return {
    traceId: hex(field(link, "traceId"), "link.traceId").padStart(32, "0"),
    spanId: hex(field(link, "spanId"), "link.spanId").padStart(16, "0"),
    attributes: keyValues(messages(link, "attributes")),
  };
}

function keyValues(pairs: readonly Fields[]): Map<string, string> {
  return new Map(pairs.map((pair) => [words(field(pair, "key")), anyValueText(field(pair, "value"))]));
}

/** A JSON AnyValue, in either spelling of its names, as the JSON text that it stands for. */
export function anyValueText(value: Exact | undefined): string {
  if (value === undefined || !isMap(value)) return "null";
  const text = field(value, "stringValue") ?? field(value, "bytesValue");
  if (typeof text === "string") return printText(text);
  const truth = field(value, "boolValue");
  if (typeof truth === "boolean") return String(truth);
  const whole = field(value, "intValue");
  if (whole !== undefined) return decimal(whole);
  const real = field(value, "doubleValue");
  if (real !== undefined) return printFloat(Number(isNumber(real) ? real.digits : real));
  const items = field(value, "arrayValue");
  if (items !== undefined) return `[${messages(items, "values").map(anyValueText).join(", ")}]`;
  const pairs = field(value, "kvlistValue");
  if (pairs === undefined) return "null";
  return `{${[...keyValues(messages(pairs, "values"))].map(([key, each]) => `${printText(key)}: ${each}`).join(", ")}}`;
}

/** By its name in JSON, or by its name in the protocol. */
export function field(of: Exact | undefined, camel: string): Exact | undefined {
  if (of === undefined || !isMap(of)) return undefined;
  return of.get(camel) ?? of.get(camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)) ?? undefined;
}

export function messages(of: Exact | undefined, camel: string): Fields[] {
  const found = field(of, camel);
  return found !== undefined && isList(found) ? found.filter(isMap) : [];
}

function words(value: Exact | undefined): string {
  return typeof value === "string" ? value : value === undefined ? "" : printExact(value);
}

/** An int64: a number, or its digits as text. */
export function decimal(value: Exact | undefined): string {
  const digits =
    typeof value === "string"
      ? value
      : value != null && typeof value === "object" && isNumber(value)
        ? value.digits
        : "0";
  return /^-?\d{1,20}$/.test(digits) ? digits : invalid(`body: expected a whole number, got '${digits.slice(0, 40)}'`);
}

function hex(value: Exact | undefined, at: string): string {
  if (value === undefined) return "";
  if (typeof value !== "string" || !/^[0-9a-fA-F]*$/.test(value)) return invalid(`${at}: expected hex`);
  return value.toLowerCase();
}

function codeOf(value: Exact | undefined): number {
  if (value === "STATUS_CODE_OK") return 1;
  if (value === "STATUS_CODE_ERROR") return 2;
  return value != null && typeof value === "object" && isNumber(value) ? Number(value.digits) : 0;
}
