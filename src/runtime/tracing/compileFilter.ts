import { printText } from "../../core/json/exact";
import { numberTest, textTest } from "../../core/search/compare";
import { type Clause, parseFilter } from "../../core/search/filter";
import type { Comparator } from "../../core/search/grammar";
import { invalid } from "../../shared/apiError";
import { plainValue } from "./assessmentJson";
import { type SpanDoc, spanAttribute, textOf } from "./spanDoc";
import { spanText } from "./spanJson";
import { type AssessmentDoc, own, runsOf, type TraceDoc, traceMetadata, traceTag } from "./traceDoc";
import { traceGrammar } from "./traceGrammar";

/** A filter on traces: what the trace itself answers, and what only its spans can (dear: they are on disk). */
export interface TraceFilter {
  matches(trace: TraceDoc): boolean;
  /** Undefined when no span need be read. All of it must hold of one and the same span. */
  readonly span?: (trace: TraceDoc, span: SpanDoc) => boolean;
}

type Test<T> = (value: T) => boolean;

/** `scope` are the traces searched: feedback on a session holds for all traces of the session. */
export function compileFilter(source: string | undefined, scope: () => Iterable<TraceDoc>): TraceFilter {
  const tests: Test<TraceDoc>[] = [];
  const spanTests: ((trace: TraceDoc, span: SpanDoc) => boolean)[] = [];
  for (const clause of parseFilter(traceGrammar, source)) {
    if (clause.entity === "span") spanTests.push(spanTest(clause));
    else if (clause.entity === "attribute" && clause.key === "text") spanTests.push(contentTest(clause));
    else tests.push(traceTest(clause, scope));
  }
  const matches = (trace: TraceDoc) => tests.every((test) => test(trace));
  return spanTests.length === 0
    ? { matches }
    : { matches, span: (trace, span) => spanTests.every((test) => test(trace, span)) };
}

function traceTest(clause: Clause, scope: () => Iterable<TraceDoc>): Test<TraceDoc> {
  const { entity, key, comparator, value } = clause;
  switch (entity) {
    case "tag":
      return key === "mlflow.linkedPrompts" ? promptTest(comparator, value) : on(clause, ({ tags }) => own(tags, key));
    case "metadata":
      if (key === traceMetadata.sourceRun && comparator === "=")
        return (trace) => runsOf(trace).includes(String(value));
      return on(clause, ({ metadata }) => own(metadata, key));
    case "feedback":
    case "expectation":
      return assessmentTest(clause, scope);
    case "issue":
      return ({ assessments }) => assessments.some((each) => each.kind === "issue" && each.name === value);
    default:
      return attributeTest(clause);
  }
}

function attributeTest(clause: Clause): Test<TraceDoc> {
  const { key, comparator, value } = clause;
  switch (key) {
    case "request_id":
      return on(clause, ({ id }) => id);
    case "client_request_id":
      return on(clause, ({ client_request_id }) => client_request_id);
    case "experiment_id":
      return on(clause, ({ experiment }) => experiment);
    case "status":
      return on(clause, ({ state }) => state);
    case "name":
      return on(clause, ({ tags }) => own(tags, traceTag.name));
    case "run_id":
      if (comparator === "=") return (trace) => runsOf(trace).includes(String(value));
      return on(clause, ({ metadata }) => own(metadata, traceMetadata.sourceRun));
    case "prompt":
      return promptTest(comparator, value);
    case "timestamp_ms":
      return compared(clause, ({ time }) => time);
    case "execution_time_ms":
      return compared(clause, ({ duration }) => duration);
    case "end_time_ms":
      return compared(clause, ({ time, duration }) => time + (duration ?? 0));
    default:
      return invalid(`filter: '${key}' cannot be searched for`);
  }
}

function promptTest(comparator: Comparator, value: Clause["value"]): Test<TraceDoc> {
  if (comparator !== "=")
    return invalid(`Invalid comparator '${comparator}' for prompts filter: prompt = "name/version"`);
  if (typeof value !== "string" || value.split("/").length !== 2)
    return invalid(`Invalid prompts filter value '${String(value)}'. Expected format: prompt = "name/version"`);
  return ({ prompts }) => prompts?.includes(value) ?? false;
}

