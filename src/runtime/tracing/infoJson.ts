import { invalid } from "../../shared/apiError";
import { list, number, object, optional, type Reader, string } from "../../shared/readers";
import { type AssessmentInput, assessmentInput, printAssessment } from "./assessmentJson";
import { enumerated, texts } from "./bodies";
import { duration, printDuration, printTimestamp, timestamp } from "./protoTime";
import { type Texts, type TraceDoc, type TraceState, traceStates } from "./traceDoc";

/** A trace's info as protobuf prints it in JSON: TraceInfoV3, and TraceInfo of the 2.0 protocol. */
export interface TraceInput {
  readonly id: string;
  readonly experiment: string;
  readonly time: number;
  readonly duration?: number;
  readonly state: TraceState;
  readonly client_request_id?: string;
  readonly request_preview?: string;
  readonly response_preview?: string;
  readonly metadata: Texts;
  readonly tags: Texts;
  readonly assessments: readonly AssessmentInput[];
}

const readLocation = object({ mlflow_experiment: optional(object({ experiment_id: string })) });

const readInfo = object({
  trace_id: string,
  trace_location: optional(readLocation),
  client_request_id: optional(string),
  request_preview: optional(string),
  response_preview: optional(string),
  request_time: timestamp,
  execution_duration: optional(duration),
  execution_duration_ms: optional(number), // in files and in the editor, not on the wire
  state: enumerated(...traceStates),
  trace_metadata: texts,
  tags: texts,
  assessments: optional(list(assessmentInput), []),
});

export const traceInput: Reader<TraceInput> = (body, at) => {
  const info = readInfo(body, at);
  const experiment =
    info.trace_location?.mlflow_experiment?.experiment_id ??
    invalid(`${at}.trace_location.mlflow_experiment.experiment_id: missing`);
  return inputOf(info, experiment, at);
};

/** The same from a file that does not say where the trace lay. */
export function traceInputIn(experiment: string): Reader<TraceInput> {
  return (body, at) => inputOf(readInfo(body, at), experiment, at);
}

/** MLflow's own column holds 50 characters; those of other producers may be longer. */
const longestId = 250;
/** Clients cut at 1,000; previews are kept in memory. */
const longestPreview = 10_000;

function inputOf(info: ReturnType<typeof readInfo>, experiment: string, at: string): TraceInput {
  if (info.trace_id === "") invalid(`${at}.trace_id: missing`);
  if (info.trace_id.length > longestId) invalid(`${at}.trace_id: longer than ${longestId} characters`);
  const took = info.execution_duration ?? info.execution_duration_ms;
  return {
    id: info.trace_id,
    experiment,
    time: info.request_time,
    state: info.state,
    metadata: info.trace_metadata,
    tags: info.tags,
    assessments: info.assessments,
    ...(took !== undefined && { duration: Math.trunc(took) }),
    ...(info.client_request_id !== undefined && { client_request_id: info.client_request_id }),
    ...(info.request_preview !== undefined && { request_preview: info.request_preview.slice(0, longestPreview) }),
    ...(info.response_preview !== undefined && { response_preview: info.response_preview.slice(0, longestPreview) }),
  };
}

export function printInfo(trace: TraceDoc): Record<string, unknown> {
  return {
    trace_id: trace.id,
    ...(trace.client_request_id !== undefined && { client_request_id: trace.client_request_id }),
    trace_location: { type: "MLFLOW_EXPERIMENT", mlflow_experiment: { experiment_id: trace.experiment } },
    ...(trace.request_preview !== undefined && { request_preview: trace.request_preview }),
    ...(trace.response_preview !== undefined && { response_preview: trace.response_preview }),
    request_time: printTimestamp(trace.time),
    ...(trace.duration !== undefined && { execution_duration: printDuration(trace.duration) }),
    state: trace.state,
    trace_metadata: cut(trace.metadata, 250),
    tags: cut(trace.tags, 4096),
    assessments: trace.assessments.map((assessment) => printAssessment(trace.id, assessment)),
  };
}

export function printInfoV2(trace: TraceDoc): Record<string, unknown> {
  return {
    request_id: trace.id,
    experiment_id: trace.experiment,
    timestamp_ms: trace.time,
    execution_time_ms: trace.duration ?? 0,
    status: trace.state === "STATE_UNSPECIFIED" ? "TRACE_STATUS_UNSPECIFIED" : trace.state,
    request_metadata: listed(cut(trace.metadata, 250)),
    tags: listed(cut(trace.tags, 4096)),
  };
}

/** What every client of MLflow is promised to be able to hold. */
function cut(entries: Texts, longest: number): Texts {
  return Object.fromEntries(
    Object.entries(entries).map(([key, value]) => [key.slice(0, 250), value.slice(0, longest)]),
  );
}

function listed(entries: Texts): { key: string; value: string }[] {
  return Object.entries(entries).map(([key, value]) => ({ key, value }));
}
