import type { AssessmentInput } from "./assessmentJson";
import type { TraceInput } from "./infoJson";
import { plain } from "./spanDoc";
import { type AssessmentDoc, own, type Texts, type TraceDoc, traceMetadata, traceTag, without } from "./traceDoc";
import { checkLong } from "./traceKeys";
import { printCost, printTokens } from "./usage";

/** What the server adds to a trace that a client declares. */
export interface Given {
  readonly artifacts: string;
  readonly now: number;
  newId(): string;
}

/**
 * A trace as its client declares it once it is over. Spans may have come before and made a trace of themselves;
 * the client's word then wins over what was inferred from them, and nothing that only the spans said is lost.
 */
export function startTrace(before: TraceDoc | undefined, input: TraceInput, given: Given): TraceDoc {
  const name = own(input.tags, traceTag.name);
  if (name !== undefined) checkLong("Trace name", name, 4096);
  const metadata = { ...before?.metadata, ...declaredMetadata(input.metadata), [traceMetadata.final]: "true" };
  const request = input.request_preview ?? before?.request_preview;
  const response = input.response_preview ?? before?.response_preview;
  return {
    id: input.id,
    experiment: input.experiment,
    time: input.time,
    ...(input.duration !== undefined && { duration: input.duration }),
    state: input.state,
    ...(input.client_request_id !== undefined && { client_request_id: input.client_request_id }),
    ...(request !== undefined && { request_preview: request }),
    ...(response !== undefined && { response_preview: response }),
    metadata,
    tags: { ...before?.tags, ...stored(input.tags), [traceTag.artifacts]: given.artifacts },
    assessments: mergeAssessments(before?.assessments ?? [], input.assessments, given),
    ...(before?.runs && { runs: before.runs }),
    ...(before?.prompts && { prompts: before.prompts }),
    ...(before?.root !== undefined && { root: before.root }),
    chunks: before?.chunks ?? 0,
    spans: before?.spans ?? 0,
  };
}

/** Figures are kept only as far as they are figures, in MLflow's order. */
export function declaredMetadata(metadata: Texts): Texts {
  const session = own(metadata, traceMetadata.session);
  if (session !== undefined) checkLong("Session ID", session, 250);
  let declared = stored(metadata);
  for (const [key, print] of [
    [traceMetadata.tokens, printTokens],
    [traceMetadata.cost, printCost],
  ] as const) {
    const said = own(metadata, key);
    if (said === undefined) continue;
    const printed = print(plain(said));
    declared = printed === undefined ? without(declared, key) : { ...declared, [key]: printed };
  }
  return declared;
}

/** As long as MLflow's database takes them. */
const longestValue = 8000;

export function stored(entries: Texts): Texts {
  const long = Object.values(entries).some((value) => value.length > longestValue);
  return long
    ? Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, value.slice(0, longestValue)]))
    : entries;
}

function mergeAssessments(
  before: readonly AssessmentDoc[],
  more: readonly AssessmentInput[],
  given: Given,
): readonly AssessmentDoc[] {
  if (more.length === 0) return before;
  const merged = new Map(before.map((each) => [each.id, each]));
  for (const input of more) {
    const doc = assessmentOf(input, given);
    merged.set(doc.id, doc);
  }
  return [...merged.values()];
}

/** A new assessment is valid until another overrides it. */
export function assessmentOf(input: AssessmentInput, { now, newId }: Pick<Given, "now" | "newId">): AssessmentDoc {
  return {
    ...input,
    id: input.id ?? newId(),
    created: input.created || now,
    updated: input.updated || now,
    valid: true,
  };
}
