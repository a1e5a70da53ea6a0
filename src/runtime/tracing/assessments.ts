import { randomUUID } from "node:crypto";
import { ApiError, invalid } from "../../shared/apiError";
import type { Kernel } from "../kernel/kernel";
import type { AssessmentInput, AssessmentValue } from "./assessmentJson";
import { assessmentOf } from "./startTrace";
import type { AssessmentDoc, Texts, TraceDoc } from "./traceDoc";
import type { Traces } from "./traces";

/** What an update names; the rest stays. */
export interface AssessmentChange {
  readonly name?: string;
  readonly value?: AssessmentValue;
  readonly rationale?: string;
  readonly metadata?: Texts;
}

export function newAssessmentId(): string {
  return `a-${randomUUID().replaceAll("-", "")}`;
}

/** Feedback and expectations on traces. */
export function createAssessments({ clock }: Kernel, traces: Traces) {
  const find = (trace: TraceDoc, id: string): AssessmentDoc =>
    trace.assessments.find((each) => each.id === id) ?? missing(trace.id, id);
  const setValid = (trace: TraceDoc, id: string, valid: boolean): TraceDoc => ({
    ...trace,
    assessments: trace.assessments.map((each) => (each.id === id ? { ...each, valid } : each)),
  });

  return {
    get: (traceId: string, id: string): AssessmentDoc => find(traces.get(traceId), id),

    /** One that overrides another makes that one invalid. */
    async create(traceId: string, input: AssessmentInput): Promise<AssessmentDoc> {
      const doc = assessmentOf(input, { now: clock.now(), newId: newAssessmentId });
      await traces.change(traceId, (before) => {
        if (before.assessments.some((each) => each.id === doc.id))
          throw new ApiError("RESOURCE_ALREADY_EXISTS", `Assessment with ID '${doc.id}' already exists on this trace`);
        const trace = doc.overrides === undefined ? before : setValid(before, find(before, doc.overrides).id, false);
        return { ...trace, assessments: [...trace.assessments, doc] };
      });
      return doc;
    },

    async update(traceId: string, id: string, change: AssessmentChange): Promise<AssessmentDoc> {
      const after = await traces.change(traceId, (before) => {
        const updated = updatedBy(find(before, id), change, clock.now());
        return { ...before, assessments: before.assessments.map((each) => (each.id === id ? updated : each)) };
      });
      return find(after, id);
    },

    /** Deleting what is not there is fine; what the deleted one had overridden holds again. */
    async delete(traceId: string, id: string): Promise<void> {
      if (!traces.find(traceId)) return;
      await traces.change(traceId, (before) => {
        const gone = before.assessments.find((each) => each.id === id);
        if (!gone) return before;
        const trace = gone.overrides === undefined ? before : setValid(before, gone.overrides, true);
        return { ...trace, assessments: trace.assessments.filter((each) => each.id !== id) };
      });
    },
  };
}

function updatedBy(before: AssessmentDoc, change: AssessmentChange, now: number): AssessmentDoc {
  const { value, metadata } = change;
  if (value && value.kind !== before.kind)
    invalid(
      `Cannot update ${value.kind} value on ${before.kind === "feedback" ? "a Feedback" : `an ${before.kind}`} assessment.`,
    );
  const { error: formerError, ...rest } = before;
  const error = value ? value.error : formerError;
  return {
    ...rest,
    ...(value && { value: value.value }),
    ...(error && { error }),
    ...(change.name !== undefined && { name: change.name }),
    ...(change.rationale !== undefined && before.kind === "feedback" && { rationale: change.rationale }),
    ...(metadata && Object.keys(metadata).length > 0 && { metadata: { ...before.metadata, ...metadata } }),
    updated: now,
  };
}

function missing(traceId: string, id: string): never {
  throw new ApiError("RESOURCE_DOES_NOT_EXIST", `Assessment with ID '${id}' not found for trace '${traceId}'`);
}