/** As SQL has it: what is absent is neither equal nor unequal to anything. */
function on(clause: Clause, pick: (trace: TraceDoc) => string | undefined): Test<TraceDoc> {
  const { comparator } = clause;
  if (comparator === "IS NULL") return (trace) => pick(trace) === undefined;
  if (comparator === "IS NOT NULL") return (trace) => pick(trace) !== undefined;
  const test = textTest(clause);
  return (trace) => {
    const found = pick(trace);
    return found !== undefined && test(found);
  };
}

function compared({ comparator, value }: Clause, pick: (trace: TraceDoc) => number | undefined): Test<TraceDoc> {
  const test = numberTest(comparator, Number(value));
  return (trace) => {
    const found = pick(trace);
    return found !== undefined && test(found);
  };
}

/** Feedback that was given to a session counts for every trace of that session. */
function assessmentTest(clause: Clause, scope: () => Iterable<TraceDoc>): Test<TraceDoc> {
  const holds = valueTest(clause);
  const fits = (each: AssessmentDoc) =>
    each.kind === clause.entity && each.name === clause.key && each.valid && holds(each);
  let sessions: Set<string> | undefined;
  const ofSession = (trace: TraceDoc): boolean => {
    const session = own(trace.metadata, traceMetadata.session);
    if (session === undefined) return false;
    sessions ??= new Set(Array.from(scope()).flatMap((each) => sessionJudged(each, fits) ?? []));
    return sessions.has(session);
  };
  const found = (trace: TraceDoc) => trace.assessments.some(fits) || ofSession(trace);
  return clause.comparator === "IS NULL" ? (trace) => !found(trace) : found;
}

function sessionJudged(trace: TraceDoc, fits: Test<AssessmentDoc>): string | undefined {
  const isJudged = trace.assessments.some(
    (each) => each.metadata !== undefined && Object.hasOwn(each.metadata, traceMetadata.session) && fits(each),
  );
  return isJudged ? own(trace.metadata, traceMetadata.session) : undefined;
}

function valueTest({ comparator, value }: Clause): Test<AssessmentDoc> {
  if (comparator === "IS NULL" || comparator === "IS NOT NULL") return () => true;
  if (typeof value === "number") {
    const test = numberTest(comparator, value);
    return (each) => {
      const found = plainValue(each.value);
      return typeof found === "number" && test(found);
    };
  }
  if (comparator === "=" || comparator === "!=") {
    const quoted = printText(String(value), true);
    return (each) => (each.value === value || each.value === quoted) === (comparator === "=");
  }
  const test = textTest({ comparator, value });
  return (each) => test(each.value);
}

function contentTest(clause: Clause): (trace: TraceDoc, span: SpanDoc) => boolean {
  const test = textTest(clause);
  return (trace, span) => test(spanText(trace.id, span));
}

function spanTest(clause: Clause): (trace: TraceDoc, span: SpanDoc) => boolean {
  const { key, comparator, value } = clause;
  if (key === "content") {
    if (comparator !== "LIKE" && comparator !== "ILIKE")
      return invalid(`span.content comparator '${comparator}' not one of LIKE, ILIKE`);
    return contentTest(clause);
  }
  if (key === "name" || key === "type" || key === "status") {
    const test = textTest(clause);
    return (_, span) => test(key === "name" ? span.name : key === "status" ? span.status : typeOf(span));
  }
  const attribute = /^attributes\.(.+)$/s.exec(key)?.[1];
  if (attribute === undefined)
    return invalid(
      `Invalid span attribute '${key}'. Supported attributes: name, type, status, content, attributes.<name>.`,
    );
  if (comparator === "LIKE" || comparator === "ILIKE") {
    // as MLflow has it: the pattern is set against all of the span's text that follows the attribute's name
    const test = textTest({ comparator, value: `%"${attribute}"${String(value)}%` });
    return (trace, span) => test(spanText(trace.id, span));
  }
  const test = textTest(clause);
  return (_, span) => {
    const json = own(span.attributes, attribute);
    return json !== undefined && test(textOf(json) ?? json);
  };
}

export function typeOf(span: SpanDoc): string {
  return textOf(own(span.attributes, spanAttribute.type)) ?? "UNKNOWN";
}
