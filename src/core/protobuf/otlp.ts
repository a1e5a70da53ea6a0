import { invalid } from "../../shared/apiError";
import { readKeyValue } from "./anyValue";
import { eachField, enterMessage, openMessage, readBytes, readFixed64, readNumber, readText, type Wire } from "./wire";

/** A span as OpenTelemetry sends it. Ids are lower-case hex, times decimal nanoseconds, values JSON text. */
export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId?: string;
  readonly name: string;
  readonly start: string;
  readonly end?: string;
  /** 1 is OK, 2 ERROR, all else unset. */
  readonly code: number;
  readonly message?: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly events: readonly OtlpEvent[];
  readonly links: readonly OtlpLink[];
  /** What the whole process says of itself. */
  readonly resource: ReadonlyMap<string, string>;
}

export interface OtlpEvent {
  readonly name: string;
  readonly time: string;
  readonly attributes: ReadonlyMap<string, string>;
}

export interface OtlpLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/** An ExportTraceServiceRequest, span by span: a large one is long work, and its reader may want to pause. */
export function* readOtlp(bytes: Uint8Array): Generator<OtlpSpan, void, undefined> {
  const request = openMessage(bytes);
  const places: Place[] = [];
  eachField(request, (field) => {
    if (field === 1) findSpans(enterMessage(request), places);
  });
  for (const [i, { wire, start, resource }] of places.entries()) {
    wire.reader.pos = start;
    yield readSpan(wire, resource, `span ${i}`);
  }
}

/** Where a span lies; what its process says of itself may come after it. */
interface Place {
  readonly wire: Wire;
  readonly start: number;
  readonly resource: ReadonlyMap<string, string>;
}

function findSpans(message: Wire, into: Place[]): void {
  const resource = new Map<string, string>();
  eachField(message, (field) => {
    if (field === 1) readResource(enterMessage(message), resource);
    else if (field === 2) findInScope(enterMessage(message), resource, into);
  });
}

function readResource(message: Wire, into: Map<string, string>): void {
  eachField(message, (field) => {
    if (field === 1) into.set(...readKeyValue(message));
  });
}

function findInScope(message: Wire, resource: ReadonlyMap<string, string>, into: Place[]): void {
  eachField(message, (field) => {
    if (field !== 2) return;
    const wire = enterMessage(message);
    into.push({ wire, start: wire.reader.pos, resource });
    wire.reader.pos = wire.end;
  });
}

function readSpan(message: Wire, resource: ReadonlyMap<string, string>, at: string): OtlpSpan {
  const attributes = new Map<string, string>();
  const events: OtlpEvent[] = [];
  const links: OtlpLink[] = [];
  const ids = { trace: "", span: "", parent: "" };
  const times = { start: "0", end: undefined as string | undefined };
  let name = "";
  let status: { code: number; message: string } = { code: 0, message: "" };
  eachField(message, (field) => {
    if (field === 1) ids.trace = readId(message);
    else if (field === 2) ids.span = readId(message);
    else if (field === 4) ids.parent = readId(message);
    else if (field === 5) name = readText(message);
    else if (field === 7) times.start = readFixed64(message) ?? "0";
    else if (field === 8) times.end = readFixed64(message);
    else if (field === 9) attributes.set(...readKeyValue(message));
    else if (field === 11) events.push(readEvent(enterMessage(message)));
    else if (field === 13) links.push(readLink(enterMessage(message)));
    else if (field === 15) status = readStatus(enterMessage(message));
  });
  return spanOf({ ids, name, times, status, attributes, events, links, resource }, at);
}

interface Parts {
  readonly ids: { readonly trace: string; readonly span: string; readonly parent: string };
  readonly name: string;
  readonly times: { readonly start: string; readonly end: string | undefined };
  readonly status: { readonly code: number; readonly message: string };
  readonly attributes: ReadonlyMap<string, string>;
  readonly events: readonly OtlpEvent[];
  readonly links: readonly OtlpLink[];
  readonly resource: ReadonlyMap<string, string>;
}

/** Shorter ids are padded, as MLflow takes them for numbers; so it does all zeros, which as a parent mean none. */
export function spanOf({ ids, times, status, ...rest }: Parts, at: string): OtlpSpan {
  const parentId = idOf(ids.parent, 16, `${at}.parent_span_id`);
  return {
    ...rest,
    traceId: idOf(ids.trace, 32, `${at}.trace_id`) ?? invalid(`${at}.trace_id: missing`),
    spanId: idOf(ids.span, 16, `${at}.span_id`) ?? invalid(`${at}.span_id: missing`),
    start: times.start,
    code: status.code,
    ...(parentId !== undefined && !/^0*$/.test(parentId) && { parentId }),
    ...(times.end !== undefined && { end: times.end }),
    ...(status.message !== "" && { message: status.message }),
  };
}

function idOf(hex: string, digits: number, at: string): string | undefined {
  if (hex.length > digits) return invalid(`${at}: longer than ${digits / 2} bytes`);
  return hex === "" ? undefined : hex.padStart(digits, "0");
}

function readId(message: Wire): string {
  return Array.from(readBytes(message), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function readEvent(message: Wire): OtlpEvent {
  const attributes = new Map<string, string>();
  let time = "0";
  let name = "";
  eachField(message, (field) => {
    if (field === 1) time = readFixed64(message) ?? "0";
    else if (field === 2) name = readText(message);
    else if (field === 3) attributes.set(...readKeyValue(message));
  });
  return { name, time, attributes };
}

function readLink(message: Wire): OtlpLink {
  const attributes = new Map<string, string>();
  let traceId = "";
  let spanId = "";
  eachField(message, (field) => {
    if (field === 1) traceId = readId(message);
    else if (field === 2) spanId = readId(message);
    else if (field === 4) attributes.set(...readKeyValue(message));
  });
  return { traceId: traceId.padStart(32, "0"), spanId: spanId.padStart(16, "0"), attributes };
}

function readStatus(message: Wire): { code: number; message: string } {
  let code = 0;
  let text = "";
  eachField(message, (field) => {
    if (field === 2) text = readText(message);
    else if (field === 3) code = readNumber(message);
  });
  return { code, message: text };
}
