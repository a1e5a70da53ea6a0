import { type Exact, exactOf, isList, isMap, isNumber, parseExact, printExact, printText } from "../../core/json/exact";
import { anyValueText, decimal, field, messages } from "../../core/protobuf/otlpJson";
import { invalid } from "../../shared/apiError";
import type { SpanDoc, SpanEventDoc, SpanLinkDoc, SpanStatus } from "./spanDoc";
import type { Texts } from "./traceDoc";

/** Spans out of files, databases and servers of MLflow. Text is better than what was parsed: its numbers have all digits. */

type Fields = ReadonlyMap<string, Exact>;

/** The file traces.json: `{"spans": […]}`. */
export function readTracesJson(text: string): SpanDoc[] {
  const file = parseExact(text);
  const spans = file !== undefined && isMap(file) ? file.get("spans") : undefined;
  if (spans === undefined || !isList(spans)) return invalid("traces.json: expected an object with a list of spans");
  return spans.map((span, i) => readExact(span, `spans[${i}]`));
}

/** One span: JSON text, or what JSON.parse made of it; as MLflow's files have it, or as protobuf prints it. */
export function readForeignSpan(span: unknown, at: string): SpanDoc {
  const exact = typeof span === "string" ? parseExact(span) : exactOf(span);
  return readExact(exact ?? invalid(`${at}: not JSON`), at);
}

function readExact(span: Exact, at: string): SpanDoc {
  if (!isMap(span)) return invalid(`${at}: expected an object`);
  const context = field(span, "context"); // before MLflow 3 ids were in here, and times had other names
  const id = hexOf(field(span, "spanId") ?? field(context, "spanId"), 16) ?? invalid(`${at}.span_id: missing`);
  const parent = hexOf(field(span, "parentSpanId") ?? field(span, "parentId"), 16);
  const end = digits(field(span, "endTimeUnixNano") ?? field(span, "endTime"));
  const status = statusOf(span);
  const events = list(field(span, "events")).map(readEvent);
  const links = list(field(span, "links")).map(readLink);
  return {
    id,
    ...(parent !== undefined && { parent }),
    name: text(field(span, "name")) ?? "",
    start: digits(field(span, "startTimeUnixNano") ?? field(span, "startTime")) ?? "0",
    ...(end !== undefined && { end }),
    status: status.code,
    ...(status.message !== undefined && status.message !== "" && { message: status.message }),
    attributes: attributesOf(span, true),
    ...(events.length > 0 && { events }),
    ...(links.length > 0 && { links }),
  };
}

/** In files a span's attributes are JSON within strings; an event's are plain values; protobuf has a list of pairs for both. */
function attributesOf(of: Fields, encoded: boolean): Texts {
  const found = field(of, "attributes");
  if (found === undefined) return {};
  if (isList(found))
    return Object.fromEntries(
      messages(of, "attributes").map((pair) => [text(field(pair, "key")) ?? "", anyValueText(field(pair, "value"))]),
    );
  if (!isMap(found)) return {};
  return Object.fromEntries(
    Array.from(found, ([key, value]) => [
      key,
      encoded && typeof value === "string" ? asJson(value) : printExact(value),
    ]),
  );
}

function asJson(value: string): string {
  return parseExact(value) === undefined ? printText(value) : value;
}

function readEvent(event: Fields): SpanEventDoc {
  return {
    name: text(field(event, "name")) ?? "",
    time: digits(field(event, "timeUnixNano") ?? field(event, "timestamp")) ?? "0",
    attributes: attributesOf(event, false),
  };
}

function readLink(link: Fields): SpanLinkDoc {
  const trace = text(field(link, "traceId")) ?? "";
  const attributes = attributesOf(link, false);
  return {
    trace: /^(?:tr-|trace:)/.test(trace) ? trace : `tr-${hexOf(trace, 32) ?? ""}`,
    span: hexOf(field(link, "spanId"), 16) ?? "",
    ...(Object.keys(attributes).length > 0 && { attributes }),
  };
}

function statusOf(span: Fields): { code: SpanStatus; message?: string | undefined } {
  const status = field(span, "status");
  const code = text(field(span, "statusCode")) ?? text(field(status, "code")) ?? "";
  const message = text(field(span, "statusMessage")) ?? text(field(status, "message"));
  return { code: code.endsWith("OK") ? "OK" : code.endsWith("ERROR") ? "ERROR" : "UNSET", message };
}

/** Ids come as hex (with 0x or tr- before it) or as base64 of their bytes. */
function hexOf(value: Exact | undefined, length: number): string | undefined {
  const id = text(value)?.replace(/^(?:0x|tr-)/, "");
  if (id === undefined || id === "") return undefined;
  const hex =
    id.length <= length && /^[0-9a-f]+$/.test(id) && !isBase64Of(id, length)
      ? id
      : Buffer.from(id, "base64").toString("hex");
  return /^0*$/.test(hex) || hex.length > length ? undefined : hex.padStart(length, "0");
}

/** Base64 of 8 bytes has 12 characters and ends in =, of 16 bytes 24 and ==. */
function isBase64Of(id: string, length: number): boolean {
  return id.endsWith("=") && id.length === Math.ceil(length / 6) * 4;
}

function digits(value: Exact | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  // JSON.parse and others have made a float of what is a whole number
  if (typeof value === "object" && isNumber(value) && !/^\d+$/.test(value.digits))
    return Number.isFinite(Number(value.digits)) ? BigInt(Math.trunc(Number(value.digits))).toString() : undefined;
  const found = decimal(value);
  return found === "0" ? undefined : found;
}

function list(value: Exact | undefined): Fields[] {
  return value !== undefined && isList(value) ? value.filter(isMap) : [];
}

function text(value: Exact | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
