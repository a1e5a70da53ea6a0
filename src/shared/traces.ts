import { boolean, integer, list, object, oneOf, optional, type Reader, string } from "./readers";

/** What the runtime tells of traces under /api/tidemark/v1. Times are milliseconds since 1970. */

export const traceStates = ["STATE_UNSPECIFIED", "OK", "ERROR", "IN_PROGRESS"] as const;

export interface TraceSummary {
  readonly id: string;
  readonly experiment_id: string;
  /** Its own name, else that of its root span. */
  readonly name: string;
  readonly state: (typeof traceStates)[number];
  readonly time: number;
  /** Milliseconds; absent while it goes on. */
  readonly duration?: number;
  readonly runs: readonly string[];
  readonly request?: string;
  readonly response?: string;
  /** Spans that are here. */
  readonly spans: number;
  readonly tokens?: number;
  /** US dollars. */
  readonly cost?: number;
  readonly assessments: readonly AssessmentSummary[];
}

export interface AssessmentSummary {
  readonly id: string;
  readonly name: string;
  readonly kind: "feedback" | "expectation" | "issue";
  /** JSON. */
  readonly value: string;
  readonly source_type: string;
  readonly source?: string;
  readonly rationale?: string;
  readonly span?: string;
  /** False once another has overridden it. */
  readonly valid: boolean;
}

export interface TraceDetail extends TraceSummary {
  readonly tags: readonly TextPair[];
  readonly metadata: readonly TextPair[];
  /** Roots first, then by start. */
  readonly tree: readonly SpanSummary[];
}

export interface TextPair {
  readonly key: string;
  readonly value: string;
}

export interface SpanSummary {
  readonly id: string;
  readonly parent?: string;
  readonly name: string;
  readonly type: string;
  readonly status: "UNSET" | "OK" | "ERROR";
  readonly message?: string;
  /** Microseconds after the start of the first span. */
  readonly start: number;
  /** Microseconds; absent while it goes on. */
  readonly duration?: number;
  /** JSON. */
  readonly inputs?: string;
  readonly outputs?: string;
  /** The rest; values are JSON. */
  readonly attributes: readonly TextPair[];
  readonly events: readonly SpanEvent[];
}

export interface SpanEvent {
  readonly name: string;
  /** Microseconds after the start of the first span. */
  readonly at: number;
  readonly attributes: readonly TextPair[];
}

const finite: Reader<number> = (value, at) =>
  typeof value === "number" && Number.isFinite(value) ? value : integer(value, at);

const pair = object<TextPair>({ key: string, value: string });

const assessment = object<AssessmentSummary>({
  id: string,
  name: string,
  kind: oneOf("feedback", "expectation", "issue"),
  value: string,
  source_type: string,
  source: optional(string) as Reader<string>,
  rationale: optional(string) as Reader<string>,
  span: optional(string) as Reader<string>,
  valid: boolean,
});

const summary = {
  id: string,
  experiment_id: string,
  name: string,
  state: oneOf(...traceStates),
  time: finite,
  duration: optional(finite) as Reader<number>,
  runs: list(string),
  request: optional(string) as Reader<string>,
  response: optional(string) as Reader<string>,
  spans: finite,
  tokens: optional(finite) as Reader<number>,
  cost: optional(finite) as Reader<number>,
  assessments: list(assessment),
};

export const readTraceSummary: Reader<TraceSummary> = object<TraceSummary>(summary);

const event = object<SpanEvent>({ name: string, at: finite, attributes: list(pair) });

const span = object<SpanSummary>({
  id: string,
  parent: optional(string) as Reader<string>,
  name: string,
  type: string,
  status: oneOf("UNSET", "OK", "ERROR"),
  message: optional(string) as Reader<string>,
  start: finite,
  duration: optional(finite) as Reader<number>,
  inputs: optional(string) as Reader<string>,
  outputs: optional(string) as Reader<string>,
  attributes: list(pair),
  events: list(event),
});

export const readTraceDetail: Reader<TraceDetail> = object<TraceDetail>({
  ...summary,
  tags: list(pair),
  metadata: list(pair),
  tree: list(span),
});
