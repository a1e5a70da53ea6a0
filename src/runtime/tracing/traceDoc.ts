/** A trace without its spans, as it lies in the collection `traces` under its id. Times are milliseconds since 1970. */
export type TraceDoc = {
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
  readonly assessments: readonly AssessmentDoc[];
  /** Runs it was linked to after the fact, beside the one in its metadata. */
  readonly runs?: readonly string[];
  /** Prompt versions, `name/version`. */
  readonly prompts?: readonly string[];
  /** The name of its root span. */
  readonly root?: string;
  /** How many documents in `cold:spans` hold its spans; 0 when they are not here. */
  readonly chunks: number;
  /** Distinct spans in them. */
  readonly spans: number;
};

export type Texts = { readonly [key: string]: string };

export const traceStates = ["STATE_UNSPECIFIED", "OK", "ERROR", "IN_PROGRESS"] as const;
export type TraceState = (typeof traceStates)[number];

export type AssessmentDoc = {
  readonly id: string;
  readonly name: string;
  readonly kind: AssessmentKind;
  /** JSON as Python prints it: what filters compare with. */
  readonly value: string;
  readonly error?: AssessmentErrorDoc;
  readonly source_type: string;
  readonly source_id?: string;
  readonly created: number;
  readonly updated: number;
  readonly span_id?: string;
  readonly rationale?: string;
  readonly metadata?: Texts;
  readonly overrides?: string;
  readonly valid: boolean;
};

export type AssessmentKind = "feedback" | "expectation" | "issue";

export type AssessmentErrorDoc = {
  readonly error_code: string;
  readonly error_message?: string;
  readonly stack_trace?: string;
};

/** Tags and metadata by which MLflow's clients and ours agree. */
export const traceTag = {
  name: "mlflow.traceName",
  artifacts: "mlflow.artifactLocation",
  /** Where the spans are: TRACKING_STORE here, ARTIFACT_REPO or absent in the artifact traces.json. */
  spans: "mlflow.trace.spansLocation",
} as const;

export const traceMetadata = {
  sourceRun: "mlflow.sourceRun",
  session: "mlflow.trace.session",
  user: "mlflow.trace.user",
  sizes: "mlflow.trace.sizeStats",
  tokens: "mlflow.trace.tokenUsage",
  cost: "mlflow.trace.cost",
  /** What the client declared at the end of the trace is final; spans that come later do not overwrite it. */
  final: "mlflow.trace.infoFinalized",
} as const;

export const spansHere = "TRACKING_STORE";

/** The entry of that very key, not one that every object has. */
export function own(texts: Texts, key: string): string | undefined {
  return Object.hasOwn(texts, key) ? texts[key] : undefined;
}

export function without(texts: Texts, key: string): Texts {
  return Object.fromEntries(Object.entries(texts).filter(([each]) => each !== key));
}

/** The runs it belongs to. */
export function runsOf(trace: TraceDoc): readonly string[] {
  const source = own(trace.metadata, traceMetadata.sourceRun);
  const linked = trace.runs ?? [];
  return source === undefined || linked.includes(source) ? linked : [source, ...linked];
}
