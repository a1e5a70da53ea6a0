import { exactOf, parseExact, printExact } from "../../core/json/exact";
import { invalid } from "../../shared/apiError";
import { object, optional, type Reader, string, text } from "../../shared/readers";
import { enumerated, texts } from "./bodies";
import { printTimestamp, timestamp } from "./protoTime";
import type { AssessmentDoc, AssessmentErrorDoc, AssessmentKind } from "./traceDoc";

/** An assessment as protobuf prints it in JSON, and as it lies here. */

/** Everything of an assessment but what the server gives it. */
export type AssessmentInput = Omit<AssessmentDoc, "id" | "valid"> & { readonly id?: string; readonly valid?: boolean };

export interface AssessmentValue {
  readonly kind: AssessmentKind;
  readonly value: string;
  readonly error?: AssessmentErrorDoc;
}

const readError = object<AssessmentErrorDoc>({
  error_code: optional(text, ""),
  error_message: optional(text),
  stack_trace: optional(text),
} as { [K in keyof AssessmentErrorDoc]-?: Reader<AssessmentErrorDoc[K]> });

const anything: Reader<unknown> = (value) => value;
const readSerialized = object({ serialization_format: optional(string, ""), value: string });
const readSource = object({
  source_type: enumerated("SOURCE_TYPE_UNSPECIFIED", "HUMAN", "LLM_JUDGE", "CODE"),
  source_id: optional(text),
});

/** The one of feedback, expectation and issue that is there. */
export const assessmentValue: Reader<AssessmentValue | undefined> = (body, at) => {
  const { feedback, expectation, issue } = object({
    feedback: optional(object({ value: anything, error: optional(readError) })),
    expectation: optional(object({ value: anything, serialized_value: optional(readSerialized) })),
    issue: optional(object({ issue_name: string })),
  })(body, at);
  if (expectation) return { kind: "expectation", value: expected(expectation, `${at}.expectation`) };
  if (issue) return { kind: "issue", value: printExact(exactOf(issue), { ascii: true }) };
  if (!feedback) return undefined;
  checkDepth(feedback.value, `${at}.feedback.value`);
  const value = printExact(exactOf(feedback.value ?? null), { ascii: true });
  return { kind: "feedback", value, ...(feedback.error && { error: feedback.error }) };
};

function expected(
  {
    value,
    serialized_value: serialized,
  }: { value: unknown; serialized_value?: { serialization_format: string; value: string } | undefined },
  at: string,
): string {
  if (!serialized) {
    if (value === undefined || value === null) return invalid(`${at}.value: missing`);
    checkDepth(value, `${at}.value`);
    return printExact(exactOf(value), { ascii: true });
  }
  if (serialized.serialization_format !== "JSON_FORMAT")
    return invalid(`${at}.serialized_value.serialization_format: only JSON_FORMAT is supported`);
  const parsed = parseExact(serialized.value);
  if (parsed === undefined || parsed === null)
    return invalid(`${at}.serialized_value.value: expected JSON other than null`);
  return printExact(parsed, { ascii: true });
}

/** Clients read values with protobuf, which gives up at a hundred levels, and with it on the whole answer. */
const deepestValue = 80;

function checkDepth(value: unknown, at: string, depth = 0): void {
  if (typeof value !== "object" || value === null) return;
  if (depth > deepestValue) invalid(`${at}: nested deeper than ${deepestValue} levels`);
  for (const each of Object.values(value)) checkDepth(each, at, depth + 1);
}

const readRest = object({
  assessment_id: optional(text),
  assessment_name: optional(text, ""),
  source: optional(readSource, { source_type: "SOURCE_TYPE_UNSPECIFIED", source_id: undefined }),
  create_time: timestamp,
  last_update_time: timestamp,
  span_id: optional(text),
  rationale: optional(text),
  metadata: texts,
  overrides: optional(text),
  valid: optional(anything),
});

export const assessmentInput: Reader<AssessmentInput> = (body, at) => {
  const value = assessmentValue(body, at) ?? invalid(`${at}: one of feedback, expectation and issue must be given`);
  const rest = readRest(body, at);
  return {
    ...value,
    name: rest.assessment_name,
    source_type: rest.source.source_type,
    created: rest.create_time,
    updated: rest.last_update_time,
    ...(rest.assessment_id && { id: rest.assessment_id }),
    ...(rest.source.source_id && { source_id: rest.source.source_id }),
    ...(rest.span_id && { span_id: rest.span_id }),
    ...(rest.rationale && { rationale: rest.rationale }),
    ...(Object.keys(rest.metadata).length > 0 && { metadata: rest.metadata }),
    ...(rest.overrides && { overrides: rest.overrides }),
    ...(rest.valid === false && { valid: false }),
  };
};

export function printAssessment(traceId: string, doc: AssessmentDoc): Record<string, unknown> {
  return {
    assessment_id: doc.id,
    assessment_name: doc.name,
    trace_id: traceId,
    ...(doc.span_id !== undefined && { span_id: doc.span_id }),
    source: { source_type: doc.source_type, ...(doc.source_id !== undefined && { source_id: doc.source_id }) },
    create_time: printTimestamp(doc.created),
    last_update_time: printTimestamp(doc.updated),
    ...printValue(doc),
    ...(doc.rationale !== undefined && { rationale: doc.rationale }),
    ...(doc.metadata !== undefined && { metadata: doc.metadata }),
    ...(doc.overrides !== undefined && { overrides: doc.overrides }),
    valid: doc.valid,
  };
}

function printValue({ kind, value, error }: AssessmentDoc): Record<string, unknown> {
  const parsed = plainValue(value);
  switch (kind) {
    case "issue":
      return { issue: parsed };
    case "expectation":
      return typeof parsed === "object"
        ? { expectation: { serialized_value: { serialization_format: "JSON_FORMAT", value } } }
        : { expectation: { value: parsed } };
    case "feedback":
      return { feedback: { value: parsed, ...(error && { error }) } };
    default:
      return kind satisfies never;
  }
}

/** NaN and the infinities have no JSON of their own; protobuf's Value cannot carry them either. */
export function plainValue(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
